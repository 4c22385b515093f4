"""Which parts of a mail are its text, which are files, and what the text is."""

import re
from dataclasses import dataclass, field
from html import escape

from troska.channels.email.interpret import charsets, limits
from troska.channels.email.interpret.cleaning import multi_line, without_surrogates
from troska.channels.email.interpret.files import Files
from troska.channels.email.interpret.flowed import unflow
from troska.channels.email.interpret.html_tangle import is_tangled
from troska.channels.email.interpret.html_text import html_to_text
from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.transfer import decode_transfer
from troska.channels.email.interpret.tree import Part
from troska.channels.email.interpret.uuencode import extract_files

_META_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.-]{2,40})")
_XML_CHARSET = re.compile(rb"(?i)\A\s{0,20}<\?xml[^>]{0,100}?encoding=[\"']([A-Za-z0-9_.-]{2,40})")
_LOOKS_LIKE_HTML = re.compile(
    r"(?i)\A\s{0,200}<(?:!doctype html|html|head|body|div|p|table|br|span|font|meta|center)\b"
)
_ENRICHED_PARAMETER = re.compile(r"(?i)<param>[^<]*+</param>")
_ENRICHED_TAG = re.compile(r"<(/?)([A-Za-z-]{1,60})>")
_MANY_EMPTY_LINES = re.compile(r"\n{4,}+")
_WORD = re.compile(r"\w{4,}")
_BODY_TYPES = frozenset(
    {
        "text/plain",
        "text/html",
        "text/enriched",
        "text/richtext",
        "text/x-markdown",
        "text/markdown",
        "application/xhtml+xml",
    }
)
_IGNORED_ALTERNATIVES = frozenset({"text/x-amp-html", "text/watch-html"})
_DIFFERENCE_SAMPLE = 20_000
_FEWEST_WORDS = 5
_COMMON_SHARE = 0.3


@dataclass(slots=True)
class Block:
    """One piece of the body: what it says in each of its forms."""

    plain: str | None = None
    html: str | None = None

    def as_text(self) -> str:
        if self.plain is not None and self.plain.strip():
            return self.plain
        return html_to_text(self.html) if self.html else ""

    def as_html(self) -> str:
        if self.html is not None:
            return self.html
        return f'<div style="white-space: pre-wrap">{escape(self.plain or "", quote=False)}</div>'


@dataclass(slots=True)
class Body:
    """The blocks of a mail and its files, collected by walking its parts."""

    raw: bytes
    problems: Problems
    files: Files
    blocks: list[Block] = field(default_factory=list)
    charsets: dict[str, str] = field(default_factory=dict)  # what a set was called → what it was
    charset: str | None = None  # of the first text that was not plain ASCII

    def content(self, part: Part, maximum: int | None = None) -> bytes:
        """Return the octets of a part with its transfer encoding undone."""
        end = part.end if maximum is None else min(part.end, part.start + maximum)
        if maximum is not None and part.end > end:
            self.problems.add("text_truncated")
        return decode_transfer(self.raw[part.start : end], part.transfer_encoding, self.problems)

    def collect(self, part: Part) -> list[Block]:
        """Return the text blocks of a part, in order; files go to `files`."""
        if part.children:
            return self._multipart(part)
        if part.type.main == "multipart" and not self.raw[part.start : part.end].strip():
            return []
        if _is_body_text(part):
            return [self._text(part)]
        self._file(part)
        return []

    def _multipart(self, part: Part) -> list[Block]:
        kind = part.type.full
        if kind == "multipart/alternative":
            return self._alternative(part)
        if kind in {"multipart/related", "multipart/signed"}:
            return self._first_is_body(part)
        if kind == "multipart/encrypted":
            for child in part.children:
                self._file(child)
            return []
        return [block for child in part.children for block in self.collect(child)]

    def _alternative(self, part: Part) -> list[Block]:
        plain: list[str] = []
        html: list[str] = []
        for child in part.children:
            if child.type.full in _IGNORED_ALTERNATIVES:
                continue
            if child.type.full in _BODY_TYPES and child.disposition.kind != "attachment":
                found = [self._text(child)]
            else:
                found = self.collect(child)
            plain.extend(block.plain for block in found if block.plain is not None)
            html.extend(block.html for block in found if block.html is not None)
        if not plain and not html:
            return []
        return [Block("\n".join(plain) if plain else None, "\n".join(html) if html else None)]

    def _first_is_body(self, part: Part) -> list[Block]:
        root = part.children[0]
        wanted = part.type.parameters.get("start", "").strip("<> ")
        if wanted and part.type.full == "multipart/related":
            root = next((child for child in part.children if _content_id(child) == wanted), root)
        blocks: list[Block] = []
        for child in part.children:
            if child is root or child.type.main == "multipart":
                blocks.extend(self.collect(child))
            else:
                self._file(child, in_related=part.type.full == "multipart/related")
        return blocks

    def _file(self, part: Part, *, in_related: bool = False) -> None:
        self.files.add_part(part, self.content(part), in_related=in_related, hint=self.charset)

    def _text(self, part: Part) -> Block:
        data = self.content(part, limits.TEXT_BYTES)
        is_html = part.type.full in {"text/html", "application/xhtml+xml"}
        if not is_html and b"begin " in data:
            found, data = extract_files(data)
            for name, content in found:
                self.files.add_uuencoded(name, content, part.index, self.charset)
        text = self._decoded(data, part.type.parameters.get("charset"), is_html=is_html)
        if part.type.full in {"text/enriched", "text/richtext"}:
            text = _from_enriched(text)
        elif not is_html and part.type.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.type.parameters.get("delsp", "").lower() == "yes")
        if is_html or (part.type.full == "text/plain" and _LOOKS_LIKE_HTML.match(text) and "</" in text):
            return Block(html=text[: limits.HTML_CHARS])
        return Block(plain=text)

    def _decoded(self, data: bytes, label: str | None, *, is_html: bool) -> str:
        if is_html and not (label and charsets.codec_name(label)):
            meta = _XML_CHARSET.search(data, 0, 200) or _META_CHARSET.search(data, 0, 4_096)
            label = meta[1].decode("ascii") if meta else label
        decoded = charsets.decode(data, label, hint=self.charset)
        if decoded.problem:
            self.problems.add(decoded.problem)
        if b"\0" in data and not decoded.charset.startswith(("utf-16", "utf-32")):
            self.problems.add("nul_bytes")
        if not data.isascii():
            self.charset = self.charset or decoded.charset
            declared = charsets.codec_name(label or "")
            if declared and declared != decoded.charset:
                self.charsets.setdefault(declared, decoded.charset)
        return without_surrogates(decoded.text) if is_html else multi_line(decoded.text)

    def text(self) -> str:
        """Return the whole body as plain text."""
        pieces = [text for block in self.blocks if (text := block.as_text().strip("\n")).strip()]
        whole = _MANY_EMPTY_LINES.sub("\n\n\n", "\n\n".join(pieces))
        if len(whole) > limits.TEXT_CHARS:
            self.problems.add("text_truncated")
            whole = whole[: limits.TEXT_CHARS]
        return whole.strip("\n").rstrip()

    def html(self) -> str | None:
        """Return the HTML of the body, plain pieces between HTML ones included."""
        if not any(block.html is not None for block in self.blocks):
            return None
        html = "\n".join(block.as_html() for block in self.blocks)[: limits.HTML_CHARS]
        if is_tangled(html):
            self.problems.add("html_tangled")
        return html

    def check_difference(self) -> None:
        """Note a text/plain that says something else than the text/html beside it."""
        for block in self.blocks:
            if block.html and block.plain and block.plain.strip():
                shown = _words(html_to_text(block.html[: 4 * _DIFFERENCE_SAMPLE]))
                plain = _words(block.plain)
                fewer = min(len(shown), len(plain))
                if fewer >= _FEWEST_WORDS and len(shown & plain) < _COMMON_SHARE * fewer:
                    self.problems.add("text_html_differ")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text[:_DIFFERENCE_SAMPLE].lower()))


def _is_body_text(part: Part) -> bool:
    """Tell whether a leaf is text to be read, not a file."""
    if part.type.main == "multipart":  # its delimiters were not found, or it lies too deep
        return part.index == 0 or not part.type.boundary
    if part.type.full not in _BODY_TYPES or part.disposition.kind == "attachment":
        return False
    if part.disposition.parameters.get("filename", "").strip():
        return part.index == 0 and part.disposition.kind != "inline"
    return part.index == 0 or not part.type.parameters.get("name", "").strip()


def _content_id(part: Part) -> str:
    return (part.headers.first("content-id") or b"").decode("latin-1").strip().strip("<>").strip()


def _from_enriched(text: str) -> str:
    """Undo text/enriched (RFC 1896): commands go, one line break is a space, more are one less."""
    text = _ENRICHED_TAG.sub("", _ENRICHED_PARAMETER.sub("", text.replace("<<", "\0")))
    lines = re.sub(r"\n+", lambda run: "\n" * (len(run[0]) - 1) or " ", text)
    return lines.replace("\0", "<")
