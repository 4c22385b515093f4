"""What every page needs to say things: icons, times, names, text of others."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import date_format, get_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from heroicons.templatetags.heroicons import heroicon_micro, heroicon_mini, heroicon_outline

from troska.core import clock, markdown
from troska.core.text import show_disguises

register = template.Library()

_ICONS: dict[int, Callable[..., str]] = {16: heroicon_micro, 20: heroicon_mini, 24: heroicon_outline}
_HUES = 8
_ADDRESS = re.compile(r"https?://[^\s<>\"'⟨⟩]{1,2000}")
_AFTER_ADDRESS = ".,;:!?)]}…”’"
#: In a long text only what turns its order around or controls a terminal; joiners belong to emoji and to layout.
_TURNS_AROUND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\u061c]")
_LINKS = {"a": {"target": "_blank", "rel": "noopener noreferrer nofollow"}}
_UNITS = ("B", "kB", "MB", "GB")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 20) -> str:
    """Draw an icon of 16, 20 or 24 pixels; it says nothing to a screen reader, the words beside it do."""
    drawn = _ICONS[size](name, size=size, aria_hidden="true", **{"class": "icon"})
    return mark_safe(drawn)  # noqa: S308 -- from the icon set that is installed with us


@register.simple_tag
def moment(at: datetime | None, form: str = "short") -> str:
    """Tell a time, "short" in lists ("since" for what lasts), "full" in a thread.

    A custom element keeps it fresh and gives the exact one.
    """
    if at is None:
        return ""
    at_utc = at.astimezone(UTC)
    local = clock.local(at)
    text = f"{local:%d.%m.%Y, %H:%M}" if form == "full" else f"{local:%d.%m.%Y}"
    return format_html(
        '<relative-time datetime="{}" form="{}"><time datetime="{}">{}</time></relative-time>',
        stamp := f"{at_utc:%Y-%m-%dT%H:%M:%SZ}",
        form,
        stamp,
        text,
    )


@register.filter
def upcoming(at: datetime) -> str:
    """Tell a moment of the next days: "pt 27 lis, 08:00", in English "Fri 27 Nov, 08:00"."""
    text = date_format(clock.local(at), "D j M, H:i")
    return text.lower() if get_language() == "pl" else text


@register.filter
def shown(text: object) -> str:
    """Show text of others: what deceives the eye (bidi controls, zero-width characters) is written out."""
    return show_disguises(str(text or ""))


@register.filter
def initials(name: object) -> str:
    """Shorten a name to at most two letters."""
    words = [word for word in re.split(r"[\s@._-]+", str(name or "")) if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(key: object) -> int:
    """Give a person one of eight hues, always the same."""
    return sum(str(key or "").encode()) % _HUES


@register.filter
def file_size(size: int) -> str:
    """Write a number of bytes as a person reads it."""
    amount = float(size)
    unit = 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount /= 1000
        unit += 1
    number = f"{amount:.0f}" if unit == 0 or amount >= 10 else f"{amount:.1f}"
    return f"{number.replace('.', get_format('DECIMAL_SEPARATOR'))} {_UNITS[unit]}"


@register.filter
def letter_text(text: object) -> str:
    """Show the body of a message as written: escaped, disguises visible, addresses of pages as links."""
    source = _undisguised(text)
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(source):
        address = found[0].rstrip(_AFTER_ADDRESS)
        parts.append(conditional_escape(source[end : found.start()]))
        parts.append(_link(address))
        end = found.start() + len(address)
    parts.append(conditional_escape(source[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above


@register.filter
def marked_text(text: object, names: Iterable[str] = ()) -> str:
    """Show what one of us wrote with its light marks; who is called by one of the `names` stands out."""
    return mark_safe(markdown.render(_undisguised(text), attributes=_LINKS, names=names))  # noqa: S308 -- made safe there


def _undisguised(text: object) -> str:
    return _TURNS_AROUND.sub(lambda mark: show_disguises(mark[0]), str(text or "").replace("\r\n", "\n"))


def _link(address: str) -> SafeString:
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', address, address)


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """Tell the theme this person chose: "light", "dark" or "" for that of the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("motyw", "") if request is not None else ""
    return chosen if chosen in {"light", "dark"} else ""
