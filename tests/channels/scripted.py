"""A channel whose adapter does as a test says: the twin of e-mail, for what no mail should be able to do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests import given

from troska.channels import adapters, intake
from troska.channels.actions import add_account
from troska.channels.adapters import Outcome
from troska.channels.intake import Delivery
from troska.channels.models import ChannelAccount, JournalEntry
from troska.conversations import actions
from troska.conversations.models import Channel, Inbox, Message
from troska.conversations.ports import Arrival

Deed = Callable[[], object]


class ScriptedAdapter:
    """Each delivery's bytes are its text. `on_interpret` and `on_bring_in` give deeds for some of them."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.on_interpret: dict[bytes, Deed] = {}
        self.on_bring_in: dict[bytes, Deed] = {}
        self.batches: list[list[bytes]] = []
        self.was_released = False

    def interpret(self, raw: bytes) -> bytes:
        self.on_interpret.get(raw, lambda: None)()
        return raw

    def bring_in(self, deliveries: Sequence[tuple[JournalEntry, Any]], *, is_released: bool = False) -> list[Outcome]:
        self.was_released = is_released
        texts = [text for _, text in deliveries]
        self.batches.append(texts)
        messages = actions.receive_many(
            [
                Arrival(inbound=given.inbound(text.decode(), channel=Channel.STORE), inboxes=[self.inbox])
                for text in texts
            ]
        )
        for text in texts:
            self.on_bring_in.get(text, lambda: None)()
        return [Outcome(message=message) for message in messages]


@contextmanager
def channel() -> Iterator[ScriptedAdapter]:
    """Let the channel "store" be a scripted one."""
    adapter = ScriptedAdapter(given.inbox())
    adapters.register(Channel.STORE, adapter)
    try:
        yield adapter
    finally:
        adapters._adapters.pop(Channel.STORE)


def account() -> ChannelAccount:
    return add_account(channel=Channel.STORE, name="Sklep Gdańsk")


def came(*texts: bytes) -> None:
    """Let deliveries wait in the journal."""
    intake.accept([Delivery(account_id=account().pk, external_id=text.hex()[:200], raw=text) for text in texts])


def texts() -> list[str]:
    """What was said so far, in the order in which it was brought in."""
    return list(Message.objects.order_by("pk").values_list("text", flat=True))
