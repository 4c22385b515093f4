"""How long ago the person at this browser proved who he is: by signing in, or by proving it again."""

from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from troska.core import clock
from troska.staff.models import Agent

_PROOFS = frozenset({"password", "mfa", "socialaccount"})


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the last proof is recent enough for what must not be done by whoever finds an open browser."""
    last = last_proof(request)
    return last is not None and clock.now() - last < timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def last_proof(request: HttpRequest) -> datetime | None:
    """Tell when the person proved who he is; None when he did not in this session."""
    if not isinstance(request.user, Agent):
        return None
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record.get("method") in _PROOFS]
    return datetime.fromtimestamp(max(moments), tz=UTC) if moments else None
