"""Providers at whom people may sign in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import showing
from troska.administration.signing_in_forms import ProviderForm, SamlForm
from troska.core.errors import TroskaError
from troska.staff import actions, queries
from troska.staff.access import StaffRequest, permitted, stepped_up
from troska.staff.models import ProviderKind, SignInProvider
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.MANAGE_SECURITY)
def show_providers(request: StaffRequest) -> HttpResponse:
    """List the providers."""
    return showing.show(request, "providers", {"providers": queries.providers()}, section="providers")


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_SECURITY)
@stepped_up
def add(request: StaffRequest) -> HttpResponse:
    """Add one."""
    return _edit(request, None)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_SECURITY)
@stepped_up
def change(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Change one."""
    return _edit(request, get_object_or_404(SignInProvider, pk=provider_id))


@require_POST
@permitted(Permission.MANAGE_SECURITY)
@stepped_up
def remove(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Delete one."""
    actions.remove_provider(get_object_or_404(SignInProvider, pk=provider_id), by=request.user.actor)
    messages.success(request, _("Usunięty."))
    return redirect("administration:providers")


def _edit(request: StaffRequest, row: SignInProvider | None) -> HttpResponse:
    is_saml = row.kind == ProviderKind.SAML if row else request.GET.get("rodzaj") == "saml"
    if is_saml and not queries.has_saml():
        return showing.show(request, "saml_missing", section="providers")
    form = (SamlForm if is_saml else ProviderForm)(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            row = form.save(by=request.user.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Zapisane."))
            return redirect("administration:provider", row.pk)
    doors = ("saml-metadata", "saml-answer") if is_saml else ("provider-back",)
    ours = [request.build_absolute_uri(reverse(f"staff:{name}", args=[row.code])) for name in doors] if row else []
    context = {"form": form, "row": row, "ours": ours, "is_saml": is_saml}
    return showing.show(request, "provider", context, section="providers", status=422 if form.errors else 200)
