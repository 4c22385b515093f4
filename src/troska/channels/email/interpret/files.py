"""The attachments of one mail, in order, with names that are clean and unique."""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from troska.channels.email.interpret import charsets, filenames
from troska.channels.email.interpret.cleaning import single_line
from troska.channels.email.interpret.mail import Attachment
from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.tnef import Tnef, read_tnef
from troska.channels.email.interpret.tree import Part

_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CID = re.compile(r"(?i)\bcid:([^\"'\s<>)]{1,300})")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+_-]{1,80}/[A-Za-z0-9.+_-]{1,80}")
_CALENDAR_METHOD = re.compile(rb"(?im)^METHOD:([A-Z-]{1,20})\s*$")


@dataclass(slots=True)
class _Found:
    attachment: Attachment
    is_in_related: bool
    disposition: str


class Files:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.tnef: list[Tnef] = []
        self._found: list[_Found] = []
        self._names = filenames.UniqueNames()

    def add_part(self, part: Part, content: bytes, *, in_related: bool, hint: str | None) -> None:
        """List a MIME part; winmail.dat is replaced by what it holds."""
        name = filenames.filename_of(part, hint, self.problems)
        content_type = part.type.full
        if content_type in _TNEF_TYPES or (
            content_type == "application/octet-stream" and name.lower() == "winmail.dat"
        ):
            tnef = read_tnef(content)
            if tnef is not None and (tnef.files or tnef.body or tnef.html or tnef.is_whole):
                self._add_tnef(tnef, part)
                return
            self.problems.add("tnef_broken")
        content_id = single_line((part.headers.first("content-id") or b"").decode("latin-1")).strip("<> ")
        self._add(
            name,
            content_type,
            content,
            part.index,
            content_id,
            is_in_related=in_related,
            disposition=part.disposition.kind,
            method=_method(part, content) if content_type == "text/calendar" else None,
        )

    def _add_tnef(self, tnef: Tnef, part: Part) -> None:
        self.tnef.append(tnef)
        if not tnef.is_whole:
            self.problems.add("tnef_broken")
        for file in tnef.files:
            is_given = _MEDIA_TYPE.fullmatch(file.content_type)
            kind = file.content_type.lower() if is_given else filenames.type_by_name(file.name)
            self._add(file.name, kind, file.content, part.index, single_line(file.content_id).strip("<> "))

    def add_uuencoded(self, name: bytes, content: bytes, part_index: int, hint: str | None) -> None:
        """List a file that stood within the text."""
        decoded = charsets.decode(name, None, hint=hint).text
        self._add(decoded, filenames.type_by_name(decoded), content, part_index, "")

    def _add(
        self, name: str, content_type: str, content: bytes, part_index: int, content_id: str, *,
        is_in_related: bool = False, disposition: str = "attachment", method: str | None = None,
    ) -> None:  # fmt: skip
        clean = self._names.unique(filenames.clean_filename(name, content_type))
        attachment = Attachment(
            clean, content_type, len(content), False, content_id or None, content, part_index, method
        )
        self._found.append(_Found(attachment, is_in_related, disposition))

    def finish(self, html: str | None) -> tuple[Attachment, ...]:
        """Return all attachments; those that the HTML body shows are inline."""
        referenced = {unquote(found) for found in _CID.findall(html)} if html else set()
        return tuple(replace(found.attachment, inline=_is_inline(found, referenced)) for found in self._found)


def _is_inline(found: _Found, referenced: set[str]) -> bool:
    attachment = found.attachment
    if attachment.content_id and attachment.content_id in referenced:
        return True
    if not attachment.content_type.startswith("image/"):
        return False
    return found.disposition == "inline" or (found.is_in_related and found.disposition != "attachment")


def _method(part: Part, content: bytes) -> str | None:
    given = part.type.parameters.get("method", "")
    if given.isalpha() and given.isascii():
        return given.upper()[:20]
    found = _CALENDAR_METHOD.search(content, 0, 4_096)
    return found[1].decode("ascii").upper() if found else None
