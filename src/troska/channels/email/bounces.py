"""Reports of the mail system about mails of ours: the message they speak of is told, not a new one made."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from troska.channels.email import tokens
from troska.channels.email.interpret.mail import InboundMail, ReportedRecipient, ReportKind
from troska.channels.email.models import Dispatch, MailIdentity
from troska.conversations import states
from troska.conversations.actions import set_delivery
from troska.conversations.models import DeliveryState, Direction, Message
from troska.core.addresses import InvalidAddressError, email_key
from troska.core.text import one_line

_OURS = re.compile(r"[a-z2-7]{26}\.r\.[a-z2-7]{36}@[a-z0-9.-]{1,253}")
_LONGEST_SEARCHED = 200_000
_MOST_RECIPIENTS = 50
_PERMANENT, _TEMPORARY = 550, 450


def note_bounce(mail: InboundMail) -> Message | None:
    """Write a delivery report down on the message of ours that it speaks of, and give it; None when it speaks of none.

    The Message-ID proves it: nobody but the recipients and the servers between us knows it. A recipient that was given
    up for good makes the message *failed*, in the provider's words; a delay is only noted.
    """
    report = mail.bounce_report
    if not mail.bounce and (report is None or report.kind != ReportKind.DELIVERY):
        return None
    message = _reported_on(mail)
    if message is None:
        return None
    recipients = report.recipients if report and report.kind == ReportKind.DELIVERY else ()
    _note(message, recipients[:_MOST_RECIPIENTS], is_final=mail.bounce, words=_words(mail))
    return Message.objects.get(pk=message.pk)


def _reported_on(mail: InboundMail) -> Message | None:
    for identifier in _identifiers(mail):
        if tokens.conversation_of_message_id(identifier) is None:
            continue
        own = MailIdentity.objects.filter(identifier=identifier.lower(), fingerprint=None)
        known = own.select_related("message").filter(message__direction=Direction.OUTBOUND).first()
        if known is not None:
            return known.message
    return None


def _identifiers(mail: InboundMail) -> Iterable[str]:
    """Give Message-IDs that the report may be about: what it names, what it answers, what it returns or quotes."""
    if mail.bounce_report and mail.bounce_report.original_message_id:
        yield mail.bounce_report.original_message_id
    yield from mail.in_reply_to
    yield from reversed(mail.references)
    for attachment in mail.attachments:
        if attachment.content_type in ("message/rfc822", "text/rfc822-headers", "message/global"):
            yield from _OURS.findall(attachment.content[:_LONGEST_SEARCHED].decode("ascii", "replace").lower())
    yield from _OURS.findall(mail.text_full[:_LONGEST_SEARCHED].lower())


@transaction.atomic
def _note(message: Message, recipients: Iterable[ReportedRecipient], *, is_final: bool, words: str) -> None:
    dispatch = Dispatch.objects.select_for_update(no_key=True).get(message=message)
    lines: list[str] = []
    has_failed = is_final
    for recipient in recipients:
        has_given_up = recipient.action == "failed" or (not recipient.action and recipient.status.startswith("5"))
        is_delayed = not has_given_up and (recipient.action == "delayed" or recipient.status.startswith("4"))
        if not has_given_up and not is_delayed:
            continue
        has_failed = has_failed or has_given_up
        said = one_line(recipient.diagnostic or recipient.status or recipient.action)[:300]
        lines.append(
            f"{recipient.address}: {said}" if has_given_up else _("%s: opóźnienie, %s") % (recipient.address, said)
        )
        _keep_answer(dispatch, recipient.address, _PERMANENT if has_given_up else _TEMPORARY, said)
    detail = "; ".join(lines) or words
    if has_failed:
        dispatch.next_attempt_at = dispatch.leased_until = None
    dispatch.save(update_fields=["answers", "next_attempt_at", "leased_until"])
    message.refresh_from_db(fields=["delivery"])
    now = DeliveryState(message.delivery)
    new = DeliveryState.FAILED if has_failed else now
    if detail and (new == now or new in states.DELIVERY[now]):
        set_delivery(message, new, detail=detail)


def _keep_answer(dispatch: Dispatch, address: str, code: int, said: str) -> None:
    try:
        key = email_key(address)
    except InvalidAddressError:
        return
    is_refusal = code == _PERMANENT
    if is_refusal or key in dispatch.answers:
        dispatch.answers[key] = {"code": code, "text": said} if is_refusal else dispatch.answers[key] | {"delay": said}


def _words(mail: InboundMail) -> str:
    """Give the report's own words when it names no recipient: its first line that says something."""
    return next(
        (one_line(line)[:300] for line in mail.text_full.splitlines() if len(line.strip()) > 10), mail.subject or ""
    )
