"""How agents sign in: by e-mail and password, nobody signs himself up."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy


class AgentAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Django-allauth's doors, as far as they are open here."""

    error_messages: ClassVar[dict[str, object]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("Ten e-mail i to hasło do siebie nie pasują. Sprawdź oba."),
        "incorrect_password": gettext_lazy("To nie jest Twoje obecne hasło."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- called by the library
        """Accounts are made by an administrator."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- called by the library
        """Begin with what is one's own."""
        return "/"

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing after signing in or out: the page that follows shows it."""
