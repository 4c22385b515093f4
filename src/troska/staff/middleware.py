"""What holds while an agent's request is answered: his language, and where it comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from troska.staff import audit
from troska.staff.models import Agent


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
