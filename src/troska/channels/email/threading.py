"""To which conversation does a mail belong? A signed token first, then references, never the subject."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection

from troska.channels.email import tokens
from troska.channels.email.interpret.mail import InboundMail
from troska.channels.email.models import ThreadReference
from troska.conversations.models import Message, Participant

_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail says about its place: the conversation by a token of ours, else keys of references, nearest first."""

    sender_key: str
    signed_conversation_id: int | None
    answered: tuple[bytes, ...]
    #: The key of its own Message-ID: others may have referred to it before it came.
    own: bytes | None

    @property
    def keys(self) -> tuple[bytes, ...]:
        return (*self.answered, self.own) if self.own else self.answered


def evidence_of(mail: InboundMail, *, recipients: Iterable[str], sender_key: str) -> Evidence:
    """Collect what a mail says about its place; pure."""
    nearest_first = dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)])
    answered = list(nearest_first)[:_MOST_REFERENCES]
    signed = chain(map(tokens.conversation_of_address, recipients), map(tokens.conversation_of_message_id, answered))
    return Evidence(
        sender_key=sender_key,
        signed_conversation_id=next((found for found in signed if found is not None), None),
        answered=tuple(map(reference_key, answered)),
        own=reference_key(mail.message_id) if mail.message_id else None,
    )


def reference_key(identifier: str) -> bytes:
    """Give the key under which a Message-ID (without brackets) is remembered."""
    return hashlib.sha256(identifier.encode("utf-8", "replace")).digest()[:16]


def find_conversations(evidence: Sequence[Evidence]) -> list[int | None]:
    """Find the conversation of each mail, or None.

    The nearest reference wins; of several conversations that it leads to, the latest in which the sender takes part.
    One to a mail that lies in the conversation joins whoever sends it (he is marked when he takes no part): there the
    earliest, since anybody can send a mail under an identifier he saw. One to a mail that we never saw, or a mail that
    others referred to before it came, joins only who takes part: anybody could have named it first.
    """
    unsigned = {key for item in evidence if item.signed_conversation_id is None for key in item.keys}
    references: dict[bytes, list[tuple[int, int | None]]] = {}
    if unsigned:
        rows = ThreadReference.objects.filter(key__in=unsigned).order_by("-conversation_id")
        for key, conversation_id, message_id in rows.values_list("key", "conversation_id", "message_id"):
            references.setdefault(bytes(key), []).append((conversation_id, message_id))
    if not references:
        return [item.signed_conversation_id for item in evidence]
    conversation_ids = {conversation_id for found in references.values() for conversation_id, _ in found}
    taking_part = set(
        Participant.objects.filter(
            conversation__in=conversation_ids, address_key__in={item.sender_key for item in evidence}
        ).values_list("conversation_id", "address_key")
    )
    return [item.signed_conversation_id or _by_reference(item, references, taking_part) for item in evidence]


def _by_reference(
    item: Evidence, references: dict[bytes, list[tuple[int, int | None]]], taking_part: set[tuple[int, str]]
) -> int | None:
    for key in item.keys:
        found = references.get(key, [])
        own = next((pk for pk, _ in found if (pk, item.sender_key) in taking_part), None)
        if own is not None:
            return own
        if key != item.own and (lying := [pk for pk, message_id in found if message_id is not None]):
            return lying[-1]
    return None


def remember_references(brought_in: Iterable[tuple[Evidence, Message]]) -> None:
    """Remember by which Message-IDs later mails will belong to the messages' conversations."""
    rows: dict[tuple[bytes, int], int | None] = {}
    for item, message in brought_in:
        for key in item.answered:
            rows.setdefault((key, message.conversation_id), None)
        if item.own is not None:
            rows[item.own, message.conversation_id] = message.pk
    if not rows:
        return
    keys, conversation_ids = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO email_channel_threadreference (key, conversation_id, message_id)"
            " SELECT * FROM unnest(%s::bytea[], %s::bigint[], %s::bigint[])"
            " ON CONFLICT (key, conversation_id) DO UPDATE SET message_id = excluded.message_id"
            " WHERE email_channel_threadreference.message_id IS NULL AND excluded.message_id IS NOT NULL",
            [list(keys), list(conversation_ids), list(rows.values())],
        )
