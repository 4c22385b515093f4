"""How agents sign in: by e-mail and password, by a passkey, by somebody else's word; nobody signs himself up."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from troska.staff import guessing, proofs, rules
from troska.staff.audit import origin_of
from troska.staff.models import Agent


class AgentAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Django-allauth's doors, as far as they are open here."""

    error_messages: ClassVar[dict[str, object]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("Ten e-mail i to hasło do siebie nie pasują. Sprawdź oba."),
        "incorrect_password": gettext_lazy("To nie jest Twoje obecne hasło."),
        "too_many_login_attempts": guessing.TooManyGuesses.message,
        "rate_limited": guessing.TooManyGuesses.message,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- called by the library
        """Accounts are made by an administrator."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- called by the library
        """Begin with what is one's own."""
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Believe what the audit log believes."""
        return origin_of(request).address or "127.0.0.1"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at no password while there were too many wrong ones."""
        super().pre_authenticate(request, **credentials)
        try:
            guessing.refuse_if_locked(str(credentials.get("email", "")), origin_of(request).address)
        except guessing.TooManyGuesses as error:
            raise self.validation_error("too_many_login_attempts") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Agent | None:
        """Check a password, and forget earlier slips when it is right."""
        agent: Agent | None = super().authenticate(request, **credentials)
        if agent is not None and not rules.has_second_factor(agent):
            guessing.succeeded(agent.email, origin_of(request).address)
        return agent

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        guessing.failed(str(credentials.get("email", "")), origin_of(request).address)

    def pre_login(self, request: HttpRequest, user: Agent, **more: Any) -> HttpResponse | None:
        """Let nobody in by a password whose role may not use one."""
        records = get_authentication_records(request, user)
        if records and records[-1]["method"] == "password" and not rules.may_use_password(user):
            clear_login(request)
            messages.error(request, gettext("Twoja rola loguje się przez dostawcę logowania, nie hasłem."))
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **more)
        return response

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002 -- called by the library
        """Signing in is a proof too, as long as it is recent."""
        return not proofs.is_fresh(self.request)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Write our own letters (see `staff.signals`)."""

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing after signing in or out: the page that follows shows it."""
