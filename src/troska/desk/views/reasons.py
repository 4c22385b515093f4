"""Who opens very many conversations of others is asked what for, before he sees another one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from troska.conversations import actions, errors
from troska.desk.access import DeskRequest, signed_in


def ask_for_reason(request: DeskRequest) -> HttpResponse:
    """Lead to the question; the answer leads back."""
    wanted = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
    address = f"{reverse('desk:reason')}?{urlencode({'dalej': wanted or '/'})}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def give_reason(request: DeskRequest) -> HttpResponse:
    """Take in what so many conversations are needed for; it stays in the audit log."""
    if request.method == "POST":
        try:
            actions.give_reason(request.POST.get("powod", ""), by=request.user)
        except errors.NoReason as error:
            messages.error(request, str(error))
        else:
            back = request.GET.get("dalej", "")
            is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
            return redirect(back if is_ours else "/")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/reason.html", {"said": request.POST.get("powod", "")}, status=status)
