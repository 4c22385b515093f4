"""What doctor asks about outgoing mail."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from troska.channels.email import acknowledging, dispatching, routes
from troska.channels.email.models import Dispatch
from troska.conversations.models import Channel, DeliveryState, Inbox, Message
from troska.core import clock
from troska.core.doctor import Finding, check, fine, notice, wrong

_LATE_AFTER = timedelta(minutes=10)


@check
def ways_out() -> Iterator[Finding]:
    """Every inbox has an address and a mail server that sends for it."""
    names = dict(Inbox.objects.filter(is_active=True).values_list("pk", "name"))
    homeless = [names[pk] for pk, route in routes.all_routes().items() if route is None and pk in names]
    if homeless:
        yield wrong(
            "mail out",
            f"no mail server sends for {', '.join(homeless)}",
            "give the inbox a mailbox with SMTP, or set TROSKA_SMTP_URL",
        )
    silent = Inbox.objects.filter(is_active=True, addresses=None).values_list("name", flat=True)
    if silent:
        yield wrong("mail out", f"{', '.join(silent)} has no address to write from", "add an address to the inbox")
    if names and not homeless and not silent:
        yield fine("mail out", f"{len(names)} inboxes have a mail server that sends for them")


@check
def outbox() -> Iterator[Finding]:
    """Nothing waits for long, and nobody is left in doubt."""
    now = clock.now()
    late = Message.objects.filter(
        channel=Channel.EMAIL, delivery=DeliveryState.QUEUED, dispatch__failures__gt=0, created_at__lt=now - _LATE_AFTER
    )
    forgotten = Dispatch.objects.filter(next_attempt_at__lt=now - _LATE_AFTER).count()
    if forgotten:
        yield wrong("outbox", f"{forgotten} mails are due and nobody sends them", "look whether troska worker runs")
    if (number := late.count()) and (oldest := late.order_by("pk").first()):
        why = oldest.delivery_detail or "the server refuses for now"
        yield wrong("outbox", f"{number} mails could not be sent yet: {why}", "mend it; they go out by themselves")
    unsure = Message.objects.filter(channel=Channel.EMAIL, delivery=DeliveryState.UNSURE).count()
    if unsure:
        yield notice("outbox", f"{unsure} mails may have arrived or not", "open their conversations and decide")
    if not forgotten and not number and not unsure:
        yield fine("outbox", f"{dispatching.due().count()} mails wait to be sent")


@check
def automatic_mail() -> Iterator[Finding]:
    """The cap on automatic mail is not reached."""
    sent, cap = acknowledging.sent_within_hour(), settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR
    if sent >= cap:
        yield notice(
            "automatic mail",
            f"the cap of {cap} mails an hour is reached; nobody is sent an acknowledgement for now",
            "look whether somebody floods the inboxes; raise TROSKA_AUTOMATIC_MAILS_PER_HOUR if not",
        )
    else:
        yield fine("automatic mail", f"{sent} in the last hour, at most {cap}")
