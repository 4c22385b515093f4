"""Verbs of what is not sent yet, and of what was read: each agent's own, so nothing of it stands in the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction

from troska.conversations import errors, files
from troska.conversations.models import Attachment, Conversation, Direction, Draft, DraftKind, ReadMark, Upload
from troska.conversations.ports import StoredFile
from troska.core import cards, clock
from troska.core.locks import may_erase_files
from troska.staff.models import Agent

LONGEST_TEXT = 100_000
LARGEST_FILE = 25 * 1024 * 1024
MOST_FILES = 30
#: What was uploaded and never sent is thrown away after this time, unless a draft was touched since.
UPLOADS_KEPT = timedelta(days=30)


#: Gives as `before` how far the agent had read, and marks what he sees now; the beginning of a statement.
MARKING = """
WITH before AS (
    SELECT upto FROM conversations_readmark WHERE agent_id = %(agent)s AND conversation_id = %(conversation)s
), marked AS (
    INSERT INTO conversations_readmark AS mark (agent_id, conversation_id, upto)
    VALUES (%(agent)s, %(conversation)s, %(upto)s)
    ON CONFLICT (agent_id, conversation_id) DO UPDATE SET upto = excluded.upto WHERE mark.upto < excluded.upto
), seen AS (
    UPDATE conversations_mention SET seen_at = %(now)s
    WHERE agent_id = %(agent)s AND conversation_id = %(conversation)s AND seen_at IS NULL
)
"""
_MARK_READ = MARKING + "SELECT upto FROM before"  # noqa: S608 -- a constant of ours


def mark_read(conversation: Conversation, *, by: Agent, upto: datetime) -> datetime | None:
    """Note that the agent has seen the conversation as it stood at `upto` (its `last_message_at` when shown).

    Gives how far he had read before; None when he had never opened it. What calls him by name counts as seen, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK_READ, {"agent": by.pk, "conversation": conversation.pk, "upto": upto, "now": clock.now()})
        row = cursor.fetchone()
    return row[0] if row else None


def mark_unread(conversation: Conversation, *, by: Agent) -> None:
    """Let the agent find the conversation among the unread again."""
    ReadMark.objects.filter(agent=by, conversation=conversation).delete()


def save_draft(
    conversation: Conversation, kind: DraftKind, *, by: Agent, text: str, recipients: Mapping[str, str] | None = None
) -> Draft | None:
    """Keep what the agent has written so far; an empty text is no draft."""
    if not text.strip():
        discard_draft(conversation, kind, by=by)
        return None
    values = {
        "text": cards.without_numbers(text)[:LONGEST_TEXT],
        "recipients": dict(recipients or {}),
        "updated_at": clock.now(),
    }
    draft, _ = Draft.objects.update_or_create(agent=by, conversation=conversation, kind=kind, defaults=values)
    return draft


@transaction.atomic
def continue_draft(
    conversation: Conversation,
    kind: DraftKind,
    *,
    by: Agent,
    text: str,
    known_at: datetime | None,
    recipients: Mapping[str, str] | None = None,
) -> Draft | None:
    """Keep what goes on from the draft as it was at `known_at`; words written elsewhere since are not overwritten.

    Raises DraftChanged when the draft is of another time and holds something that the new text does not.
    """
    text = cards.without_numbers(text)
    drafts = Draft.objects.select_for_update().filter(agent=by, conversation=conversation, kind=kind)
    draft = drafts.first()
    if draft is not None and draft.updated_at != known_at and draft.text.strip() not in text:
        raise errors.DraftChanged
    return save_draft(conversation, kind, by=by, text=text, recipients=recipients)


def discard_draft(conversation: Conversation, kind: DraftKind, *, by: Agent) -> None:
    """Forget a draft."""
    Draft.objects.filter(agent=by, conversation=conversation, kind=kind).delete()


def keep_upload(
    conversation: Conversation,
    kind: DraftKind = DraftKind.REPLY,
    *,
    by: Agent,
    content: bytes,
    filename: str,
    content_type: str,
) -> Upload:
    """Keep a file for what the agent is writing. Raises FileTooLarge, TooManyFiles, EmptyFile."""
    if not content:
        raise errors.EmptyFile
    if len(content) > LARGEST_FILE:
        raise errors.FileTooLarge
    if Upload.objects.filter(agent=by, conversation=conversation).count() >= MOST_FILES:
        raise errors.TooManyFiles
    stored = files.store(content, filename=filename, content_type=content_type)
    return Upload.objects.create(
        agent=by,
        conversation=conversation,
        kind=kind,
        filename=stored.filename[:200],
        content_type=stored.content_type[:120],
        size=stored.size,
        storage_name=stored.storage_name,
    )


def discard_upload(conversation: Conversation, code: str, *, by: Agent) -> None:
    """Throw an uploaded file away."""
    upload = Upload.objects.filter(agent=by, conversation=conversation, code=code).first()
    if upload is not None:
        _throw_away([upload])


@transaction.atomic
def take_uploads(
    conversation: Conversation, codes: Sequence[str], *, by: Agent, kind: DraftKind = DraftKind.REPLY
) -> list[StoredFile]:
    """Hand what the agent put into a message of this kind over to it, in the order of the codes."""
    rows = Upload.objects.select_for_update().filter(agent=by, conversation=conversation, kind=kind, code__in=codes)
    found = {row.code: row for row in rows}
    Upload.objects.filter(pk__in=[row.pk for row in found.values()]).delete()
    return [
        StoredFile(filename=row.filename, content_type=row.content_type, size=row.size, storage_name=row.storage_name)
        for code in codes
        if (row := found.get(code)) is not None
    ]


def copy_files(conversation: Conversation, codes: Sequence[str]) -> list[StoredFile]:
    """Copy files of the conversation's correspondence, for somebody who takes no part in it. Raises FileGone.

    Files of notes stay inside.
    """
    of_letters = Attachment.objects.filter(message__conversation=conversation, code__in=codes)
    try:
        return [
            files.store(
                files.read(attachment.storage_name), filename=attachment.filename, content_type=attachment.content_type
            )
            for attachment in of_letters.exclude(message__direction=Direction.INTERNAL).order_by("pk")
        ]
    except FileNotFoundError as error:
        raise errors.FileGone from error


def discard_old_uploads() -> int:
    """Throw away what was never sent; give the number of files. Called by a tick."""
    old = Upload.objects.filter(created_at__lt=clock.now() - UPLOADS_KEPT)
    with transaction.atomic():
        return _throw_away(list(old[:500])) if may_erase_files() else 0


def _throw_away(uploads: Iterable[Upload]) -> int:
    gone = 0
    for upload in uploads:
        with transaction.atomic():
            # Only who removed the row removes the file: another request may just have sent it.
            if Upload.objects.filter(pk=upload.pk).delete()[0]:
                transaction.on_commit(partial(files.remove, upload.storage_name))
                gone += 1
    return gone
