"""Light marks in what agents write (CommonMark, a part of it) as safe HTML; see docs/decisions/0007.

Bold, italic, lists, quotes, code, links to http, https and mailto. Everything else, HTML above all, stays as written.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SCHEMES = {"http", "https", "mailto"}
_ADDRESS = re.compile(r"://[^\s<>\"'\u2028\u2029]+")
_SCHEME = re.compile(r"(?:^|(?<=[^0-9A-Za-z]))https?$", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?)]}*_~…”’"
#: Marks that people make without meaning them: "1 000 # sztuk", a line of dashes, four spaces before a line.
_LEFT_OUT = ("heading", "lheading", "hr", "code", "html_block", "html_inline", "image", "reference", "entity")
_DEEPEST = 12
#: A reader of CommonMark takes the square of its time for marks that are never closed; nobody writes so many.
_MARKS, _MOST_MARKS, _MOST_LINES = "[]*_`<", 1000, 3000
Attributes = Mapping[str, Mapping[str, str]]


def render(text: str, *, attributes: Attributes | None = None, names: Iterable[str] = ()) -> str:
    """Give safe HTML; `attributes` by tag are put on every element of it, and "@" with one of the `names` stands out.

    Within a quote stand words of others: there a link shows where it leads, whatever it calls itself.
    """
    is_usual = sum(map(text.count, _MARKS)) <= _MOST_MARKS and text.count("\n") <= _MOST_LINES
    reader = _READER if is_usual else _READER_OF_LINES
    tokens = reader.parse(text)
    _unmask(tokens)
    for token in _walk(tokens):
        for name, value in (attributes or {}).get(token.tag, {}).items():
            if token.nesting >= 0:
                token.attrSet(name, value)
    env = {"names": _any_of(names)}
    html: str = reader.renderer.render(tokens, reader.options, env)
    return html


def _walk(tokens: Sequence[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _any_of(names: Iterable[str]) -> "re.Pattern[str] | None":
    known = "|".join(re.escape(escape(name)) for name in sorted(names, key=len, reverse=True) if name)
    return re.compile(rf"(?<!\w)@(?:{known})(?!\w)", re.IGNORECASE) if known else None


def _unmask(tokens: Sequence[Token]) -> None:
    """Put the address behind each link within a quote whose words are something else."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("blockquote_open", "blockquote_close") else 0
        if depth and token.children:
            token.children = list(_with_addresses(token.children))


def _with_addresses(tokens: Iterable[Token]) -> Iterable[Token]:
    leads_to = ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            leads_to = "" if token.info == "auto" else str(token.attrGet("href") or "")
        elif token.type == "link_close" and leads_to:
            yield Token("text", "", 0, content=f" ({leads_to})")


class _Reader(MarkdownIt):
    """CommonMark whose links lead out of here only, and stand as they were written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library's name
        """Say whether a link may lead there; an address within this site has no business in a letter."""
        try:
            return urlsplit(url).scheme.lower() in _SCHEMES
        except ValueError:
            return False

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the same
        """Leave letters beyond ASCII as people know them."""
        return url


def _bare_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    """Make a link of an address that stands there as it is, before its underscores are taken for marks."""
    begun = _SCHEME.search(state.pending[-len("_https") :])
    found = _ADDRESS.match(state.src, state.pos) if begun else None
    if begun is None or found is None or state.linkLevel:
        return False
    rest = found[0].rstrip(_AFTER_ADDRESS)
    if len(rest) <= len("://"):
        return False
    scheme = begun[0]
    address = scheme + rest
    href = state.md.normalizeLink(address)
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.tokens[-1].info = "auto"
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _text(_renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType) -> str:
    # Spaces in a row would fold into one, and with them a table that somebody lined up.
    html = re.sub(r"  +", lambda found: "\u00a0" * (len(found[0]) - 1) + " ", escape(tokens[at].content))
    names = env.get("names")
    return names.sub(r'<b class="mention">\g<0></b>', html) if names else html


def _reader(*, without: Sequence[str] = ()) -> MarkdownIt:
    made = _Reader("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST})
    made.disable([*_LEFT_OUT, *without])
    made.inline.ruler.before("text", "bare_address", _bare_address)
    made.add_render_rule("text", _text)
    return made


_READER = _reader()
_READER_OF_LINES = _reader(without=("link", "emphasis", "backticks", "autolink", "list", "blockquote"))
