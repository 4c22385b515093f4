"""What can go wrong with a mailbox, in words for an administrator."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError
from troska.core.text import one_line, show_disguises


class MailboxTrouble(TroskaError):
    """The mail server did not do what was asked; `said` is its own answer."""

    code = "mailbox_trouble"
    status = 502
    message = _("Serwer poczty odpowiedział błędem: %(said)s")

    def __init__(self, said: object = "", **details: str | Promise) -> None:
        super().__init__(said)
        self.said = show_disguises(one_line(_text(said)))[:200]
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % {"said": self.said, **self.details}


class SignInRefused(MailboxTrouble):
    """Name and password (or token) are not accepted."""

    code = "sign_in_refused"
    message = _("Serwer poczty odrzucił logowanie użytkownika %(username)s. Sprawdź nazwę i hasło. (%(said)s)")


class FolderMissing(MailboxTrouble):
    """A folder that should be read can't be opened."""

    code = "folder_missing"
    message = _("Nie można otworzyć folderu „%(folder)s”. (%(said)s)")


class ConnectionLost(MailboxTrouble):
    """The connection broke; a new one is made by itself."""

    code = "connection_lost"
    message = _("Połączenie z serwerem poczty się zerwało. (%(said)s)")


class EncryptionMissing(MailboxTrouble):
    """STARTTLS was asked for and is not offered; nothing was sent in the clear."""

    code = "encryption_missing"
    message = _("Serwer poczty nie oferuje szyfrowania STARTTLS. (%(said)s)")


class LeftAtSource(MailboxTrouble):
    """A mail was read but could not be deleted or moved at the source."""

    code = "left_at_source"
    message = _("Poczta jest odbierana, ale nie można jej usunąć ani przenieść na serwerze. (%(said)s)")


def _text(said: object) -> str:
    if isinstance(said, bytes):
        return said.decode("utf-8", "replace")
    if isinstance(said, BaseException):
        return _text(said.args[0]) if said.args else type(said).__name__
    return str(said)
