"""One form, one page: shown, checked, saved by a verb, and what went wrong said on it."""

from typing import Any, Protocol

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from troska.administration import showing
from troska.core.errors import TroskaError
from troska.staff.access import StaffRequest
from troska.timeline.actors import Actor


class Saves(Protocol):
    """A form that knows the verb behind it."""

    def save(self, *, by: Actor) -> object:
        """Do what was asked. Raises the errors of the verb."""


def edit(
    request: StaffRequest, form: Any, page: str, *, section: str, done: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form, or save it and go on to `done`."""
    if request.method == "POST" and saved(request, form):
        messages.success(request, _("Zapisane."))
        return redirect(done)
    status = 422 if form.errors else 200
    return showing.show(request, page, {"form": form} | (context or {}), section=section, status=status)


def saved(request: StaffRequest, form: "BaseForm") -> bool:
    """Save a valid form; what the verb refuses is said on the form."""
    if not form.is_valid():
        return False
    try:
        form.save(by=request.user.actor)  # type: ignore[attr-defined]  # see Saves
    except TroskaError as error:
        form.add_error(None, str(error))
        return False
    return True
