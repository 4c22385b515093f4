"""Who is behind a session: asked once a request, and with it whether he lacks the second factor his role must have."""

from allauth.account.auth_backends import AuthenticationBackend

from troska.staff.models import Agent
from troska.staff.rules import with_second_factor


class AgentBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Passwords as allauth checks them; people with what the rules ask of them."""

    def get_user(self, user_id: int | str) -> Agent | None:
        """Give the active agent, or None."""
        return with_second_factor(Agent.objects.get_queryset().active()).filter(pk=user_id).first()
