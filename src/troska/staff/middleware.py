"""What holds while an agent's request is answered: his language, where it comes from, that he may be here at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from troska.staff import audit
from troska.staff.models import Agent
from troska.staff.sessions import SessionStore


class LanguageOfAgent:
    """A signed-in agent reads in his own language, whatever his browser asks for. Comes after
    authentication; visitors keep the language that LocaleMiddleware found.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Agent) and request.user.language != translation.get_language():
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class ComesFrom:
    """What is audited meanwhile is noted as coming from this address and this browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.coming_from(audit.origin_of(request)):
            return self.get_response(request)


class SecondFactorFirst:
    """Who must have a second factor and has none reaches nothing but what it takes to get one.

    It stands before every page, so that no door can be forgotten; the live stream asks for itself.
    """

    OPEN = frozenset({"healthz", "account_login", "account_logout", "account_inactive", "account_reauthenticate"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not getattr(request.user, "lacks_second_factor", False):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in self.OPEN or name.startswith("mfa_"):
            return None
        way = reverse("mfa_index")
        return HttpResponseClientRedirect(way) if getattr(request, "htmx", False) else redirect(way)


class NotesPerson:
    """A session lives as long as a person does something in it.

    What a page asks for by itself is none of his doing: the live stream does not come through here, and what it makes
    a page pull anew says so (`X-Troska-Live`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and "X-Troska-Live" not in request.headers:
            session = request.session
            if isinstance(session, SessionStore):
                session.note_person()
        return self.get_response(request)
