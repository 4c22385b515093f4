"""Rows of lists, and names of lists in addresses."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from troska.desk.lists import label_slug
from troska.desk.rows import Row

register = template.Library()
register.filter("label_slug", label_slug)
#: Rows that are kept as drawn, of about a kilobyte each.
_KEPT = 2000


@register.simple_tag(takes_context=True)
def conversation_row(context: dict[str, Any], row: Row) -> SafeString:
    """Draw a row of the list that the page shows."""
    narrowing, beside = context.get("narrowing"), context.get("beside")
    query = narrowing.query if narrowing else ""
    is_current = beside is not None and beside.pk == row.pk
    return _drawn(row, context["view"].slug, query, is_current, get_language())


@lru_cache(maxsize=_KEPT)
def _drawn(row: Row, slug: str, query: str, is_current: bool, _language: str | None) -> SafeString:  # noqa: FBT001
    """Draw it, which takes a hundred times longer than to remember it; all that it shows is in the arguments."""
    shown = {"row": row, "slug": slug, "is_current": is_current}
    address = f"/rozmowa/{row.code}/?{query}widok={slug}"
    return mark_safe(get_template("desk/_row.html").render(shown | {"address": address}))  # noqa: S308 -- a template
