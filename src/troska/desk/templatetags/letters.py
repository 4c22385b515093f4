"""The body of a customer's message, with a way to what is hidden in it."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from troska.conversations.models import Message
from troska.conversations.sensitive import MARK
from troska.core.ui.templatetags.ui import icon, letter_text

register = template.Library()


@register.simple_tag(takes_context=True)
def letter(context: dict[str, Any], message: Message, text: str) -> SafeString:
    """Show a part of the message as written; behind a mark is a button that shows what it stands for."""
    shown = letter_text(text)
    if not MARK.search(shown):
        return mark_safe(shown)  # noqa: S308 -- escaped above
    token = context["csrf_token"]
    return mark_safe(MARK.sub(lambda mark: _button(message, mark[1], mark[2], token), shown))  # noqa: S308 -- as above


def _button(message: Message, word: str, number: str, token: str) -> SafeString:
    return format_html(
        '<form class="hidden-form" hx-post="{}" hx-swap="outerHTML">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="hidden-value" title="{}">{}<span>{}</span></button></form>',
        reverse("desk:hidden", args=[message.code, number]),
        token,
        _("Pokaż; że to oglądasz, zostanie zapisane w dzienniku"),
        icon("eye-slash", 16),
        _("ukryte: %(what)s") % {"what": word},
    )
