"""What sign-in pages need to know."""

from django import template
from django.core.mail import get_connection

from troska.core.doctor import keeping
from troska.staff.models import Agent
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
