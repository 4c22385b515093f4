"""What sign-in pages need to know."""

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.core.mail import get_connection
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from troska.core.doctor import keeping
from troska.core.text import show_disguises
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
def face(agent_id: int, name: str, picture: str | None = "", classes: str = "", title: str = "") -> SafeString:
    """Draw a colleague: by his picture, or by his initials while he has none; `title` says who where no name stands."""
    inside: str | SafeString = initials(name)
    if picture:
        address = reverse("staff:picture", args=[picture])
        inside = format_html('<img src="{}" alt="" width="32" height="32" loading="lazy">', address)
    said = format_html(' title="{}"', show_disguises(title)) if title else format_html(' aria-hidden="{}"', "true")
    more = f" {classes}" if classes else ""
    return format_html('<span class="avatar is-hue-{}{}"{}>{}</span>', hue(agent_id), more, said, inside)
