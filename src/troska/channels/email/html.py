"""Clean the HTML of a mail: what is not known to be harmless is left out.

The browser would stop it too (sandbox and policy of the page that shows it); each of the two has to be enough alone.
"""

from collections.abc import Mapping
from urllib.parse import unquote

import nh3
from django.utils.html import escape, format_html
from django.utils.translation import get_language, ngettext

#: More is no letter any more; the text is in the thread, the original in the raw store.
LONGEST = 2_000_000


def _words(text: str) -> set[str]:
    return set(text.split())


TAGS = _words("""
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt
    em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section
    small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr
""")
_DROPPED_WITH_CONTENT = _words("""
    script style title noscript template iframe object applet svg math form select textarea button head
""")
ATTRIBUTES = {
    "*": _words("style align dir lang title valign width height bgcolor"),
    "a": {"href"},
    "img": {"src", "alt"},
    "font": {"color", "size", "face"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "col": {"span"},
    "ol": {"start", "type"},
    "li": {"value"},
}
#: Nothing that loads (background-image, content), moves out of its place (position) or hides (opacity, display).
STYLES = _words("""
    color background-color font-family font-size font-style font-weight font-variant line-height letter-spacing
    text-align text-decoration text-indent text-transform vertical-align white-space list-style-type
    width max-width min-width height border-collapse border-spacing border-color border-style border-width border-radius
    margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom
    padding-left border border-top border-right border-bottom border-left
""")

_STYLE = """
html{color-scheme:light}
body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#2b2622;background:#fff;overflow-wrap:anywhere}
img{max-width:100%;height:auto}
table{max-width:100%}
blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #ddd8d2}
pre{white-space:pre-wrap}
.troska-note{margin:0 0 12px;padding:6px 10px;border-radius:6px;background:#f4f1ec;color:#6a625a;font-size:13px}
"""
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>·</title>
<style>{style}</style></head><body>{note}{content}</body></html>
"""


def clean(html: str, *, images: Mapping[str, str]) -> tuple[str, int]:
    """Give the harmless part of it, and how many pictures from elsewhere were left out.

    `images` says where the mail's own pictures lie: Content-ID → address of ours.
    """
    blocked = 0

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if (tag, name) != ("img", "src"):
            return value
        scheme, _colon, content_id = value.strip().partition(":")
        if scheme.lower() == "cid" and unquote(content_id) in images:
            return images[unquote(content_id)]
        blocked += 1
        return None

    cleaned = nh3.clean(
        html[:LONGEST],
        tags=TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return cleaned, blocked


def document(html: str, *, images: Mapping[str, str]) -> str:
    """Give a whole page that shows the cleaned mail."""
    content, blocked = clean(html, images=images)
    note = format_html('<p class="troska-note">{}</p>', _blocked(blocked)) if blocked else ""
    return _PAGE.format(style=_STYLE, language=escape(get_language()), note=note, content=content)


def _blocked(number: int) -> str:
    text = ngettext(
        "Nie pobraliśmy %(number)d obrazka z zewnątrz, żeby nadawca nie dowiedział się, że to czytasz.",
        "Nie pobraliśmy %(number)d obrazków z zewnątrz, żeby nadawca nie dowiedział się, że to czytasz.",
        number,
    )
    return text % {"number": number}
