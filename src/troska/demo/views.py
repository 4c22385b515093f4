"""Writing as a customer, and the mailbox of the one who writes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.core.errors import NotFound, TroskaError
from troska.demo import letters, people, writing
from troska.demo.access import from_own_page, only_in_demo
from troska.demo.company.people import agents
from troska.demo.company.products import BRAND
from troska.demo.company.script import Role
from troska.demo.examples import EXAMPLES
from troska.demo.forms import LetterForm, NewWriterForm
from troska.demo.letters import Shown
from troska.demo.people import Writer
from troska.staff.models import Agent

NEW = "nowa"
_DOOR = "troska.staff.backend.AgentBackend"


@only_in_demo
@from_own_page
def write(request: HttpRequest) -> HttpResponse:
    """Show the form and the mailbox beside it, and send what was written."""
    known = people.writers()
    if (asked := request.GET.get("kto", "")) == NEW:
        return _page(request, known, None, new_form=NewWriterForm())
    writer = people.find(asked) if asked else next(iter(known), Writer(*people.SLIP, has_mailbox=False))
    answers = letters.find(writer.address, request.GET["odpowiedz"]) if "odpowiedz" in request.GET else None
    if request.method != "POST":
        return _page(request, known, writer, answers=answers, form=LetterForm(initial=_initial(request, answers)))
    form = LetterForm(request.POST, request.FILES)
    if form.is_valid() and _sent(form, writer, answers):
        messages.success(request, _("Wysłane. Za chwilę zobaczy to konsultant."))
        return redirect(_address(writer))
    return _page(request, known, writer, answers=answers, form=form, status=422)


def _initial(request: HttpRequest, answers: Shown | None) -> dict[str, str]:
    if answers is not None:
        return {"subject": writing.reply_subject(answers)}
    example = EXAMPLES.get(request.GET.get("przyklad", ""))
    return {"subject": example.subject, "text": example.text} if example else {}


def _sent(form: LetterForm, writer: Writer, answers: Shown | None) -> bool:
    data, upload = form.cleaned_data, form.cleaned_data["file"]
    file = writing.File(upload.name, upload.read()) if upload else None
    to = data["to"] or form.fields["to"].choices[0][0]  # type: ignore[attr-defined] # a choice field has them
    try:
        mail = writing.write(writer, to=to, subject=data["subject"], text=data["text"], answers=answers, file=file)
        writing.send(writer, mail)
    except TroskaError as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(
    request: HttpRequest, known: list[Writer], writer: Writer | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the page."""
    context = {
        "writers": known,
        "made_up": people.made_up(beside=known),
        "slip": Writer(*people.SLIP, has_mailbox=False),
        "writer": writer,
        "examples": EXAMPLES.values(),
        "chosen_example": request.GET.get("przyklad", ""),
        "brand": BRAND,
        "people_at_desk": _people_at_desk(),
        **more,
        **(_shown(writer) if writer else {}),
    }
    response = render(request, "demo/write.html", context, status=status)
    patch_cache_control(response, no_store=True)
    return response


def _shown(writer: Writer) -> dict[str, Any]:
    shown = letters.mailbox_of(writer.address) if writer.has_mailbox else []
    return {"letters": shown, "state": letters.state_of(writer.address, shown)}


def _people_at_desk() -> list[tuple[str, str, str]]:
    """Give address, name and role of one agent of each role."""
    labels = {Role.AGENT: _("konsultantka"), Role.SUPERVISOR: _("lider"), Role.ADMINISTRATOR: _("administratorka")}
    chosen = [(next(agent for agent in agents() if agent.role == role), label) for role, label in labels.items()]
    return [(agent.email, agent.display_name, label) for agent, label in chosen]


@require_safe
@only_in_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mailbox anew, or answer that nothing changed."""
    writer = people.find(request.GET.get("kto", ""))
    context = {"writer": writer, **_shown(writer)}
    if context["state"] == request.GET.get("stan"):
        return HttpResponse(status=204)
    response = render(request, "demo/write.html#mailbox", context)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
@only_in_demo
def staff_letters(request: HttpRequest) -> HttpResponse:
    """Show what Troska wrote to those who work with it: new passwords, invitations, alarms."""
    response = render(request, "demo/staff_letters.html", {"letters": letters.to_staff()})
    patch_cache_control(response, no_store=True)
    return response


@require_POST
@only_in_demo
@from_own_page
def make_up(request: HttpRequest) -> HttpResponse:
    """Make somebody who has never written before."""
    form = NewWriterForm(request.POST)
    if not form.is_valid():
        return _page(request, people.writers(), None, new_form=form, status=422)
    return redirect(_address(people.make_up(form.cleaned_data["name"], form.cleaned_data["address"])))


@require_POST
@only_in_demo
@from_own_page
def enter(request: HttpRequest) -> HttpResponse:
    """Open the desk as one of the sample company; the password of all of them is public anyway."""
    names = {address for address, _name, _role in _people_at_desk()}
    agent = Agent.objects.get_queryset().active().filter(email=request.POST.get("kto", "")).first()
    if agent is None or agent.email not in names:
        raise NotFound
    login(request, agent, backend=_DOOR)
    return redirect(reverse("desk:list", args=["nieprzypisane"]))


def _address(writer: Writer) -> str:
    return f"{reverse('demo:write')}?{urlencode({'kto': writer.address})}"
