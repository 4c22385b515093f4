"""Who wrote unverified and may be let into the conversation by an agent."""

from collections.abc import Iterable

from troska.conversations.models import Channel, Conversation, InboxAddress, Message
from troska.core.addresses import InvalidAddressError, email_key


def can_be_let_in(shown: Conversation, messages: Iterable[Message]) -> set[int]:
    """Give the ids of messages whose sender is a stranger here who can be answered; one query where there are any."""
    keys = {message.pk: key for message in messages if (key := _stranger(message))}
    if not keys:
        return set()
    ours = InboxAddress.objects.filter(key__in=keys.values()).values_list("key")
    known = shown.participants.filter(address_key__in=keys.values()).values_list("address_key").union(ours)
    takes_part = {key for (key,) in known}
    return {pk for pk, key in keys.items() if key not in takes_part}


def _stranger(message: Message) -> str:
    if not (message.is_inbound and message.is_unverified and message.channel == Channel.EMAIL):
        return ""
    try:
        return email_key(message.author_address)
    except InvalidAddressError:
        return ""
