"""The library's pages of the second factor that are in use, by the names that it looks for."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("", base.index, name="mfa_index"),
    path("kod/", base.authenticate, name="mfa_authenticate"),
    path("potwierdz/", base.reauthenticate, name="mfa_reauthenticate"),
    path("aplikacja/", totp.activate_totp, name="mfa_activate_totp"),
    path("aplikacja/usun/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("kody/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("kody/nowe/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("klucz/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("klucz/<int:pk>/usun/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("klucz/potwierdz/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("klucz/zaloguj/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    # Keys are listed with the other factors; the library goes here after it has removed one.
    path("klucze/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
]
