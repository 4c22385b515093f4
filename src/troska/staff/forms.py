"""Forms of signing in, and of what one signs in with."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy


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
