"""Tells how a way in is doing: at once when that changes, now and then when it goes on."""

import errno
import time

import structlog
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from troska.channels import actions
from troska.channels.errors import IntakeUnavailable
from troska.channels.models import ChannelAccount

REPEAT_AFTER = 30.0

log = structlog.get_logger(__name__)


class HealthReports:
    """The health of one account, written down without a row change per mail. Never raises: it is only a report."""

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id
        self._said: str | None = None
        self._at = 0.0

    def working(self) -> None:
        """Say that it works."""
        self._say("")

    def failing(self, reason: str) -> None:
        """Say why it does not, in words for an administrator."""
        self._say(reason or "?")

    def unavailable(self, unavailable: IntakeUnavailable) -> None:
        """Say why nothing can be kept; without a database only the log is told, at once instead of after a wait."""
        reason = why_unavailable(unavailable)
        if isinstance(unavailable.__cause__, OSError):
            self.failing(reason)
        elif reason != self._said:
            log.warning("account.failing", account=self.account_id, reason=reason)
            self._said = reason

    def _say(self, text: str) -> None:
        if text == self._said and time.monotonic() - self._at < REPEAT_AFTER:
            return
        if text and text != self._said:
            log.warning("account.failing", account=self.account_id, reason=text)
        try:
            actions.report_health(self.account_id, error=text)
        except (DatabaseError, InterfaceError, ChannelAccount.DoesNotExist):
            return
        self._said, self._at = text, time.monotonic()


def why_unavailable(unavailable: IntakeUnavailable) -> str:
    """Say to an administrator why nothing can be kept."""
    cause = unavailable.__cause__
    if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("Brak miejsca na dysku; poczta czeka u nadawcy.")
    if isinstance(cause, OSError):
        return _("Nie można zapisać poczty na dysku (%s); poczta czeka u nadawcy.") % (cause.strerror or cause)
    return _("Baza danych nie przyjmuje poczty (%s); poczta czeka u nadawcy.") % type(cause).__name__
