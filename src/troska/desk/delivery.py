"""What an agent may decide about a message of ours that did not, or perhaps did, go out."""

from collections.abc import Callable, Mapping

from troska.channels.email import actions
from troska.conversations.models import Channel, DeliveryState, Message

#: By the word in the address of the button.
DECISIONS: Mapping[str, Callable[..., Message]] = {
    "ponow": actions.retry,
    "wyslana": actions.confirm_sent,
}


def can_be_decided(message: Message) -> bool:
    """Say whether the agent can have it sent again or take it as sent."""
    return message.channel == Channel.EMAIL and message.delivery in (DeliveryState.FAILED, DeliveryState.UNSURE)
