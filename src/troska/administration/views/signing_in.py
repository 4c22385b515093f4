"""The rules for signing in: by role, and how long it lasts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from troska.administration import showing
from troska.administration.forms import role_called, role_choices
from troska.administration.signing_in_forms import RoleRuleForm, SessionRulesForm
from troska.core.errors import NotFound, TroskaError
from troska.staff import queries
from troska.staff.access import StaffRequest, permitted, stepped_up
from troska.staff.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_SECURITY)
@stepped_up
def show_rules(request: StaffRequest) -> HttpResponse:
    """Show the rules, and change how long sessions last."""
    form = SessionRulesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user.actor)
        messages.success(request, _("Zapisane."))
        return redirect("administration:rules")
    roles = [(word, label, queries.rule_of(role_called(word))) for word, label in role_choices()]
    context = {"form": form, "roles": roles}
    return showing.show(request, "rules", context, section="signing-in", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_SECURITY)
@stepped_up
def change_role_rule(request: StaffRequest, word: str) -> HttpResponse:
    """Change how those of one role sign in."""
    labels = dict(role_choices())
    if word not in labels:
        raise NotFound
    form = RoleRuleForm(request.POST if request.method == "POST" else None, role=role_called(word))
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Zapisane."))
            return redirect("administration:rules")
    context = {"form": form, "role_name": labels[word]}
    return showing.show(request, "role_rule", context, section="signing-in", status=422 if form.errors else 200)
