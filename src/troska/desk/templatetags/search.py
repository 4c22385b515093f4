"""What was looked for, marked in what was found."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from troska.core import folding

register = template.Library()


@register.simple_tag
def marked(text: object, wanted: Iterable[str]) -> SafeString:
    """Show a text with the words that begin as wanted set off."""
    parts = folding.parts(str(text), wanted)
    return format_html_join(
        "", "{}", ([format_html("<mark>{}</mark>", part) if is_found else part] for part, is_found in parts)
    )
