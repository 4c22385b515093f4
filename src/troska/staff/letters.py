"""Letters to agents. What they say is written here; how they leave is the mail backend's affair."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template import Context, Engine
from django.urls import reverse
from django.utils import translation

from troska.core.addresses import InvalidAddressError, email_key
from troska.staff.models import Agent


@transaction.atomic
def send_password_link(address: str) -> bool:
    """Send the agent who signs in with the address the way to a new password; False when there is none."""
    agent = _active(address)
    if agent is None:
        return False
    token = default_token_generator.make_token(agent)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(agent), "key": token})
    send(
        agent,
        "password_link",
        {"address": settings.PUBLIC_URL + path, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
    )
    return True


def send(agent: Agent, name: str, context: dict[str, object]) -> None:
    """Write the letter `staff/letters/<name>.txt` to an agent, in his language; its first line is the subject."""
    send_to(agent.email, name, {"agent": agent} | context, language=agent.language)


def send_to(address: str, name: str, context: dict[str, object], *, language: str) -> None:
    """Write such a letter to an address that need not be an agent's."""
    with translation.override(language):
        known = {"public_url": settings.PUBLIC_URL} | context
        # Plain text: nothing is to be escaped.
        text = Engine.get_default().get_template(f"staff/letters/{name}.txt").render(Context(known, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    send_mail(subject, body.strip() + "\n", None, [address])


def _active(address: str) -> Agent | None:
    try:
        key = email_key(address)
    except InvalidAddressError:
        return None
    # The key says whether the agent is the same; the letter goes to his own spelling of it, not to the one given.
    return Agent.objects.get_queryset().active().filter(email_key=key).first()
