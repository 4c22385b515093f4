"""The chat of an inbox: where it stands, and the keys by which the company's site says who its visitor is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from troska.administration import editing, showing
from troska.administration.chat_forms import ChatForm
from troska.channels.webchat import actions
from troska.channels.webchat.models import IdentityKey, Widget
from troska.conversations.models import Inbox
from troska.core.errors import TroskaError
from troska.staff.access import StaffRequest, permitted, stepped_up
from troska.staff.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_COMPANY)
def change_chat(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Show where the chat stands and the line that puts it there; change it."""
    inbox = get_object_or_404(Inbox, pk=inbox_id)
    form = ChatForm(request.POST or None, inbox=inbox)
    if request.method == "POST" and editing.saved(request, form):
        messages.success(request, _("Zapisane."))
        return redirect("administration:chat", inbox.pk)
    return _page(request, inbox, form)


@require_POST
@permitted(Permission.MANAGE_COMPANY)
@stepped_up
def add_key(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Make a key, or take the public one that was given; a secret is shown once, on this answer."""
    widget = get_object_or_404(Widget, inbox=inbox_id)
    pem, secret = request.POST.get("pem", "").strip(), ""
    try:
        if pem:
            actions.add_public_key(widget, pem, by=request.user.actor)
        else:
            secret = actions.add_shared_key(widget, by=request.user.actor)[1]
    except TroskaError as error:
        messages.error(request, str(error))
    return _page(request, widget.inbox, ChatForm(inbox=widget.inbox), secret=secret)


@require_POST
@permitted(Permission.MANAGE_COMPANY)
@stepped_up
def retire_key(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Believe what a key signed no longer."""
    code = request.POST.get("klucz", "")
    actions.retire_key(get_object_or_404(IdentityKey, widget__inbox=inbox_id, code=code), by=request.user.actor)
    messages.success(request, _("Klucz już nie działa."))
    return redirect("administration:chat", inbox_id)


def _page(request: StaffRequest, inbox: Inbox, form: ChatForm, *, secret: str = "") -> HttpResponse:
    widget = form.instance if form.instance.pk else None
    context = {
        "inbox": inbox,
        "form": form,
        "widget": widget,
        "secret": secret,
        "script": request.build_absolute_uri(reverse("webchat:loader")),
        "keys": widget.identity_keys.filter(retired_at=None).order_by("pk") if widget else (),
    }
    return showing.show(request, "chat", context, section="inboxes", status=422 if form.errors else 200)
