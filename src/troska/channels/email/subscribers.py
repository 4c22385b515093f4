"""What e-mail does when something happened: send what is queued, acknowledge what came."""

from datetime import datetime

from troska.channels.email import acknowledging, dispatching, tasks
from troska.channels.email.models import Dispatch
from troska.conversations.events import DeliveryChanged, MessageQueued, MessageReceived
from troska.conversations.models import Channel, DeliveryState, Message
from troska.core import clock
from troska.timeline.subscribing import defer_on, follow


def _send(*, event: MessageQueued, **_which: int) -> None:
    if event.channel == Channel.EMAIL:
        message = Message.objects.select_related("conversation__primary_inbox__brand").get(pk=event.message_id)
        _wake(message.pk, dispatching.enqueue(message).next_attempt_at)


def _send_again(*, event: DeliveryChanged, **_which: int) -> None:
    if event.state == DeliveryState.QUEUED:
        due = Dispatch.objects.filter(message=event.message_id).values_list("next_attempt_at", flat=True).first()
        _wake(event.message_id, due)


def _wake(message_id: int, at: datetime | None) -> None:
    """Defer the job; the sweep would find the message as well, a minute later."""
    if at is not None:
        is_later = at > clock.now()
        tasks.deliver.configure(schedule_at=at if is_later else None).defer(message_id=message_id)


defer_on(MessageQueued, _send, name="email.send")
defer_on(DeliveryChanged, _send_again, name="email.send_again")
follow("email.acknowledge", {MessageReceived: acknowledging.on_received}, sift=acknowledging.to_be_considered)
