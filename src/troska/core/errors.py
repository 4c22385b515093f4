"""Errors that a person may read."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TroskaError(Exception):
    """Something a person asked for can't be done; `message` says what and why, in his language."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = _("Nie udało się wykonać tej operacji.")

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(TroskaError):
    """The person may see the thing but not do this to it."""

    code = "not_allowed"
    status = 403
    message = _("Nie masz uprawnień do tej operacji.")


class NotFound(TroskaError):
    """There is no such thing, or the person may not know that there is."""

    code = "not_found"
    status = 404
    message = _("Nie ma takiej strony albo nie masz do niej dostępu.")
