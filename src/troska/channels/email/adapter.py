"""E-mail's way from raw bytes to messages in conversations."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from troska.channels.adapters import Outcome
from troska.channels.email import bounces, interpret
from troska.channels.email.authenticity import judge
from troska.channels.email.blocking import is_blocked
from troska.channels.email.directory import Directory, key_of
from troska.channels.email.interpret.mail import InboundMail
from troska.channels.email.models import MailIdentity
from troska.channels.email.screening import screen
from troska.channels.email.threading import Evidence, evidence_of, find_conversations, remember_references
from troska.channels.models import JournalEntry, QuarantineReason
from troska.conversations import actions, files
from troska.conversations.models import Authenticity, Channel, Inbox, Message
from troska.conversations.ports import Arrival, InboundMessage, StoredFile
from troska.conversations.sensitive import Hiding
from troska.core.text import one_line
from troska.customers.actions import IdentityHint
from troska.customers.models import IdentityKind
from troska.timeline.actors import Actor

_SHOWN_LENGTH = 250


class EmailAdapter:
    """See `channels.adapters.Adapter`."""

    def interpret(self, raw: bytes) -> InboundMail:
        """Understand a mail; never raises."""
        return interpret.interpret(raw)

    def bring_in(
        self, deliveries: Sequence[tuple[JournalEntry, InboundMail]], *, is_released: bool = False
    ) -> list[Outcome]:
        """Put mails where they belong: into conversations, onto messages that bounced, or into quarantine."""
        directory = Directory.read()
        batch = _Batch()
        for nth, (entry, mail) in enumerate(deliveries):
            inboxes, recipients = _addressed(entry, mail, directory)
            summary = _summary(mail, inboxes)
            if (mail.bounce or mail.bounce_report) and (bounced := bounces.note_bounce(mail)) is not None:
                batch.outcomes[nth] = Outcome(message=bounced, summary=summary)
                continue
            authenticity = _authenticity(mail, directory.authserv_ids.get(entry.account_id, ""))
            reason = screen(mail, own_addresses=directory.own_keys, authenticity=authenticity)
            reason = reason or _incompleteness(entry)
            if not inboxes:
                reason = reason or QuarantineReason.NO_INBOX
            if (reason and not is_released) or reason == QuarantineReason.NO_SENDER or not inboxes:
                batch.outcomes[nth] = Outcome(reason=reason, summary=summary)
                continue
            batch.add(
                _Candidate(
                    nth=nth,
                    entry=entry,
                    mail=mail,
                    inboxes=inboxes,
                    authenticity=Authenticity.FAILED if reason else authenticity,
                    summary=summary,
                    fingerprint=_fingerprint(mail, entry.digest),
                    evidence=evidence_of(mail, recipients=recipients, sender_key=_sender_key(mail)),
                    is_spam=is_blocked(_sender_key(mail), directory.blocked) and not is_released,
                )
            )
        batch.flush()
        return [batch.outcomes[nth] for nth in range(len(deliveries))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A mail that will be a message, unless it is one already."""

    nth: int
    entry: JournalEntry
    mail: InboundMail
    inboxes: list[Inbox]
    authenticity: Authenticity
    summary: dict[str, object]
    fingerprint: bytes
    evidence: Evidence
    is_spam: bool


@dataclass
class _Batch:
    """Mails that don't depend on each other are brought in together; one that does starts the next round."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    _round: list[_Candidate] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def add(self, candidate: _Candidate) -> None:
        marks = {candidate.fingerprint, *candidate.evidence.keys}
        if not self._seen.isdisjoint(marks):
            self.flush()
        self._round.append(candidate)
        self._seen |= marks

    def flush(self) -> None:
        """Bring in the round."""
        candidates, self._round, self._seen = self._round, [], set()
        known = _known({candidate.fingerprint for candidate in candidates})
        for candidate in candidates:
            if (message := known.get(candidate.fingerprint)) is not None:
                # The same mail by another way, as when it went to several of our inboxes.
                actions.address_to_inboxes(message.conversation, candidate.inboxes, by=Actor.customer(None))
                self.outcomes[candidate.nth] = Outcome(message=message, summary=candidate.summary)
        new = [candidate for candidate in candidates if candidate.fingerprint not in known]
        for candidate, message in zip(new, _receive(new), strict=True):
            self.outcomes[candidate.nth] = Outcome(message=message, summary=candidate.summary)


def _known(fingerprints: set[bytes]) -> dict[bytes, Message]:
    if not fingerprints:
        return {}
    rows = MailIdentity.objects.filter(fingerprint__in=fingerprints).select_related("message__conversation")
    return {bytes(row.fingerprint): row.message for row in rows if row.fingerprint is not None}


def _receive(candidates: Sequence[_Candidate]) -> list[Message]:
    if not candidates:
        return []
    conversation_ids = find_conversations([candidate.evidence for candidate in candidates])
    messages = actions.receive_many(
        [
            Arrival(inbound=_inbound(candidate), inboxes=candidate.inboxes, conversation_id=conversation_id)
            for candidate, conversation_id in zip(candidates, conversation_ids, strict=True)
        ]
    )
    MailIdentity.objects.bulk_create(
        MailIdentity(
            fingerprint=candidate.fingerprint, identifier=(candidate.mail.message_id or "")[:998], message=message
        )
        for candidate, message in zip(candidates, messages, strict=True)
    )
    remember_references(zip((candidate.evidence for candidate in candidates), messages, strict=True))
    return messages


def _inbound(candidate: _Candidate) -> InboundMessage:
    mail = candidate.mail
    name, address = (mail.from_.name or "", mail.from_.address) if mail.from_ else ("", "")
    return InboundMessage(
        channel=Channel.EMAIL,
        sender=IdentityHint(IdentityKind.EMAIL, address),
        sender_name=name,
        subject=mail.subject or "",
        text=mail.text,
        full_text=mail.text_full if mail.quoted_folded else "",
        has_html=mail.html is not None,
        raw_digest=candidate.entry.digest,
        recipients={
            "to": [[recipient.name or "", recipient.address] for recipient in mail.to],
            "cc": [[recipient.name or "", recipient.address] for recipient in mail.cc],
        },
        authenticity=candidate.authenticity,
        is_automatic=mail.auto_submitted or mail.bounce or mail.list_mail or mail.null_return_path,
        is_spam=candidate.is_spam,
        problems=mail.problems,
        files=tuple(_stored(mail)),
    )


def _stored(mail: InboundMail) -> Iterator[StoredFile]:
    for attachment in mail.attachments:
        yield files.store(
            attachment.content,
            filename=attachment.filename,
            content_type=attachment.content_type,
            is_inline=attachment.inline,
            content_id=attachment.content_id or "",
        )


def _addressed(entry: JournalEntry, mail: InboundMail, directory: Directory) -> tuple[list[Inbox], list[str]]:
    """Tell which of our inboxes a mail is for: those in To, then Cc, then what only the transport knows."""
    written = [recipient.address for recipient in (*mail.to, *mail.cc)]
    recipients = [*written, *entry.envelope.get("to", ()), *mail.delivered_to]
    fallback = entry.account.inbox
    return directory.inboxes_of(recipients) or ([fallback] if fallback else []), recipients


def _incompleteness(entry: JournalEntry) -> QuarantineReason:
    """Say why the journal holds no more than the header of a mail: its server keeps the rest."""
    if entry.envelope.get("too_large"):
        return QuarantineReason.TOO_LARGE
    return QuarantineReason.UNREADABLE if entry.envelope.get("not_given") else QuarantineReason.NONE


def _authenticity(mail: InboundMail, authserv_id: str) -> Authenticity:
    domain = mail.from_.address.rpartition("@")[2] if mail.from_ else ""
    return judge(mail.authentication_results, authserv_id=authserv_id, from_domain=domain)


def _sender_key(mail: InboundMail) -> str:
    return key_of(mail.from_.address) if mail.from_ else ""


def _fingerprint(mail: InboundMail, digest: str) -> bytes:
    """Tell a mail by what stays the same on every way it takes: identifier, sender, date, text.

    One with neither identifier nor date is told by its bytes: better the same one twice than two taken for one.
    """
    sender = mail.from_.address if mail.from_ else ""
    date = mail.date.isoformat() if mail.date else ""
    identifier = mail.message_id or ("" if date else digest)
    parts = f"{identifier}\x00{sender}\x00{date}\x00{mail.text_full}"
    return hashlib.sha256(parts.encode("utf-8", "replace")).digest()[:16]


def _summary(mail: InboundMail, inboxes: Iterable[Inbox]) -> dict[str, object]:
    return {
        "from": one_line(mail.from_.address)[:_SHOWN_LENGTH] if mail.from_ else "",
        "name": one_line(mail.from_.name or "")[:_SHOWN_LENGTH] if mail.from_ else "",
        "subject": Hiding().hide(one_line(mail.subject or ""))[:_SHOWN_LENGTH],
        "inboxes": [inbox.pk for inbox in inboxes],
    }
