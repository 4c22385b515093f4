"""Accepting an invitation."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from troska.core.errors import TroskaError
from troska.staff import rules
from troska.staff.actions import invitations
from troska.staff.models import Agent, Invitation, SignInProvider
from troska.staff.permissions import Role
from troska.staff.providers.adapter import INVITATION
from troska.staff.views.elsewhere import depart


class JoiningForm(forms.Form):
    """Asks the invited person for his name and a password."""

    name = forms.CharField(label=_("Imię i nazwisko"), max_length=120)
    password = forms.CharField(
        label=_("Hasło"),
        strip=False,
        help_text=_("Co najmniej 10 znaków. Nie imię, nie e-mail i nic, co łatwo zgadnąć."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Hasło jeszcze raz"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data: object, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"name": invitation.name})  # type: ignore[arg-type]  # POST or None
        self.invitation = invitation

    def clean(self) -> None:
        said = self.cleaned_data
        if (password := said.get("password")) is None:
            return
        if said.get("again") is not None and password != said["again"]:
            self.add_error("again", _("Hasła się różnią."))
        try:
            validate_password(password, Agent(email=self.invitation.email, name=said.get("name", "")))
        except forms.ValidationError as error:
            self.add_error("password", error)


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person set his name and password, or go on by a provider; then he is signed in."""
    invitation = invitations.open_by(token)
    if invitation is None:
        return render(request, "staff/invitation_over.html", status=404)
    providers = list(SignInProvider.objects.filter(is_on=True).order_by("label"))
    if request.method == "POST" and "provider" in request.POST:
        request.session[INVITATION] = token
        return depart(request, request.POST["provider"], process="login", back="")
    takes_password = rules.rule_of(invitation.own_role or Role(invitation.role)).allows_password
    form = JoiningForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if request.method == "POST" and takes_password and form.is_valid():
        try:
            agent = invitations.accept(token, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            record_authentication(request, agent, "password")
            response: HttpResponse = perform_login(request, Login(user=agent, email_verification="none"))
            return response
    context = {"form": form, "invitation": invitation, "providers": providers, "takes_password": takes_password}
    return render(request, "staff/invitation.html", context, status=422 if form.errors else 200)
