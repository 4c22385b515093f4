"""What can go wrong at the door."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import NotFound, TroskaError


class IntakeUnavailable(TroskaError):
    """We can't keep what arrives (disk full, database away); the sender must keep it and try again."""

    code = "intake_unavailable"
    status = 503
    message = _("Chwilowo nie możemy przyjąć wiadomości. Nadawca spróbuje ponownie.")


class EntryNotFound(NotFound):
    """There is no such journal entry in quarantine."""

    code = "entry_not_found"
    message = _("Tej wiadomości nie ma już w kwarantannie.")


class CannotBeReleased(TroskaError):
    """The entry has no sender, or none of our inboxes is addressed: there is no conversation it could become."""

    code = "cannot_be_released"
    status = 409
    message = _("Tej wiadomości nie da się wpuścić: nie ma nadawcy albo nie pasuje do żadnej skrzynki.")
