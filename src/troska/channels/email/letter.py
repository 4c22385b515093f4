"""The body of a mail we write: the text as it was written with a signature, and the same as modest HTML."""

import re
from html import escape

from troska.core import markdown

_LINK = re.compile(r"https?://[^\s<>\"'\u2028\u2029]+")
_AFTER_LINK = ".,;:!?)]}…”"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\ud800-\udfff]")
_FONT = "font-family:system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5"
_QUIET = "margin:24px 0 0;color:#5b6470"
_CODE = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px"
#: Mail programs know no style sheet, so each element bears its own.
_STYLES = {
    "p": {"style": "margin:0 0 16px"},
    "ul": {"style": "margin:0 0 16px;padding-left:24px"},
    "ol": {"style": "margin:0 0 16px;padding-left:24px"},
    "blockquote": {"style": "margin:0 0 16px;padding-left:12px;border-left:2px solid #c9ced6;color:#5b6470"},
    "code": {"style": _CODE},
}


def with_signature(text: str, signature: str) -> str:
    """Put the signature under the text, after the delimiter that mail programs know ("-- ")."""
    text = cleaned(text).rstrip()
    return f"{text}\n\n-- \n{cleaned(signature).strip()}\n" if signature.strip() else f"{text}\n"


def cleaned(text: str) -> str:
    """Drop what no mail may hold; lines end with a line feed."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def as_html(text: str, language: str, *, accent: str = "") -> str:
    """Write text with light marks as HTML, the signature as it is and quieter; everything else is escaped.

    `accent` (#rrggbb) is the colour of the brand, by which its letters are known.
    """
    body, delimiter, signature = text.rpartition("\n-- \n")
    if not delimiter:
        body, signature = text, ""
    blocks = [markdown.render(body, attributes=_STYLES).rstrip()]
    if signature.strip():
        blocks.append(_signed(signature.strip(), accent))
    inner = "\n".join(blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8"></head>\n'
        f'<body style="{_FONT}">\n{inner}\n</body>\n</html>\n'
    )


def _signed(signature: str, accent: str) -> str:
    line = f";padding-left:12px;border-left:3px solid {accent}" if accent else ""
    return f'<p style="{_QUIET}{line}">{_lines(signature)}</p>'


def _lines(block: str) -> str:
    return "<br>\n".join(_linked(line) for line in block.strip("\n").split("\n"))


def _linked(line: str) -> str:
    pieces: list[str] = []
    at = 0
    for found in _LINK.finditer(line):
        address = found[0].rstrip(_AFTER_LINK)
        if len(address) > len("https://"):
            pieces += [_escaped(line[at : found.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
            at = found.start() + len(address)
    return "".join([*pieces, _escaped(line[at:])])


def _escaped(text: str) -> str:
    # Spaces in a row would fold into one, and with them a table that somebody lined up.
    return re.sub(r"  +", lambda found: "\u00a0" * (len(found[0]) - 1) + " ", escape(text))
