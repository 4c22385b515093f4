"""The past that the sample company is given is what the product's own verbs would have left behind."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from tests import given

from troska.conversations import actions
from troska.conversations.models import Conversation, Message, Priority, Status
from troska.conversations.ports import Arrival
from troska.core import clock
from troska.demo import seeding
from troska.demo.company import company, script
from troska.demo.past import write
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
#: Of the conversations every so manieth, and all that stand in a rare state.
STEP = 30
OF_CONVERSATION = (
    "subject", "status", "status_since", "priority", "primary_inbox__name", "customer__name", "assignee__email",
    "waiting_since", "snoozed_until", "closed_at", "created_at", "last_message_at", "preview", "continues",
)  # fmt: skip
OF_MESSAGE = (
    "conversation__subject", "channel", "direction", "visibility", "actor_kind", "author_name", "author_address",
    "subject", "text", "full_text", "recipients", "authenticity", "is_automatic", "delivery", "sent_at", "created_at",
    "attachments__filename", "mentions__agent__email",
)  # fmt: skip
IDS = {"conversation_id", "message_id", "customer_id"}


@pytest.fixture(scope="module")
def told() -> script.Company:
    whole = company(2026, MOMENT)
    rare = [one for one in whole.conversations if one.state not in (script.State.CLOSED, script.State.SPAM)]
    chosen = dict.fromkeys([*whole.conversations[::STEP], *rare])
    few = tuple(sorted(chosen, key=lambda one: one.turns[0].at))
    return script.Company(whole.brand, whole.locations, whole.teams, whole.agents, whole.inboxes, whole.customers, few)


def prepared(told: script.Company) -> seeding._Cast:
    cast = seeding._settle_in(told)
    cast.files = seeding._keep_files(told)
    seeding._introduce_customers(told)
    cast.writers = seeding._writers(told)
    return cast


def happen(conversation: script.Conversation, told: script.Company, cast: seeding._Cast) -> None:
    """One conversation by the product's verbs."""
    row: Conversation | None = None
    for turn in conversation.turns:
        with clock.standing_at(turn.at):
            if turn.speaker in seeding._FROM_OUTSIDE:
                inbound = seeding._inbound(conversation, turn, told, cast, is_first=row is None)
                where = [cast.inboxes[conversation.inbox]]
                [message] = actions.receive_many(
                    [Arrival(inbound=inbound, inboxes=where, conversation_id=row.pk if row else None)]
                )
                if row is None:
                    row = message.conversation
                    sort(row, conversation, cast)
                continue
            assert row is not None
            agent = cast.agents[turn.agent or 0]
            usual: dict[str, Any] = {"text": turn.text, "by": agent.actor, "author_name": agent.name}
            usual["files"] = seeding._files(turn, cast)
            if turn.speaker == script.Speaker.NOTE:
                called = [one for one in cast.agents if f"@{one.name.partition(' ')[0]}" in turn.text]
                actions.add_note(row, mentioned=called, **usual)
            else:
                then = Status.CLOSED if seeding._ends_with(conversation, turn) else Status.PENDING
                actions.reply(row, has_left=True, then=then, **usual)
    assert row is not None
    with clock.standing_at(conversation.turns[-1].at):
        rest(row, conversation, cast)


def sort(row: Conversation, conversation: script.Conversation, cast: seeding._Cast) -> None:
    for name in sorted(seeding.LABELS.keys() & set(conversation.labels)):
        actions.label_conversation(row, cast.labels[name], by=SYSTEM)
    is_pressing = seeding.URGENT in conversation.labels or conversation.mood == script.Mood.ANGRY
    if conversation.state in seeding._AT_WORK and is_pressing:
        actions.set_priority(row, Priority.HIGH, by=SYSTEM)


def rest(row: Conversation, conversation: script.Conversation, cast: seeding._Cast) -> None:
    assignee = cast.agents[conversation.assignee] if conversation.assignee is not None else None
    by = assignee.actor if assignee else SYSTEM
    actions.assign_conversation(row, to=assignee, by=by)
    if conversation.state == script.State.SNOOZED and conversation.snoozed_until:
        actions.snooze_conversation(row, until=conversation.snoozed_until, by=by)
    elif Status(conversation.state.value) != Conversation.objects.get(pk=row.pk).status:
        actions.change_status(row, Status(conversation.state.value), by=by)


def left_behind() -> Iterator[tuple[Any, ...]]:
    """Everything that can be seen of it, without the ids."""
    rows = Conversation.objects.order_by("created_at", "subject")
    yield from rows.values_list(*OF_CONVERSATION)
    yield from Message.objects.order_by("created_at", "text", "attachments__filename").values_list(*OF_MESSAGE)
    names = {pk: name for pk, *name in Conversation.objects.values_list("pk", "subject", "created_at")}
    happened = []
    for recorded in given.sequenced():
        if recorded.stream_key.startswith("conversation:"):
            payload = [(name, str(value)) for name, value in recorded.payload.items() if name not in IDS]
            name = names[recorded.payload["conversation_id"]]
            actor = (recorded.actor.kind, recorded.actor.id is None)
            happened.append((name, recorded.recorded_at, recorded.kind.kind, actor, sorted(payload)))
    # Of one conversation in their order; the sort is stable.
    yield from sorted(happened, key=lambda one: one[0])


def test_it_is_what_the_verbs_would_have_written(told: script.Company) -> None:
    cast = prepared(told)
    for conversation in told.conversations:
        happen(conversation, told, cast)
    by_verbs = list(left_behind())
    Conversation.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM timeline_position; DELETE FROM timeline_event")
    write([seeding._tell(conversation, told, cast) for conversation in told.conversations])
    directly = list(left_behind())
    assert len(directly) > 300
    for one, other in zip(directly, by_verbs, strict=True):
        assert one == other
