"""Who guesses secrets is slowed down: one count over passwords, codes, recovery codes and requests for new passwords.

Three things are counted: an account from one network (IPv4 /24, IPv6 /64), an account from anywhere, and a network
over all accounts. Each has its own patience; once it is gone, every further failure doubles the wait, up to an hour.
The count of an account from anywhere does not hold in networks where the person has signed in lately: so nobody can
lock a colleague out of where he works, and a network is shut out soon, whatever accounts it tries. An account is known
by a hash of the address that was typed, whether there is one or not, so that both are answered alike.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska.core import clock
from troska.core.addresses import InvalidAddressError, email_key
from troska.core.errors import TroskaError
from troska.core.networks import network_of
from troska.staff import audit, deeds, letters
from troska.staff.models import Agent, AuditEntry, Guesses
from troska.timeline.actors import SYSTEM, ActorKind

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
#: Failures that are so old are forgotten.
FORGOTTEN_AFTER = timedelta(hours=24)
KNOWN_FOR = timedelta(days=30)
HERE, ANYWHERE, NETWORK = "here", "account", "network"
PATIENCE = {HERE: 5, ANYWHERE: 30, NETWORK: 30}


class TooManyGuesses(TroskaError):
    """So many wrong secrets came that none is looked at for a while."""

    code = "too_many_guesses"
    status = 429
    message = _("Za dużo nieudanych prób. Odczekaj chwilę i spróbuj znowu.")


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    text: str


def refuse_if_locked(address: str, origin: str | None) -> None:
    """Raise TooManyGuesses when nothing may be tried now for this account from there."""
    now = clock.now()
    keys = _keys(address, origin)
    locked = {row.key for row in Guesses.objects.filter(key__in=[key.text for key in keys], locked_until__gt=now)}
    for key in keys:
        if key.text in locked and not (key.kind == ANYWHERE and _is_known(address, origin)):
            raise TooManyGuesses


@transaction.atomic
def failed(address: str, origin: str | None) -> None:
    """Count a wrong secret; who is locked is told by letter, and it is audited."""
    agent = _agent(address)
    for key in _keys(address, origin):
        Guesses.objects.bulk_create([Guesses(key=key.text, last_at=clock.now())], ignore_conflicts=True)
        row = Guesses.objects.select_for_update(no_key=True).get(pk=key.text)
        _count(row, key.kind, agent, origin)


def succeeded(address: str, origin: str | None) -> None:
    """Forget what was wrong before for this account from there; other counts stay, or guesses could hide between."""
    Guesses.objects.filter(key__in=[key.text for key in _keys(address, origin) if key.kind == HERE]).delete()


def locked_until(agent: Agent) -> datetime | None:
    """Tell until when somewhere nobody may try for the agent's account."""
    locks = Guesses.objects.filter(agent=agent, locked_until__gt=clock.now())
    latest: datetime | None = locks.order_by("-locked_until").values_list("locked_until", flat=True).first()
    return latest


def forget_old() -> int:
    """Delete counts that mean nothing any more; give their number."""
    deleted, _kinds = Guesses.objects.filter(last_at__lt=clock.now() - FORGOTTEN_AFTER).delete()
    return deleted


def _count(row: Guesses, kind: str, agent: Agent | None, origin: str | None) -> None:
    now = clock.now()
    if row.last_at < now - FORGOTTEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.last_at, row.agent = now, None if kind == NETWORK else agent
    beyond = row.failures - PATIENCE[kind]
    if beyond >= 0:
        is_first = row.locked_until is None or beyond == 0
        row.locked_until = now + min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)
        if is_first:
            _tell(kind, agent, origin)
    row.save(update_fields=["failures", "last_at", "agent", "locked_until"])


def _tell(kind: str, agent: Agent | None, origin: str | None) -> None:
    about = audit.about(agent) if agent and kind != NETWORK else ""
    audit.record(deeds.LOCKED, by=SYSTEM, about=about, reason=kind, network=_network(origin))
    if agent is not None and agent.is_active and kind != NETWORK:
        letters.send(agent, "locked", {"origin": origin or ""})


def _keys(address: str, origin: str | None) -> list[_Key]:
    network = _network(origin)
    account = hashlib.sha256(_normal(address).encode()).hexdigest()[:40]
    return [
        _Key(HERE, f"{HERE}:{account}:{network}"),
        _Key(ANYWHERE, f"{ANYWHERE}:{account}"),
        _Key(NETWORK, f"{NETWORK}:{network}"),
    ]


def _normal(address: str) -> str:
    try:
        return email_key(address)
    except InvalidAddressError:
        return address.strip().lower()


def _network(origin: str | None) -> str:
    return "here" if origin is None else network_of(origin)


def _agent(address: str) -> Agent | None:
    return Agent.objects.get_queryset().filter(email_key=_normal(address)).first()


def _is_known(address: str, origin: str | None) -> bool:
    agent = _agent(address)
    if agent is None:
        return False
    came = AuditEntry.objects.filter(
        deed=deeds.SIGNED_IN.name,
        actor_kind=ActorKind.AGENT,
        actor_id=agent.pk,
        at__gt=clock.now() - KNOWN_FOR,
        address__isnull=False,
    )
    addresses: Iterable[str | None] = came.values_list("address", flat=True).distinct()
    return _network(origin) in {_network(one) for one in addresses}
