"""Forms of signing in, and of what one signs in with."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from troska.staff import tasks


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Asks who one is, with the cursor where one has to write: after a wrong password, in the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password" if self.is_bound else "login"].widget.attrs["autofocus"] = True


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # as above
    """Asks for the present password and a new one, and says in one line what a good one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        self.fields["oldpassword"].widget.attrs["autofocus"] = True
        self.fields["password1"].help_text = gettext_lazy(
            "Co najmniej 10 znaków. Nie imię, nie e-mail i nic, co łatwo zgadnąć."
        )


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # as above
    """Asks for the address one signs in with; whether anybody does is found out later, by a job.

    So the answer takes as long and reads the same for everybody, and the link leads to our own address, whatever host
    the request named.
    """

    def clean_email(self) -> str:
        """Take any address."""
        address: str = self.cleaned_data["email"]
        return address.lower()

    def save(self, request: HttpRequest, **_more: Any) -> str:  # noqa: ARG002 -- called by the library
        """Let a job look for the agent and write to him."""
        address: str = self.cleaned_data["email"]
        tasks.send_password_link.defer(address=address)
        return address
