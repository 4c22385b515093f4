"""What sign-in pages need to know."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def can_send_mail() -> bool:
    """Say whether a mail about one's own account would leave; where none does, no page may promise one."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")
