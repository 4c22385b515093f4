"""How agents sign in: by e-mail and password, nobody signs himself up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AgentAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Django-allauth's doors, as far as they are open here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- called by the library
        """Accounts are made by an administrator."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- called by the library
        """Begin with what is one's own."""
        return "/"

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing after signing in or out: the page that follows shows it."""
