"""Signing in by SAML: out to the provider, its answer, and back into the session that asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from troska.core.errors import NotFound
from troska.staff.models import ProviderKind, SignInProvider
from troska.staff.providers import saml

#: Where the question stands in the session until it is answered.
_ASKED = "saml"


def depart(request: HttpRequest, code: str, *, process: str, back: str) -> HttpResponse:
    """Ask the provider who this is, and remember what was asked. Raises NotFound."""
    row = _wanted(code)
    address, asked = saml.question(request, row)
    back = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
    request.session[_ASKED] = {"code": code, "id": asked, "process": process, "next": back}
    return render(request, "staff/away.html", {"address": address, "label": row.label})


@require_safe
def show_metadata(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the provider who we are."""
    return HttpResponse(saml.our_metadata(request, _wanted(code)), content_type="application/samlmetadata+xml")


@csrf_exempt  # posted from the provider's page; nothing is believed of it here
@require_POST
@never_cache
def take_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the provider's answer, and let the browser fetch it with its session."""
    _wanted(code)
    answer = request.POST.get("SAMLResponse", "")
    if not answer or len(answer) > saml.LARGEST_ANSWER:
        return _refused(request)
    response = redirect("staff:saml-back", code=code, ticket=saml.keep(answer))
    response.status_code = 303
    return response


@require_safe
@never_cache
def come_back(request: HttpRequest, code: str, ticket: str) -> HttpResponse:
    """Let in whom the provider names, when this session asked it."""
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.helpers import complete_social_login

    row, asked = _wanted(code), request.session.pop(_ASKED, None)
    if not isinstance(asked, dict) or asked.get("code") != code:
        return _refused(request)
    try:
        told = saml.claims(request, row, ticket, str(asked["id"]))
    except saml.AnswerRefused:
        return _refused(request)
    login = get_adapter(request).get_provider(request, code).sociallogin_from_response(request, dict(told))
    login.state = {"process": asked["process"], "next": asked["next"] or None}
    response: HttpResponse = complete_social_login(request, login)
    return response


def _wanted(code: str) -> SignInProvider:
    row = SignInProvider.objects.filter(code=code, kind=ProviderKind.SAML, is_on=True).first()
    if row is None or not saml.is_available():
        raise NotFound
    return row


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", status=401)
