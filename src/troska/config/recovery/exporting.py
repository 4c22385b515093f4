"""Everything in open formats: JSON lines by noun, mails as .eml, attachments as files, two tables as CSV.

What each file holds is named here field by field, so that no secret gets in because a table got a new column.
"""

import csv
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from troska.channels import raw_store
from troska.channels.email.models import BlockedSender
from troska.channels.models import ChannelAccount
from troska.channels.webchat.models import Cart, Chat, PageView, Visitor, Widget
from troska.config.recovery.errors import RecoveryFailed
from troska.conversations import files
from troska.conversations.models import (
    Attachment,
    Brand,
    Conversation,
    ConversationInbox,
    ConversationLabel,
    Draft,
    Inbox,
    InboxAddress,
    Label,
    Location,
    Mention,
    Message,
    Participant,
    RetentionRules,
)
from troska.customers.models import Customer, Erasure, Identity
from troska.staff import audit
from troska.staff.models import Agent, AuditEntry, Company, Membership, OwnRole, Team
from troska.timeline.actors import SYSTEM

BATCH = 1000
EXPORTED = audit.Deed("recovery.exported", _("eksportuje wszystkie dane"))
#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of thing: its file, its table, its fields; `csv` says whether a spreadsheet is of use."""

    name: str
    model: type[Model]
    fields: Sequence[str]
    csv: bool = False


NOUNS: Sequence[Noun] = (
    Noun(
        "company",
        Company,
        ("id", "legal_name", "tax_number", "street", "postal_code", "city", "privacy_contact", "language"),
    ),
    Noun("brands", Brand, ("id", "name", "sender_name", "domain", "accent", "languages", "signature")),
    Noun(
        "locations",
        Location,
        ("id", "brand_id", "name", "street", "postal_code", "city", "phone", "opening_hours", "closed_days"),
    ),
    Noun(
        "inboxes",
        Inbox,
        (
            *("id", "name", "brand_id", "acknowledgement", "reopen_days", "is_active"),
            *("opening_hours", "closed_days", "keeps_holidays"),
        ),
    ),
    Noun("inbox_addresses", InboxAddress, ("id", "inbox_id", "address", "is_primary")),
    Noun("inbox_teams", Inbox.teams.through, ("id", "inbox_id", "team_id")),
    Noun(
        "widgets",
        Widget,
        ("id", "inbox_id", "key", "is_active", "allowed_origins", "welcome", "privacy_url"),
    ),
    Noun(
        "visitors",
        Visitor,
        (
            "id",
            "widget_id",
            "code",
            "subject",
            "customer_id",
            "name",
            "email",
            "language",
            "consented_at",
            "created_at",
        ),
    ),
    Noun("page_views", PageView, ("id", "visitor_id", "url", "title", "at", "seconds")),
    Noun("carts", Cart, ("visitor_id", "items", "total", "currency", "updated_at")),
    Noun("chats", Chat, ("conversation_id", "visitor_id", "started_at", "rating", "rating_comment", "rated_at")),
    Noun("accounts", ChannelAccount, ("id", "channel", "name", "inbox_id", "is_active")),
    Noun("teams", Team, ("id", "name")),
    Noun("own_roles", OwnRole, ("id", "name", "permission_names")),
    Noun("blocked_senders", BlockedSender, ("id", "kind", "key", "created_at", "created_by_id")),
    Noun(
        "agents",
        Agent,
        ("id", "email", "name", "role", "own_role_id", "language", "signature", "is_active", "created_at"),
    ),
    Noun("memberships", Membership, ("id", "team_id", "agent_id")),
    Noun("labels", Label, ("id", "name", "colour")),
    Noun("customers", Customer, ("id", "code", "name", "language", "created_at", "erased_at"), csv=True),
    Noun("identities", Identity, ("id", "customer_id", "kind", "value", "created_at")),
    Noun("erasures", Erasure, ("id", "code", "customer_id", "reason", "by_kind", "by_id", "asked_at", "finished_at")),
    Noun(
        "conversations",
        Conversation,
        (
            *("id", "code", "subject", "status", "status_since", "priority", "primary_inbox_id", "customer_id"),
            *("assignee_id", "waiting_since", "due_at", "snoozed_until", "closed_at", "merged_into_id", "continues_id"),
            *("created_at", "last_message_at", "erased_at", "held_at", "held_reason"),
        ),
        csv=True,
    ),
    Noun("retention", RetentionRules, ("id", "conversations_months", "customers_months", "documents_days")),
    Noun("conversation_inboxes", ConversationInbox, ("id", "conversation_id", "inbox_id", "is_further")),
    Noun("conversation_labels", ConversationLabel, ("id", "conversation_id", "label_id")),
    Noun(
        "participants", Participant, ("id", "conversation_id", "customer_id", "role", "name", "address", "is_verified")
    ),
    Noun(
        "messages",
        Message,
        (
            *("id", "code", "conversation_id", "channel", "direction", "visibility", "actor_kind", "actor_id"),
            *("author_name", "author_address", "language", "subject", "text", "full_text", "recipients"),
            *("authenticity", "is_automatic", "delivery", "delivery_detail", "sent_at", "created_at"),
        ),
    ),
    Noun("mentions", Mention, ("id", "conversation_id", "message_id", "agent_id", "seen_at")),
    Noun("drafts", Draft, ("id", "agent_id", "conversation_id", "kind", "text", "recipients", "updated_at")),
    Noun(
        "audit",
        AuditEntry,
        ("id", "at", "deed", "actor_kind", "actor_id", "about", "address", "program", "details"),
    ),
    Noun(
        "attachments",
        Attachment,
        ("id", "code", "message_id", "filename", "content_type", "size", "is_inline", "content_id"),
    ),
)


def export(folder: Path) -> Mapping[str, int]:
    """Write everything into a new folder and give how many of each there are; it appears whole or not at all.

    Raises RecoveryFailed when the folder is there already.
    """
    if folder.exists():
        raise RecoveryFailed(f"{folder} is there already; name a new folder.")
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    with transaction.atomic():
        audit.record(EXPORTED, by=SYSTEM)
    with _one_moment():
        counted = {f"{noun.name}.jsonl": _write(noun, draft) for noun in NOUNS}
        counted["mails/*.eml"] = _write_mails(draft / "mails")
        counted["files/*"] = _write_files(draft / "files")
    os.sync()
    draft.rename(folder)
    return counted


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it is now to the end, so that no row names another that is not there."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def rows(noun: Noun, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Give a table's rows in the order of their ids, a batch at a time."""
    last = 0
    while batch := list(noun.model._default_manager.filter(pk__gt=last).order_by("pk").values(*fields)[:BATCH]):
        yield from batch
        last = batch[-1]["id"]


def _write(noun: Noun, folder: Path) -> int:
    number = 0
    table = (folder / f"{noun.name}.csv").open("w", encoding="utf-8-sig", newline="") if noun.csv else None
    with (folder / f"{noun.name}.jsonl").open("w", encoding="utf-8") as lines:
        writer = csv.writer(table) if table else None
        if writer:
            writer.writerow(noun.fields)
        for row in rows(noun, noun.fields):
            plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
            lines.write(json.dumps(plain, ensure_ascii=False) + "\n")
            if writer:
                writer.writerow([cell(plain[name]) for name in noun.fields])
            number += 1
    if table:
        table.close()
    return number


def cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_mails(folder: Path) -> int:
    """Write the original of each message that came by mail, named by the message's code."""
    folder.mkdir(mode=0o700)
    messages = Noun("messages", Message, ())
    return sum(
        keep(folder / f"{row['code']}.eml", row["raw_digest"], raw_store.get)
        for row in rows(messages, ("id", "code", "raw_digest"))
        if row["raw_digest"]
    )


def _write_files(folder: Path) -> int:
    """Write attachments, named by their codes; `attachments.jsonl` says what each is called."""
    folder.mkdir(mode=0o700)
    attachments = Noun("attachments", Attachment, ())
    return sum(
        keep(folder / row["code"], row["storage_name"], files.read)
        for row in rows(attachments, ("id", "code", "storage_name"))
    )


def keep(path: Path, name: str, read: Callable[[str], bytes]) -> bool:
    """Write a stored file to a place; False when it is not there any more."""
    try:
        content = read(name)
    except (FileNotFoundError, ValueError, zlib.error):
        return False  # erased, or damaged: what there is of it is in the lines
    path.write_bytes(content)
    return True
