"""Verbs about channel accounts."""

from django.db import transaction

from troska.channels.models import ChannelAccount, Health
from troska.conversations.models import Channel, Inbox
from troska.core import clock
from troska.core.text import one_line


def add_account(*, channel: Channel, name: str, inbox: Inbox | None = None) -> ChannelAccount:
    """Give the account of this name, made when there is none."""
    account, _ = ChannelAccount.objects.get_or_create(name=name, defaults={"channel": channel, "inbox": inbox})
    return account


@transaction.atomic
def report_health(account_id: int, *, error: str = "") -> None:
    """Note that an account works, or why it does not; shown in doctor and to administrators."""
    account = ChannelAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    if error:
        account.health, account.last_error_at, account.last_error = Health.FAILING, clock.now(), one_line(error)[:500]
    else:
        account.health, account.last_ok_at = Health.OK, clock.now()
    account.save(update_fields=["health", "last_ok_at", "last_error_at", "last_error"])
