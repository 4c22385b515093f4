"""The people who sign in: who they are, what they may, and whether they still do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import showing
from troska.administration.forms import PersonForm
from troska.core.errors import TroskaError
from troska.staff import actions, queries
from troska.staff.access import StaffRequest, permitted, prove, stepped_up
from troska.staff.actions import invitations
from troska.staff.models import Agent
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.MANAGE_PEOPLE)
def show_people(request: StaffRequest) -> HttpResponse:
    """List everyone, those who left apart."""
    context = {"everyone": queries.everyone(), "invitations": invitations.all_open()}
    return showing.show(request, "people", context, section="people")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_PEOPLE)
def show_person(request: StaffRequest, agent_id: int) -> HttpResponse:
    """Show one person, and change his name, role and teams."""
    person = _wanted(agent_id)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        if form.changes_role:
            prove(request)
        try:
            form.save(by=request.user.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Zapisane."))
            return redirect("administration:person", agent_id)
    status = 422 if form.errors else 200
    context = {
        "person": person,
        "form": form,
        "sessions": list(queries.sessions_of(person)),
        "factors": queries.second_factors_of(person),
        "locked_until": queries.locked_until(person),
    }
    return showing.show(request, "person", context, section="people", status=status)


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
@stepped_up
def change_access(request: StaffRequest, agent_id: int) -> HttpResponse:
    """Let the person in no more, or again."""
    person = _wanted(agent_id)
    try:
        if "odbierz" in request.POST:
            actions.deactivate_agent(person, by=request.user.actor)
            messages.success(request, _("%(name)s nie ma już dostępu.") % {"name": person.name})
        else:
            actions.reactivate_agent(person, by=request.user.actor)
            messages.success(request, _("%(name)s ma znowu dostęp.") % {"name": person.name})
    except TroskaError as error:
        messages.error(request, str(error))
    return redirect("administration:person", agent_id)


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
def end_sessions(request: StaffRequest, agent_id: int) -> HttpResponse:
    """Sign the person out of one browser."""
    person = _wanted(agent_id)
    for session in queries.sessions_of(person):
        if session.name == request.POST.get("sesja"):
            actions.end_session(session.row, by=request.user.actor)
            messages.success(request, _("Sesja zakończona."))
    return redirect("administration:person", agent_id)


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
@stepped_up
def reset_factors(request: StaffRequest, agent_id: int) -> HttpResponse:
    """Take away second factors that the person has lost."""
    person = _wanted(agent_id)
    try:
        actions.reset_factors(person, by=request.user.actor)
    except TroskaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s doda drugi składnik od nowa.") % {"name": person.name})
    return redirect("administration:person", agent_id)


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
def unlock(request: StaffRequest, agent_id: int) -> HttpResponse:
    """Let the person try his password again at once."""
    actions.unlock(_wanted(agent_id), by=request.user.actor)
    messages.success(request, _("Można znowu próbować."))
    return redirect("administration:person", agent_id)


def _wanted(agent_id: int) -> Agent:
    return get_object_or_404(Agent.objects.get_queryset().select_related("own_role"), pk=agent_id)
