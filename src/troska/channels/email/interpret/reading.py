"""The way from bytes to one InboundMail."""

import re
from dataclasses import dataclass
from datetime import datetime

from troska.channels.email.interpret import charsets, limits, marks, reports, words
from troska.channels.email.interpret.addresses import has_group, parse_addresses
from troska.channels.email.interpret.body import Block, Body
from troska.channels.email.interpret.cleaning import multi_line, single_line
from troska.channels.email.interpret.dates import parse_date
from troska.channels.email.interpret.files import Files
from troska.channels.email.interpret.mail import Address, Attachment, BounceReport, InboundMail, ReportKind
from troska.channels.email.interpret.message_ids import parse_message_id, parse_message_ids
from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.quotes import fold
from troska.channels.email.interpret.tree import Part, split

_MAXIMUM_PATH = 1_000
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]{0,1000}")


def interpret(raw: bytes) -> InboundMail:
    """Return what a mail says; never raises on any bytes, in time linear in their number.

    What is damaged, missing or left out because of its size is told in `problems`.
    """
    try:
        return read_mail(raw)
    except Exception:  # noqa: BLE001 - hostile bytes must not stop the intake; a bug shows as a problem
        return _unreadable(raw)


def read_mail(raw: bytes) -> InboundMail:
    """Read as `interpret` does, but let a defect of ours be seen: for tests and fuzzing."""
    with charsets.bounded_guesses():
        return _read(raw)


def _read(raw: bytes) -> InboundMail:
    problems = Problems()
    is_oversize = len(raw) > limits.RAW_BYTES
    if is_oversize:
        problems.add("too_large")
        raw = raw[: limits.OVERSIZE_PREFIX]
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    leading = _LEADING.match(raw)
    start = leading.end() if leading else 0
    if raw.startswith((b"From ", b">From "), start):
        problems.add("mbox_from_line")
    root = split(raw, start, len(raw), problems)
    body = Body(raw, problems, Files(problems))
    body.blocks = body.collect(root)
    _use_tnef_body(body)
    html = body.html()
    attachments = () if is_oversize else body.files.finish(html)
    if html is not None:
        body.check_difference()
    return _assembled(root, body, html, attachments, problems)


def _use_tnef_body(body: Body) -> None:
    if any(block.plain or block.html for block in body.blocks):
        return
    for tnef in body.files.tnef:
        if tnef.html or tnef.body:
            body.blocks.append(Block(multi_line(tnef.body) or None, multi_line(tnef.html) or None))


@dataclass(slots=True)
class _Fields:
    """The header of the mail, each field decoded in the light of what the body taught."""

    part: Part
    body: Body
    problems: Problems

    def text(self, name: str) -> str | None:
        raw = self.part.headers.first(name)
        return None if raw is None else words.decode_header(raw, self.body.charset, self.problems, self.body.charsets)

    def plain(self, name: str) -> str:
        """Return all fields of a name, for ids and the like."""
        return " ".join(words.unraw(raw, self.body.charset) for raw in self.part.headers.every(name))

    def addresses(self, name: str) -> tuple[Address, ...]:
        found: list[Address] = []
        for raw in self.part.headers.every(name)[:50]:
            found.extend(
                parse_addresses(words.unraw(raw, self.body.charset, self.problems), self.problems, self.body.charsets)
            )
        return tuple(found[: limits.ADDRESSES])

    def lines(self, name: str) -> tuple[str, ...]:
        return tuple(single_line(words.unraw(raw)) for raw in self.part.headers.every(name))


def _assembled(
    root: Part, body: Body, html: str | None, attachments: tuple[Attachment, ...], problems: Problems
) -> InboundMail:
    fields = _Fields(root, body, problems)
    from_, is_ambiguous = _author(fields)
    return_path = _return_path(fields)
    subject = fields.text("subject")
    if subject is None:
        problems.add("missing_subject")
    text_full = body.text()
    folded = fold(text_full)
    message_id = parse_message_id(fields.plain("message-id"))
    if message_id is None:
        problems.add("missing_message_id")
    is_null = return_path == ""
    report, bounce = _report(fields, attachments, from_, subject or "", text_full, null_return_path=is_null)
    auto = report is not None or marks.is_auto_submitted(root.headers, subject or "", null_return_path=is_null)
    date = _date(fields)
    return InboundMail(
        subject=subject,
        from_=from_,
        from_is_ambiguous=is_ambiguous,
        sender=next(iter(fields.addresses("sender")), None),
        to=fields.addresses("to"),
        cc=fields.addresses("cc"),
        reply_to=fields.addresses("reply-to"),
        delivered_to=_delivered_to(fields),
        return_path=return_path,
        null_return_path=is_null,
        date=date,
        message_id=message_id,
        in_reply_to=parse_message_ids(fields.plain("in-reply-to")),
        references=parse_message_ids(fields.plain("references")),
        text=folded.visible,
        text_full=text_full,
        quoted_folded=folded.is_folded,
        html=html,
        cid_parts={one.content_id: place for place, one in enumerate(attachments) if one.content_id},
        attachments=attachments,
        auto_submitted=auto,
        bounce=bounce,
        list_mail=marks.is_list_mail(root.headers, auto_submitted=auto),
        bounce_report=report,
        authentication_results=fields.lines("authentication-results"),
        problems=problems.codes(),
    )


def _author(fields: _Fields) -> tuple[Address | None, bool]:
    """Return the first mailbox of From and whether there is doubt who wrote."""
    headers = fields.part.headers.every("from")
    found = fields.addresses("from")
    if len(headers) > 1:
        fields.problems.add("multiple_from")
    if not found:
        fields.problems.add("missing_from")
        return None, False
    first = next((one for one in found if "@" in one.address), found[0])
    is_group = any(b":" in raw and has_group(words.unraw(raw)) for raw in headers)
    return first, len(headers) > 1 or is_group or len({one.address.lower() for one in found if "@" in one.address}) > 1


def _return_path(fields: _Fields) -> str | None:
    raw = fields.part.headers.first("return-path")
    if raw is None:
        return None
    found = parse_addresses(words.unraw(raw[:_MAXIMUM_PATH]), Problems())
    return found[0].address if found else ""


def _date(fields: _Fields) -> datetime | None:
    value = fields.text("date")
    date = parse_date(value) if value else None
    if date is None:
        fields.problems.add("invalid_date" if value else "missing_date")
    return date


def _delivered_to(fields: _Fields) -> tuple[str, ...]:
    found = [
        one.address
        for name in ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
        for raw in fields.part.headers.every(name)
        for one in parse_addresses(words.unraw(raw), Problems())
    ]
    return tuple(dict.fromkeys(found))


def _report(
    fields: _Fields,
    attachments: tuple[Attachment, ...],
    from_: Address | None,
    subject: str,
    text: str,
    *,
    null_return_path: bool,
) -> tuple[BounceReport | None, bool]:
    """Return what the mail reports on an earlier one, and whether that is a failed delivery."""
    status = next((one for one in attachments if one.content_type in reports.DELIVERY_TYPES), None)
    disposition = next((one for one in attachments if one.content_type in reports.DISPOSITION_TYPES), None)
    is_report = fields.part.type.full == "multipart/report"
    returned = next((one for one in reversed(attachments) if one.content_type in reports.RETURNED_TYPES), None)
    returned_id = reports.original_message_id(returned.content) if returned else None
    if disposition is not None and (is_report or status is None):
        recipients, reported_id = reports.disposition_report(disposition.content)
        return BounceReport(ReportKind.DISPOSITION, recipients, reported_id or returned_id), False
    recipients = reports.delivery_report(status.content) if status else ()
    if status is not None and recipients:
        found = BounceReport(ReportKind.DELIVERY, recipients, returned_id or reports.envelope_id(status.content))
        return found, reports.has_failed(recipients)
    free = reports.free_form_bounce(
        sender=from_.address or from_.name if from_ else "",
        subject=subject,
        text=text,
        failed_recipients=fields.plain("x-failed-recipients")[:5_000],
        null_return_path=null_return_path,
        returned_id=returned_id,
    )
    if free is None and status is not None:  # a delivery report that does not say on whom
        return BounceReport(ReportKind.DELIVERY, (), returned_id or reports.envelope_id(status.content)), True
    return free, free is not None and reports.has_failed(free.recipients)


def _unreadable(raw: bytes) -> InboundMail:
    """Return a mail that holds nothing but the beginning of its bytes as text."""
    text = multi_line(raw[:10_000].decode("utf-8", "replace")).strip()
    return InboundMail(
        subject=None,
        from_=None,
        from_is_ambiguous=False,
        sender=None,
        to=(),
        cc=(),
        reply_to=(),
        delivered_to=(),
        return_path=None,
        null_return_path=False,
        date=None,
        message_id=None,
        in_reply_to=(),
        references=(),
        text=text,
        text_full=text,
        quoted_folded=False,
        html=None,
        cid_parts={},
        attachments=(),
        auto_submitted=False,
        bounce=False,
        list_mail=False,
        bounce_report=None,
        authentication_results=(),
        problems=("internal_error",),
    )
