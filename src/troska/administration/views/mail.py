"""Mail accounts: connecting one, trying it, and what to do when it fails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import editing, showing
from troska.administration.mail_forms import MailboxForm
from troska.administration.mail_providers import PROVIDERS, provider_called
from troska.channels.email import actions
from troska.channels.email.models import Mailbox
from troska.channels.models import Health
from troska.staff.access import StaffRequest, permitted
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.MANAGE_CHANNELS)
def show_accounts(request: StaffRequest) -> HttpResponse:
    """List the mail accounts with their health."""
    mailboxes = Mailbox.objects.select_related("account__inbox").order_by("-account__is_active", "account__name")
    return showing.show(request, "accounts", {"mailboxes": mailboxes}, section="accounts")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_CHANNELS)
def add_account(request: StaffRequest) -> HttpResponse:
    """Choose the provider, then connect a mailbox there."""
    key = request.GET.get("dostawca", "")
    if not key and request.method != "POST":
        return showing.show(request, "mail_providers", {"providers": PROVIDERS}, section="accounts")
    provider = provider_called(key)
    form = MailboxForm(request.POST or None, mailbox=None, provider=provider)
    if request.method == "POST" and editing.saved(request, form) and form.mailbox:
        messages.success(request, _("Zapisane. Teraz sprawdź połączenie."))
        return redirect("administration:account", form.mailbox.pk)
    context = {"form": form, "provider": provider}
    return showing.show(request, "account", context, section="accounts", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_CHANNELS)
def change_account(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show how an account is doing, and change it."""
    mailbox = _wanted(account_id)
    form = MailboxForm(request.POST or None, mailbox=mailbox)
    if request.method == "POST" and editing.saved(request, form):
        messages.success(request, _("Zapisane."))
        return redirect("administration:account", account_id)
    context = {"mailbox": mailbox, "form": form, "is_failing": _is_failing(mailbox)}
    return showing.show(request, "account", context, section="accounts", status=422 if form.errors else 200)


@require_POST
@permitted(Permission.MANAGE_CHANNELS)
def try_account(request: StaffRequest, account_id: int) -> HttpResponse:
    """Try it step by step, and say what was found."""
    mailbox = _wanted(account_id)
    inbox = mailbox.account.inbox
    primary = inbox.addresses.filter(is_primary=True).first() if inbox else None
    steps = actions.probe(mailbox, address=primary.address if primary else "", with_letter="list" in request.POST)
    context = {"mailbox": mailbox, "form": MailboxForm(None, mailbox=mailbox), "steps": steps}
    context |= {"is_all_fine": all(step.is_fine for step in steps), "is_failing": _is_failing(mailbox)}
    return showing.show(request, "account", context, section="accounts")


def _is_failing(mailbox: Mailbox) -> bool:
    return mailbox.account.is_active and mailbox.account.health == Health.FAILING


def _wanted(account_id: int) -> Mailbox:
    return get_object_or_404(Mailbox.objects.select_related("account__inbox"), pk=account_id)
