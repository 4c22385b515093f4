"""The first steps of an empty installation: its administrator, its company, its mailbox.

Until the first person exists a one-time code from the server lets in; afterwards that door is gone for good.
"""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from troska.administration import samples
from troska.administration.first_forms import AdministratorForm, BeginningForm
from troska.channels.email.models import Mailbox
from troska.conversations.models import Inbox
from troska.core.errors import NotFound, TroskaError
from troska.staff import actions, queries
from troska.staff.errors import SetUpClosed
from troska.staff.models import Agent, Company, Language
from troska.staff.permissions import Permission


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_steps(request: HttpRequest) -> HttpResponse:
    """Make the administrator of an empty installation, or go on where he stopped; else there is no such page."""
    if queries.awaits_first_person():
        return _begin(request)
    agent, company = request.user, queries.company()
    is_his = isinstance(agent, Agent) and agent.is_active and Permission.MANAGE_COMPANY in agent.permissions
    if not isinstance(agent, Agent) or not is_his or company is None or not company.setup_step:
        raise NotFound
    return _go_on(request, agent, company)


def _begin(request: HttpRequest) -> HttpResponse:
    actions.make_setup_code()
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agent = form.make(Language.ENGLISH if get_language() == "en" else Language.POLISH)
        except SetUpClosed:
            raise
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            login(request, agent)
            return redirect("administration:first-steps")
    return render(request, "administration/first_person.html", {"form": form}, status=422 if form.errors else 200)


def _go_on(request: HttpRequest, agent: Agent, company: Company) -> HttpResponse:
    has_inbox = Inbox.objects.exists()
    form = BeginningForm(request.POST if "legal_name" in request.POST else None)
    if request.method == "POST" and "koniec" in request.POST:
        actions.keep_step("")
        return redirect("/")
    if request.method == "POST" and has_inbox and "przyklady" in request.POST:
        samples.add_samples(Inbox.objects.order_by("pk")[0], by=agent.actor)
        return redirect("administration:first-steps")
    if request.method == "POST" and not has_inbox and form.is_valid():
        try:
            form.make(agent, by=agent.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            return redirect("administration:first-steps")
    context = {
        "form": form,
        "company": company,
        "has_inbox": has_inbox,
        "has_mailbox": Mailbox.objects.exists(),
        "has_samples": samples.samples().exists(),
        "has_colleague": queries.everyone().count() > 1,
    }
    return render(request, "administration/first_steps.html", context, status=422 if form.errors else 200)
