"""Signing in at somebody else's: out to the provider, and back."""

from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from troska.core.errors import NotFound
from troska.staff.models import ProviderKind, SignInProvider
from troska.staff.views import saml


@require_POST
@never_cache
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Send a person to the provider; by a page and not by a redirect, which our form policy would hold back."""
    return depart(request, code, process="login", back=request.POST.get("next", ""))


@require_safe
def interrupted(request: HttpRequest) -> HttpResponse:
    """Say that the person changed his mind at the provider."""
    return render(request, "socialaccount/login_cancelled.html")


@require_safe
@never_cache
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the provider's answer."""
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from requests import RequestException

    from troska.staff.providers.openid import Callback, Door

    try:
        response: HttpResponse = Callback.adapter_view(Door(request, code))(request)
    except SocialApp.DoesNotExist as error:
        raise NotFound from error
    except (OAuth2Error, RequestException, KeyError, ValueError):
        # What the provider says of itself is asked anew, outside of what the library guards.
        return render(request, "socialaccount/authentication_error.html", status=401)
    return response


def depart(request: HttpRequest, code: str, *, process: str, back: str) -> HttpResponse:
    """Ask the provider where to send people, and send this one there. Raises NotFound."""
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from requests import RequestException

    try:
        provider = get_adapter(request).get_provider(request, code)
    except SocialApp.DoesNotExist as error:
        raise NotFound from error
    if SignInProvider.objects.filter(code=code, kind=ProviderKind.SAML).exists():
        return saml.depart(request, code, process=process, back=back)
    next_url = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else None
    try:
        # Who is signed in and is sent there has to prove anew who he is, not only that he did so lately.
        asked = {"prompt": "login"} if request.user.is_authenticated else {}
        way = provider.redirect(request, process, next_url=next_url, auth_params=asked)
    except (OAuth2Error, RequestException, KeyError, ValueError):
        return render(request, "socialaccount/unreachable.html", {"label": provider.name}, status=502)
    return render(request, "staff/away.html", {"address": way.headers["Location"], "label": provider.name})
