"""What can go wrong with customers."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class ErasureMustWait(TroskaError):
    """Something of the customer's is just being sent or taken in."""

    code = "erasure_must_wait"
    status = 409
    message = _("Właśnie wychodzi wiadomość do tej osoby. Usuwanie dokończy się samo za kilka minut.")


class ErasureHeld(ErasureMustWait):
    """Somebody holds something of the customer's back: it may be needed in a dispute."""

    code = "erasure_held"
    message = _(
        "Usuwanie danych tej osoby jest wstrzymane w jednej z jej rozmów. Dokończy się samo, gdy ktoś to zniesie."
    )


class IdentityTaken(TroskaError):
    """Another customer is known by this identity."""

    code = "identity_taken"
    status = 409
    message = _("Ten adres należy już do innego klienta.")
