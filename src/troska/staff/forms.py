"""Forms of signing in."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Asks who one is, with the cursor where one has to write: after a wrong password, in the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password" if self.is_bound else "login"].widget.attrs["autofocus"] = True
