"""The library's pages of an account, by the names that it looks for; those that would go past our own rules are shut.

An address is what a person signs in with and where invitations went: an administrator changes it. Who has no password
signs in elsewhere, and gets one by the letter that a forgotten one is mended by, where his role allows it.
"""

from allauth.account.urls import urlpatterns as library
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

_SHUT = {"account_email", "account_set_password", "account_confirm_login_code"}


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns: list[URLPattern] = [
    path(str(page.pattern), _nothing_here, name=page.name) if page.name in _SHUT else page for page in library
]
