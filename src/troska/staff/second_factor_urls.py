"""The library's pages of the second factor that are in use, by the names that it looks for.

They are loaded when somebody opens one: what they stand on (WebAuthn) takes 4 MB, which no process needs at rest.
"""

from collections.abc import Callable
from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView


def _page(module: str, name: str) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest, **values: object) -> HttpResponse:
        response: HttpResponse = getattr(import_module(f"allauth.mfa.{module}.views"), name)(request, **values)
        return response

    return page


urlpatterns = [
    path("", _page("base", "index"), name="mfa_index"),
    path("kod/", _page("base", "authenticate"), name="mfa_authenticate"),
    path("potwierdz/", _page("base", "reauthenticate"), name="mfa_reauthenticate"),
    path("aplikacja/", _page("totp", "activate_totp"), name="mfa_activate_totp"),
    path("aplikacja/usun/", _page("totp", "deactivate_totp"), name="mfa_deactivate_totp"),
    path("kody/", _page("recovery_codes", "view_recovery_codes"), name="mfa_view_recovery_codes"),
    path("kody/nowe/", _page("recovery_codes", "generate_recovery_codes"), name="mfa_generate_recovery_codes"),
    path("klucz/", _page("webauthn", "add_webauthn"), name="mfa_add_webauthn"),
    path("klucz/<int:pk>/usun/", _page("webauthn", "remove_webauthn"), name="mfa_remove_webauthn"),
    path("klucz/potwierdz/", _page("webauthn", "reauthenticate_webauthn"), name="mfa_reauthenticate_webauthn"),
    path("klucz/zaloguj/", _page("webauthn", "login_webauthn"), name="mfa_login_webauthn"),
    # Keys are listed with the other factors; the library goes here after it has removed one.
    path("klucze/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
]
