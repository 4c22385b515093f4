"""Senders nobody wants to hear from again: an address, or a whole domain that is no public mail provider's."""

from collections.abc import Container, Iterator

from django.db import transaction
from django.db.models import QuerySet

from troska import timeline
from troska.channels.email import errors, events
from troska.channels.email.models import BlockedSender, BlockKind
from troska.conversations.models import Conversation, InboxAddress, ParticipantRole
from troska.core.addresses import InvalidAddressError, email_key
from troska.staff.models import Agent

#: Where everybody may have an address; to block one of these would shut out customers.
PUBLIC_DOMAINS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.pl", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com",
    "yahoo.com", "yahoo.pl", "yahoo.co.uk", "yahoo.de", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com",
    "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "zoho.com", "fastmail.com", "mail.com",
    "yandex.com", "yandex.ru", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "i.ua", "seznam.cz",
    "gmx.com", "gmx.net", "gmx.de", "gmx.at", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr",
    "laposte.net", "libero.it", "virgilio.it", "wp.pl", "onet.pl", "onet.eu", "op.pl", "vp.pl", "poczta.onet.pl",
    "autograf.pl",
    "buziaczek.pl", "amorki.pl", "o2.pl", "tlen.pl", "go2.pl", "interia.pl", "interia.eu", "interia.com", "poczta.fm",
    "intmail.pl", "int.pl", "gazeta.pl", "poczta.pl", "home.pl", "neostrada.pl", "orange.pl", "plusnet.pl", "vectra.pl",
    "adres.pl", "spoko.pl", "opoczta.pl", "prokonto.pl", "pisz.to", "poczta.wp.pl", "toya.net.pl", "netia.pl",
})  # fmt: skip


@transaction.atomic
def block_address(address: str, *, by: Agent) -> BlockedSender:
    """Let what this address begins arrive as spam from now on. Raises NotBlockable, OwnSender."""
    try:
        key = email_key(address)
    except InvalidAddressError as error:
        raise errors.NotBlockable from error
    if InboxAddress.objects.filter(key=key).exists() or Agent.objects.filter(email_key=key).exists():
        raise errors.OwnSender
    return _block(BlockKind.ADDRESS, key, by=by)


@transaction.atomic
def block_domain(address: str, *, by: Agent) -> BlockedSender:
    """Block the whole domain of an address. Raises NotBlockable, PublicDomain, OwnSender."""
    try:
        domain = email_key(address).rpartition("@")[2]
    except InvalidAddressError as error:
        raise errors.NotBlockable from error
    if is_public(domain):
        raise errors.PublicDomain
    if domain in _own_domains():
        raise errors.OwnSender
    return _block(BlockKind.DOMAIN, domain, by=by)


@transaction.atomic
def unblock(blocked: BlockedSender, *, by: Agent) -> None:
    """Let them write to us again; what lies in spam stays there."""
    pk = blocked.pk
    deleted, _ = BlockedSender.objects.filter(pk=pk).delete()
    if deleted:
        timeline.record(events.SenderUnblocked(blocked_id=pk), by=by.actor)


def sender_of(conversation: Conversation) -> str:
    """Give the address of whoever began the conversation, "" when it has none."""
    requesters = conversation.participants.filter(role=ParticipantRole.REQUESTER).order_by("pk")
    address = requesters.values_list("address", flat=True).first() or ""
    return address if "@" in address else ""


def is_public(domain: str) -> bool:
    """Say whether everybody may have an address in this domain."""
    return not PUBLIC_DOMAINS.isdisjoint(_with_parents(domain))


def all_blocked() -> QuerySet[BlockedSender]:
    """List what is blocked, latest first."""
    return BlockedSender.objects.select_related("created_by").order_by("-pk")


def blocked_keys() -> frozenset[str]:
    """Read all that is blocked, for a whole batch of mails."""
    return frozenset(BlockedSender.objects.values_list("key", flat=True))


def is_blocked(sender_key: str, blocked: Container[str]) -> bool:
    """Say whether the sender is blocked: by address, by domain, or by one above it."""
    if sender_key in blocked:
        return True
    return any(domain in blocked for domain in _with_parents(sender_key.rpartition("@")[2]))


def _block(kind: BlockKind, key: str, *, by: Agent) -> BlockedSender:
    blocked, is_new = BlockedSender.objects.get_or_create(key=key, defaults={"kind": kind, "created_by": by})
    if is_new:
        timeline.record(events.SenderBlocked(blocked_id=blocked.pk), by=by.actor)
    return blocked


def _own_domains() -> set[str]:
    keys = [
        *InboxAddress.objects.values_list("key", flat=True),
        *Agent.objects.get_queryset().active().values_list("email_key", flat=True),
    ]
    # A domain above ours would take ours with it.
    return {domain for key in keys for domain in _with_parents(key.rpartition("@")[2])}


def _with_parents(domain: str) -> Iterator[str]:
    """Give the domain and those it lies in, but no bare ending."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]
