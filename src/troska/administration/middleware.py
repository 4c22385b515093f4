"""On an empty installation every page leads to the first steps."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from troska.staff import queries
from troska.staff.models import Agent
from troska.staff.permissions import Permission

_OTHERS = ("/static/", "/healthz", "/jsi18n")


class FirstSteps:
    """Nobody can sign in yet: begin there. Who broke off later goes on from the front page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._is_closed = False  # for good, once it is

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wizard = reverse("administration:first-steps")
        if request.path != wizard and not request.path.startswith(_OTHERS) and self._has_to_begin(request):
            return redirect(wizard)
        return self.get_response(request)

    def _has_to_begin(self, request: HttpRequest) -> bool:
        if not self._is_closed:
            self._is_closed = not queries.awaits_first_person()
        if not self._is_closed:
            return True
        agent = request.user
        if request.path != "/" or not isinstance(agent, Agent) or Permission.MANAGE_COMPANY not in agent.permissions:
            return False
        company = queries.company()
        return company is not None and bool(company.setup_step)
