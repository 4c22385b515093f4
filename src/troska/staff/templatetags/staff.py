"""What sign-in pages need to know."""

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.core.mail import get_connection
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from troska.core.doctor import keeping
from troska.core.ui.templatetags.ui import hue, initials
from troska.staff.models import Agent, SignInProvider
from troska.staff.permissions import Permission

register = template.Library()


@register.simple_tag
def can_send_mail() -> bool:
    """Say whether a mail about one's own account would leave; where none does, no page may promise one."""
    backend = get_connection()
    if hasattr(backend, "has_way_out"):
        return bool(backend.has_way_out())
    return not type(backend).__module__.endswith(".dummy")


@register.simple_tag
def troubles_for(agent: Agent) -> int:
    """Count what is wrong with the system, for who sees it; others are not told."""
    return keeping.wrong_now() if Permission.SEE_SYSTEM in agent.permissions else 0


@register.simple_tag
def sign_in_providers() -> list[SignInProvider]:
    """Give the providers that people may sign in by."""
    return list(SignInProvider.objects.filter(is_on=True).order_by("label"))


@register.filter
def as_text_file(lines: Iterable[str]) -> str:
    """Give lines as an address that a browser saves as a file."""
    return "data:text/plain;charset=utf-8," + quote("\n".join(lines) + "\n")


@register.simple_tag
def face(agent_id: int, name: str, picture: str = "", classes: str = "") -> SafeString:
    """Draw a colleague: by his picture, or by his initials while he has none."""
    seen = mark_safe("")  # noqa: S308 -- empty
    if picture:
        address = reverse("staff:picture", args=[picture])
        seen = format_html('<img src="{}" alt="" width="32" height="32" loading="lazy">', address)
    return format_html(
        '<span class="avatar is-hue-{}{}" aria-hidden="true">{}{}</span>',
        hue(agent_id),
        f" {classes}" if classes else "",
        "" if picture else initials(name),
        seen,
    )
