"""Shortcuts beside the actions they belong to; nothing of them where a person has switched them off."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from troska.desk.shortcuts import BY_ACTION, GROUPS, PLACES, Group, Shortcut

register = template.Library()
#: The cookie in which a browser keeps that its person wants no single-key shortcuts, and what it then says.
COOKIE, OFF = "klawisze", "bez"


@register.simple_tag(takes_context=True)
def keys_are_off(context: dict[str, Any]) -> bool:
    """Say whether this person has switched single-key shortcuts off."""
    request = context.get("request")
    return request is not None and request.COOKIES.get(COOKIE) == OFF


@register.simple_tag(takes_context=True)
def key(context: dict[str, Any], does: str) -> str:
    """Mark an element as the one that does this, with its key for eyes and for screen readers."""
    return _mark(does, keys_are_off(context), get_language())


@lru_cache(maxsize=500)
def _mark(does: str, are_off: bool, _language: str | None) -> str:  # noqa: FBT001 -- parts of a key
    shortcut = BY_ACTION[does]
    mark = format_html(' data-key="{}" data-says="{}"', does, shortcut.label)
    if are_off and shortcut.is_letter:
        return mark
    title = f"{shortcut.label} · {' '.join(shortcut.keys)}"
    return mark + format_html(' aria-keyshortcuts="{}" title="{}"', shortcut.aria, title)


@register.simple_tag(takes_context=True)
def kbd(context: dict[str, Any], does: str) -> str:
    """Draw the key quietly, for inside a menu item or a button."""
    shortcut = BY_ACTION[does]
    return "" if keys_are_off(context) and shortcut.is_letter else _caps(shortcut)


@register.simple_tag(takes_context=True)
def place_key(context: dict[str, Any], slug: str) -> str:
    """Draw the second key of "g …" beside a list; it shows once g was pressed."""
    shortcut = PLACES.get(slug)
    if shortcut is None or keys_are_off(context):
        return ""
    return format_html('<kbd class="key place-key" aria-hidden="true">{}</kbd>', shortcut.keys[-1])


@register.simple_tag
def shortcut_groups() -> Iterable[Group]:
    """Give all shortcuts, for the overlay and for the program that obeys them."""
    return GROUPS


@register.filter
def caps(shortcut: Shortcut) -> SafeString:
    """Draw all keys of one shortcut, readable also to who listens."""
    return format_html_join(" ", '<kbd class="key">{}</kbd>', ([cap] for cap in shortcut.keys))


def _caps(shortcut: Shortcut) -> SafeString:
    return format_html('<kbd class="key" aria-hidden="true">{}</kbd>', " ".join(shortcut.keys))
