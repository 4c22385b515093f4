"""One's own profile and sessions."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import showing
from troska.administration.signing_in_forms import ProfileForm
from troska.core.errors import NotFound, TroskaError
from troska.staff import actions, files, queries
from troska.staff.access import StaffRequest, signed_in, stepped_up, to_provider


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show_me(request: StaffRequest) -> HttpResponse:
    """Show and change what others see of oneself, and how one signs in."""
    form = ProfileForm(request.POST if request.method == "POST" else None, agent=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Zapisane."))
        return redirect("administration:me")
    context = {
        "form": form,
        "factors": queries.second_factors_of(request.user),
        "due": queries.second_factor_due(request.user),
        "links": queries.links_of(request.user),
    }
    return showing.show(request, "me", context, section="me", status=422 if form.errors else 200)


@require_POST
@signed_in
def change_picture(request: StaffRequest) -> HttpResponse:
    """Take a new picture, or go back to initials."""
    before = request.user.picture
    try:
        picture = "" if "usun" in request.POST else files.keep(_uploaded(request))
    except IndexError:
        messages.error(request, _("Wybierz najpierw plik."))
    except TroskaError as error:
        messages.error(request, str(error))
    else:
        actions.choose_picture(request.user, picture)
        if before:
            files.forget(before)
    return redirect("administration:me")


@require_POST
@signed_in
@stepped_up
def link(request: StaffRequest) -> HttpResponse:
    """Go to a provider, to sign in by it from then on."""
    return to_provider(request, request.POST.get("dostawca", ""), back=reverse("administration:me"))


@require_POST
@signed_in
@stepped_up
def unlink(request: StaffRequest) -> HttpResponse:
    """Sign in by a provider no more."""
    for provider, account in queries.links_of(request.user):
        if account is not None and provider.code == request.POST.get("dostawca"):
            try:
                actions.unlink(request.user, account, label=provider.label)
            except TroskaError as error:
                messages.error(request, str(error))
            return redirect("administration:me")
    raise NotFound


@require_safe
@signed_in
def show_sessions(request: StaffRequest) -> HttpResponse:
    """List where one is signed in."""
    sessions = list(queries.sessions_of(request.user, here=request.session.session_key))
    return showing.show(request, "sessions", {"sessions": sessions}, section="sessions")


@require_POST
@signed_in
def end_sessions(request: StaffRequest) -> HttpResponse:
    """Sign out of one browser, or of all others."""
    wanted = request.POST.get("sesja")
    ended = 0
    for session in queries.sessions_of(request.user, here=request.session.session_key):
        if session.name == wanted or (not wanted and not session.is_this):
            actions.end_session(session.row, by=request.user.actor)
            ended += 1
    if ended:
        messages.success(request, _("Zakończone."))
    return redirect("administration:sessions")


def _uploaded(request: StaffRequest) -> UploadedFile:
    return request.FILES.getlist("zdjecie")[0]
