"""Forms of signing in, and of what one signs in with."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from troska.staff import guessing, tasks
from troska.staff.audit import origin_of


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

    def save(self, request: HttpRequest, **_more: Any) -> str:
        """Let a job look for the agent and write to him; who asks too often gets the same answer and no letter."""
        address: str = self.cleaned_data["email"]
        origin = origin_of(request).address
        try:
            guessing.refuse_if_locked(address, origin)
        except guessing.TooManyGuesses:
            return address
        guessing.failed(address, origin)
        tasks.send_password_link.defer(address=address)
        return address


class _Counted(forms.Form):
    """Counts wrong codes with wrong passwords, and takes none while there were too many."""

    def clean_code(self) -> str:
        address, origin = self.user.email, origin_of(context.request).address  # type: ignore[attr-defined]  # by the library
        try:
            guessing.refuse_if_locked(address, origin)
        except guessing.TooManyGuesses as error:
            raise forms.ValidationError(str(error)) from error
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        except forms.ValidationError:
            guessing.failed(address, origin)
            raise
        guessing.succeeded(address, origin)
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # as above
    """Asks for the second factor at the door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class ProofByCodeForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # as above
    """Asks for it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class FirstCodeForm(_Counted, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """Asks for the first code, which shows that the app knows the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


def _code_field(form: forms.Form) -> None:
    attributes = form.fields["code"].widget.attrs
    attributes.pop("placeholder", None)
    attributes |= {"autofocus": True, "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}
    form.fields["code"].label = gettext_lazy("Kod")
