"""HTML bodies → plain text, in one pass and without building a tree.

An HTML5 tree is no safe ground for hostile mail: re-opening of unclosed formatting elements makes
it grow with the square of the input (`<p><b id=1><p><b id=2>…`). Reading needs only what is open.
"""

import re
from html import unescape

from troska.channels.email.interpret import limits
from troska.channels.email.interpret.cleaning import multi_line
from troska.channels.email.interpret.html_layout import Layout

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:_-]{0,30})")
# Possessive, so that nothing is tried twice.
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)\s*+(?:=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_INTERESTING = re.compile(r"(?i)style|href|alt|class|hidden|start")
_FONT_SIZE = re.compile(r"font(?:-size)?:[^;]{0,40}?(\d+(?:\.\d+)?)(?:px|pt|em|rem|%|;|$|!)")
_MAX_HEIGHT_ZERO = re.compile(r"max-height:0(?:px|pt|em|%)?(?:;|$|!)")
_SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
# Fillers of hidden previews; a joiner between letters or emoji is left alone.
_FILLERS = re.compile("[\u00ad\u034f\u200b\u2060\ufeff\u180e]+")
_BARE_JOINERS = re.compile("(?:(?<=[ \n])|^)[\u200c\u200d\u200e\u200f]+(?=[ \n]|$)", re.MULTILINE)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "o:p"}
)
_RAW_TEXT = frozenset({"style", "script", "title", "xmp", "noembed", "noframes", "iframe", "textarea"})
_DROPPED = frozenset(
    {"head", "template", "svg", "math", "object", "applet", "select", "datalist", "audio", "video", "canvas"}
)
_UNSEEN = _RAW_TEXT | _DROPPED
_IN_HEAD = frozenset({"meta", "link", "base", "title", "style", "script", "noscript", "xml", "basefont"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "hr", "fieldset"})
_LINES = frozenset({
    "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "main", "nav", "aside", "address",
    "center", "figure", "figcaption", "form", "caption", "body", "html", "legend", "details", "summary", "option",
    "tbody", "thead",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CLOSED_BY_THEMSELVES = {
    "li": {"li"},
    "tr": {"tr"},
    "td": _CELLS,
    "th": _CELLS,
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option"},
}
_QUOTING_CLASSES = ("yahoo_quoted",)  # containers whose content is a quote without a blockquote
MAXIMUM_ATTRIBUTES = 4_096


def html_to_text(html: str) -> str:
    """Return what a reader of the HTML would see, as plain text; quotes have "> " before each line."""
    reader = _Reader(html[: limits.HTML_TO_TEXT_CHARS].replace("\r\n", "\n").replace("\r", "\n"))
    text = _FILLERS.sub("", multi_line(reader.read()))
    return _BARE_JOINERS.sub("", text)


class _Open:
    """An element that has begun and not ended."""

    __slots__ = ("hides", "name", "quotes", "was_tiny")

    def __init__(self, name: str, hides: bool, quotes: bool, was_tiny: bool) -> None:  # noqa: FBT001 - the hot path
        self.name = name
        self.hides = hides
        self.quotes = quotes
        self.was_tiny = was_tiny


class _Reader:
    def __init__(self, html: str) -> None:
        self.html = html
        self.layout = Layout()
        self.open: list[_Open] = []
        self.counts: dict[str, int] = {}
        self.hidden = 0  # open elements that hide their content
        self.tiny = False  # font-size: 0
        self.lists: list[int | None] = []  # number of the last item, None for bullets
        self.links: list[tuple[str, int]] = []
        self.lower: str | None = None
        self.missing: set[str] = set()  # closing texts that do not occur any more

    def read(self) -> str:
        html, position = self.html, 0
        while True:
            start = html.find("<", position)
            if start < 0:
                self._text(html[position:])
                break
            if start > position:
                self._text(html[position:start])
            position = self._markup(start)
        return self.layout.finish()

    def _find(self, text: str, position: int) -> int:
        if text in self.missing:
            return -1
        found = self.html.find(text, position)
        if found < 0:
            self.missing.add(text)
        return found

    def _markup(self, start: int) -> int:
        """Read the tag, comment or stray "<" at `start`; return the place after it."""
        html = self.html
        if html.startswith("<!--", start):
            end = self._find("-->", start + 2)
            return end + 3 if end >= 0 else len(html)
        if html[start + 1 : start + 2] in {"!", "?"}:
            end = self._find(">", start)
            return end + 1 if end >= 0 else len(html)
        tag = _TAG.match(html, start)
        if tag:
            return self._tag(tag)
        self._text("<")
        return start + 1

    def _tag(self, tag: re.Match[str]) -> int:
        html, after = self.html, tag.end()
        is_bare = html.startswith(">", after)
        end = after if is_bare else self._tag_end(after)
        if end < 0:
            return len(html)
        name = tag[1].lower()
        if html[tag.start() + 1] == "/":
            self._close(name)
            return end + 1
        attributes = "" if is_bare else html[after : min(end, after + MAXIMUM_ATTRIBUTES)]
        self._begin(name, _attributes(attributes) if attributes and _INTERESTING.search(attributes) else {})
        if name in _RAW_TEXT:
            return self._after_raw_text(name, end + 1)
        return end + 1

    def _tag_end(self, position: int) -> int:
        """Return the place of the ">" that ends a tag, not of one within a quoted attribute."""
        end = self._find(">", position)
        if end < 0 or '"' not in self.html[position:end]:
            return end
        limit = position + MAXIMUM_ATTRIBUTES
        while end < limit and self.html.count('"', position, end) % 2:
            closing = self.html.find('"', end, limit)
            following = self.html.find(">", closing, limit) if closing >= 0 else -1
            if following < 0:
                return end
            position, end = closing + 1, following
        return end

    def _after_raw_text(self, name: str, position: int) -> int:
        self._close(name)
        if self.lower is None:
            self.lower = self.html.lower()
            if len(self.lower) != len(self.html):  # "İ".lower() is two characters
                self.lower = self.html
        closing = "</" + name
        if closing in self.missing:
            return position
        end = self.lower.find(closing, position)
        if end < 0:
            self.missing.add(closing)
            return len(self.html) if name in {"style", "script"} else position
        return end

    def _text(self, text: str) -> None:
        if self.hidden or self.tiny:
            return
        if "&" in text:
            text = unescape(text)
        if self.layout.preformatted:
            self.layout.add_preformatted(text.replace("\xa0", " "))
        else:
            self.layout.add(_SPACES.sub(" ", text))

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self.open and self.open[-1].name == "head" and name not in _IN_HEAD:
            self._close("head")
        self._close_implied(name)
        style = _squeezed(attributes.get("style", "")) if attributes else ""
        if name in _VOID:
            if not (self.hidden or self.tiny or "display:none" in style):
                self._void(name, attributes)
            return
        hides = name in _UNSEEN or (bool(attributes) and _is_hidden(style, attributes))
        quotes = (name == "blockquote" or (bool(attributes) and _has_quoting_class(attributes))) and not self.hidden
        self.open.append(_Open(name, hides, quotes, self.tiny))
        self.counts[name] = self.counts.get(name, 0) + 1
        self.hidden += hides
        if "font" in style and (size := _FONT_SIZE.search(style)):
            self.tiny = float(size[1]) == 0
        if not self.hidden:
            self._begin_visible(name, attributes, quotes=quotes)

    def _begin_visible(self, name: str, attributes: dict[str, str], *, quotes: bool) -> None:
        layout = self.layout
        if quotes:
            layout.begin_quote()
        elif name in _PARAGRAPHS:
            layout.break_line(
                1 if "msonormal" in attributes.get("class", "").lower() or (name == "table" or self.lists) else 2
            )
        elif name in _LINES:
            layout.break_line(1)
        elif name in _CELLS:
            layout.separate()
        if name == "pre":
            layout.preformatted += 1
        elif name in {"ul", "ol"}:
            start = attributes.get("start", "1")
            self.lists.append(
                int(start) - 1
                if name == "ol" and start.isascii() and start.isdigit() and len(start) < 8
                else None
                if name == "ul"
                else 0
            )
        elif name == "li":
            self._bullet()
        elif name == "a" and attributes.get("href"):
            self.links = [(attributes["href"], layout.mark())]  # links do not nest

    def _bullet(self) -> None:
        indent = "  " * min(len(self.lists) - 1, 10)
        if self.lists and (number := self.lists[-1]) is not None:
            self.lists[-1] = number + 1
            self.layout.add_mark(f"{indent}{number + 1}. ")
        else:
            self.layout.add_mark(f"{indent}- ")

    def _void(self, name: str, attributes: dict[str, str]) -> None:
        if name == "br":
            self.layout.hard_break()
        elif name == "hr":
            self.layout.break_line(2)
        elif name == "img":
            alt = attributes.get("alt", "")
            if alt and len(alt) < 20 and not any(char.isalnum() or char.isspace() for char in alt):  # an emoji
                self.layout.add(alt)

    def _close_implied(self, name: str) -> None:
        if not self.open:
            return
        top = self.open[-1].name
        if (
            top == "p" and (name in _PARAGRAPHS or name in _LINES or name == "blockquote")
        ) or top in _CLOSED_BY_THEMSELVES.get(name, ()):
            self._close(top)

    def _close(self, name: str) -> None:
        """End the nearest open element of that name, and those within it."""
        if name == "br":
            self._void("br", {})
        if name == "p" and not self.counts.get("p"):
            self.layout.break_line(2)
        if not self.counts.get(name):
            return
        while True:
            element = self.open.pop()
            self.counts[element.name] -= 1
            if not self.hidden:
                self._end_visible(element)
            self.hidden -= element.hides
            self.tiny = element.was_tiny
            if element.name == name:
                return

    def _end_visible(self, element: _Open) -> None:
        name, layout = element.name, self.layout
        if name == "pre":
            layout.preformatted -= 1
        elif name in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif name == "a" and self.links:
            layout.end_link(*self.links.pop())
        if element.quotes:
            layout.end_quote()
        elif name in _PARAGRAPHS:
            layout.break_line(1 if self.lists or name == "table" else 2)
        elif name in _LINES:
            layout.break_line(1)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:].removesuffix(value[0])
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    return found


def _squeezed(style: str) -> str:
    return "".join(style.lower().split()) if style else ""


def _is_hidden(style: str, attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    return bool(style) and (
        "display:none" in style
        or "visibility:hidden" in style
        or "mso-hide:all" in style
        or bool(_MAX_HEIGHT_ZERO.search(style))
    )


def _has_quoting_class(attributes: dict[str, str]) -> bool:
    value = attributes.get("class", "")
    return bool(value) and any(name in value for name in _QUOTING_CLASSES)
