"""Reads one folder from where it was left: keep first, then tidy up at the source, then move the cursor.

Whatever breaks in between, the same mails are read once more and recognised by their content.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import connections

from troska.channels import intake
from troska.channels.email.card_numbers import without_card_numbers
from troska.channels.email.health import HealthReports
from troska.channels.email.identity import external_id
from troska.channels.email.imap import cursors, tidying
from troska.channels.email.imap.answers import Fetched, read_fetched
from troska.channels.email.imap.connection import LiteralTooLong, Source, uid_set
from troska.channels.email.imap.errors import ConnectionLost, LeftAtSource, MailboxTrouble
from troska.channels.email.interpret.limits import RAW_BYTES
from troska.channels.email.models import FolderCursor, Mailbox
from troska.channels.errors import IntakeUnavailable
from troska.channels.intake import Delivery
from troska.core import heartbeat

#: Mails listed at once; mails and bytes fetched at once; bytes of a header.
LISTED, BATCH, BATCH_BYTES, HEADER_BYTES = 500, 50, 8 * 1024 * 1024, 1024 * 1024
#: A mail that the server refuses to give is tried three times, one at which the connection breaks more often.
REFUSED, LOST, GIVE_UP = 7, 1, 21
RETRY_INTAKE_AFTER = 2.0
#: SEARCH SINCE knows days only, and in the server's time zone; its clock may be another one than ours.
_DAY_MARGIN, CLOCKS_DIFFER = timedelta(days=2), timedelta(minutes=5)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

log = structlog.get_logger(__name__)


class Stopped(Exception):
    """The reader was told to stop."""


@dataclass(slots=True)
class Reader:
    """Brings what is new in one mailbox's folders into the journal."""

    mailbox: Mailbox
    health: HealthReports
    stop: threading.Event
    #: How hard it was to get a mail, by folder, UIDVALIDITY and UID; such mails are fetched alone.
    troubles: dict[tuple[str, int, int], int] = field(default_factory=dict)
    #: Mails that we marked as deleted and that are still there, by folder and UIDVALIDITY.
    marked: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    #: Why mails stay at the source that should have gone.
    left: str = ""
    #: How many deliveries were kept.
    kept: int = 0

    def anew(self, mailbox: Mailbox) -> "Reader":
        """Give a reader for the next connection, which knows what this one learned."""
        return Reader(mailbox, self.health, self.stop, self.troubles, self.marked)

    def read_folder(self, source: Source, folder: str) -> int:
        """Bring in everything after the cursor; give how many mails were new there. Raises MailboxTrouble, Stopped."""
        uid_validity = source.open_folder(folder, may_write=tidying.tidies(self.mailbox, folder))
        cursor = cursors.cursor_of(self.mailbox, folder, uid_validity)
        connections.close_all()
        is_unplaced = cursor.last_uid == cursors.UNPLACED
        # "5:*" also means the last one when that is 4.
        uids = [uid for uid in source.uids(f"UID {max(cursor.last_uid, 0) + 1}:*") if uid > cursor.last_uid]
        last = max(uids, default=0)
        if is_unplaced and uids and cursor.since is not None:
            # What lay there before we came stays outside, also when the folder was numbered anew.
            uids = list(received_after(source, cursor.since - CLOCKS_DIFFER, uids))
        for start in range(0, len(uids), LISTED):
            for batch in self._batches(source, cursor, uids[start : start + LISTED]):
                self._bring_in(source, cursor, batch)
                if not is_unplaced:
                    _advance(cursor, batch[-1].uid)
        if is_unplaced:
            _advance(cursor, last)
        return len(uids)

    def _batches(self, source: Source, cursor: FolderCursor, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """Cut a list of UIDs by what the server says of their sizes."""
        listed = {one.uid: one for one in read_fetched(source.command("FETCH", uid_set(uids), "(UID RFC822.SIZE)"))}
        batch: list[Fetched] = []
        size = 0
        for uid in uids:
            # One that is not listed is gone again, or the server is slow to know it; the fetch will tell.
            one = listed.get(uid) or Fetched(uid, 0, None)
            is_alone = self._trouble(cursor, uid) > 0
            if batch and (is_alone or len(batch) >= BATCH or size + (one.size or 0) > BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(one)
            size += (one.size or 0) + (BATCH_BYTES if is_alone else 0)
        if batch:
            yield batch

    def _bring_in(self, source: Source, cursor: FolderCursor, batch: Sequence[Fetched]) -> None:
        heartbeat.beat()
        small = [one.uid for one in batch if (one.size or 0) <= RAW_BYTES and self._trouble(cursor, one.uid) < GIVE_UP]
        contents = [(uid, content) for uid, content in self._fetch(source, cursor, small) if len(content) <= RAW_BYTES]
        whole = {uid for uid, _ in contents}
        numbered = [(uid, self._delivery(cursor, raw, external_id(raw))) for uid, raw in contents]
        numbered.extend(
            (one.uid, self._stub(source, cursor, one.uid, size))
            for one in batch
            if one.uid not in whole and (size := self._size_of(source, one.uid)) is not None
        )
        deliveries = [delivery for _, delivery in sorted(numbered, key=_uid)]
        self._accept(deliveries)
        self.kept += len(deliveries)
        try:
            marked = self.marked.setdefault((cursor.folder, cursor.uid_validity), set())
            tidying.tidy(source, self.mailbox, cursor.folder, whole, marked)
        except LeftAtSource as left:
            self.left = str(left)

    def _accept(self, deliveries: Sequence[Delivery]) -> None:
        """Keep the deliveries, however long that may take. Raises Stopped."""
        while True:
            try:
                intake.accept(deliveries)
            except IntakeUnavailable as unavailable:
                self.health.unavailable(unavailable)
                if self.stop.wait(RETRY_INTAKE_AFTER):
                    raise Stopped from unavailable
                heartbeat.beat()
            else:
                return
            finally:
                connections.close_all()

    # --- fetching ---------------------------------------------------------------------------------------------------
    def _fetch(self, source: Source, cursor: FolderCursor, uids: Collection[int]) -> list[tuple[int, bytes]]:
        r"""Fetch mails whole, without setting \Seen; a UID that the server gives twice comes twice."""
        if not uids:
            return []
        try:
            answer = read_fetched(source.command("FETCH", uid_set(uids), "(UID BODY.PEEK[])"))
        except (MailboxTrouble, LiteralTooLong) as error:
            self._note(cursor, uids, LOST if isinstance(error, ConnectionLost) else REFUSED)
            if isinstance(error, LiteralTooLong):
                raise ConnectionLost(error) from error
            raise
        found = sorted(
            ((one.uid, one.content) for one in answer if one.content is not None and one.uid in uids), key=_uid
        )
        given = {uid for uid, _ in found}
        for uid in uids:
            if uid in given:
                self.troubles.pop((cursor.folder, cursor.uid_validity, uid), None)
            elif self._size_of(source, uid) is not None and self._note(cursor, [uid], REFUSED) < GIVE_UP:
                raise MailboxTrouble(f"UID {uid}: listed, but not given")
        return sorted(found, key=_uid)

    def _size_of(self, source: Source, uid: int) -> int | None:
        """Ask for one mail's size; None when it is no longer there."""
        answer = read_fetched(source.command("FETCH", str(uid), "(UID RFC822.SIZE)"))
        return next((one.size for one in answer if one.uid == uid and one.size is not None), None)

    def _trouble(self, cursor: FolderCursor, uid: int) -> int:
        return self.troubles.get((cursor.folder, cursor.uid_validity, uid), 0)

    def _note(self, cursor: FolderCursor, uids: Collection[int], weight: int) -> int:
        """Remember a failure; only of a mail that was fetched alone is it known that it was this one's."""
        for uid in uids:
            weighed = weight if len(uids) == 1 else max(1, self._trouble(cursor, uid)) - self._trouble(cursor, uid)
            self.troubles[cursor.folder, cursor.uid_validity, uid] = self._trouble(cursor, uid) + weighed
        return max(self._trouble(cursor, uid) for uid in uids)

    # --- what is kept -----------------------------------------------------------------------------------------------
    def _delivery(self, cursor: FolderCursor, raw: bytes, identity: str, **notes: object) -> Delivery:
        envelope = {"to": [], "folder": cursor.folder, **notes}
        return Delivery(
            account_id=self.mailbox.pk,
            external_id=identity,
            raw=raw,
            envelope=envelope,
            redact=without_card_numbers,
        )

    def _stub(self, source: Source, cursor: FolderCursor, uid: int, size: int) -> Delivery:
        """Keep the header of a mail that can't be had whole, with a note for the quarantine."""
        answer = source.command("FETCH", str(uid), f"(UID BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)")
        header = next((one.content for one in read_fetched(answer) if one.content), b"")[:HEADER_BYTES]
        name = f"{size}" if header else f"{cursor.folder}\0{cursor.uid_validity}\0{uid}"
        note = {"too_large": size} if size > RAW_BYTES else {"not_given": True}
        log.warning("imap.kept_in_part", account=self.mailbox.pk, size=size, header=len(header))
        return self._delivery(cursor, header, external_id(header + b"\0" + name.encode()), **note)


def received_after(source: Source, moment: datetime, uids: Sequence[int]) -> Iterator[int]:
    """Give those that the server got after a moment; also those of which it does not say when."""
    day = moment - _DAY_MARGIN
    lately = source.uids(f"UID 1:{uids[-1]} SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")
    for start in range(0, len(lately), LISTED):
        some = lately[start : start + LISTED]
        answer = read_fetched(source.command("FETCH", uid_set(some), "(UID INTERNALDATE)"))
        received_at = {one.uid: one.received_at for one in answer}
        yield from (uid for uid in some if (at := received_at.get(uid)) is None or at >= moment)


def _advance(cursor: FolderCursor, uid: int) -> None:
    cursors.advance(cursor, uid)
    connections.close_all()


def _uid(pair: tuple[int, object]) -> int:
    return pair[0]
