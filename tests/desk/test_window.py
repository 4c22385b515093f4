"""A long correspondence is shown from its end, and earlier as far as one goes up."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import given

from troska.conversations import actions
from troska.conversations.models import Conversation, Direction, Message, Visibility
from troska.desk import window
from troska.desk.window import BESIDE, MORE, SHOWN, Wanted
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
THREAD = {"HX-Request": "true", "HX-Target": "thread"}


@pytest.fixture
def marta() -> Agent:
    return given.agent()


@pytest.fixture
def desk(client: Client, marta: Agent) -> Client:
    client.force_login(marta)
    return client


def long(number: int) -> Conversation:
    """One with so many messages, a minute apart; the first is the customer's, the others ours."""
    begun = given.conversation()
    first = begun.messages.get()
    more = [
        Message(
            conversation=begun,
            channel=first.channel,
            direction=Direction.INTERNAL,
            visibility=Visibility.TEAM,
            actor_kind="system",
            author_name="Automat",
            text=f"wpis {nth}",
            created_at=first.created_at + timedelta(minutes=nth),
        )
        for nth in range(1, number)
    ]
    Message.objects.bulk_create(more)
    begun.last_message_at = more[-1].created_at
    begun.save(update_fields=["last_message_at"])
    return begun


def shown(html: str) -> list[str]:
    """The codes of the messages a page shows."""
    return re.findall(r'<li id="m-([a-z2-7]{26})"', html)


def codes(conversation: Conversation) -> list[str]:
    return list(conversation.messages.order_by("pk").values_list("code", flat=True))


def links(html: str, name: str) -> str:
    found = re.search(rf"{name}=(\d+)", html)
    return found[1] if found else ""


def test_a_short_one_is_shown_whole(desk: Client) -> None:
    one = long(SHOWN)
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    assert shown(html) == codes(one)
    assert "Pokaż wcześniejsze wiadomości" not in html


def test_a_long_one_is_shown_from_its_end_and_the_rest_step_by_step(desk: Client) -> None:
    one = long(SHOWN + MORE + 5)
    everything = codes(one)
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    assert shown(html) == everything[-SHOWN:]
    earlier = {"wczesniej": links(html, "wczesniej")}
    html = desk.get(f"/rozmowa/{one.code}/", earlier, headers=THREAD).content.decode()
    assert shown(html) == everything[5:]
    # What is pulled anew, and what is done with it, shows as much.
    again = {"od": links(html.partition("data-live-url")[2], "od")}
    assert shown(desk.get(f"/rozmowa/{one.code}/", again, headers=THREAD).content.decode()) == everything[5:]
    done = desk.post(f"/rozmowa/{one.code}/stan", again | {"status": "closed"}, headers=THREAD).content.decode()
    assert shown(done) == everything[5:]
    earlier = {"wczesniej": links(html, "wczesniej")}
    html = desk.get(f"/rozmowa/{one.code}/", earlier, headers=THREAD).content.decode()
    assert shown(html) == everything
    assert "Pokaż wcześniejsze wiadomości" not in html


def test_a_place_that_is_gone_is_as_if_nothing_was_asked(desk: Client) -> None:
    one = long(SHOWN + 2)
    html = desk.get(f"/rozmowa/{one.code}/", {"od": one.messages.latest("pk").pk + 1}).content.decode()
    assert shown(html) == codes(one)[-SHOWN:]


def test_nothing_goes_at_the_top_while_more_comes_at_the_end(desk: Client) -> None:
    one = long(SHOWN)
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    given_ = {"od": links(html.partition("data-live-url")[2], "od")}
    actions.receive(given.inbound("Jeszcze jedno"), inboxes=[given.inbox()], conversation=one)
    html = desk.get(f"/rozmowa/{one.code}/", given_, headers=THREAD).content.decode()
    assert shown(html) == codes(one)
    assert "Pokaż wcześniejsze wiadomości" not in html


def test_the_first_that_is_not_read_is_always_shown(desk: Client, marta: Agent) -> None:
    one = long(SHOWN * 3)
    read = one.messages.order_by("pk")[20]
    actions.mark_read(one, by=marta, upto=read.created_at)
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    assert shown(html) == codes(one)[21 - BESIDE :]
    assert html.index('id="nowe"') < html.index(f"m-{codes(one)[21]}")


def test_what_happened_before_what_is_shown_is_left_out(desk: Client, marta: Agent) -> None:
    one = long(SHOWN + 2)
    actions.assign_conversation(one, to=marta, by=SYSTEM)  # now, which is before all but the first messages
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    earlier = desk.get(f"/rozmowa/{one.code}/", {"wczesniej": links(html, "wczesniej")}, headers=THREAD)
    told = '<li class="change"'
    assert told in earlier.content.decode()
    assert told not in html


def test_a_forward_passes_on_the_customers_words_though_they_are_far_above(desk: Client) -> None:
    one = long(SHOWN * 2)
    first = one.messages.order_by("pk")[0]
    html = desk.get(f"/rozmowa/{one.code}/").content.decode()
    assert first.code not in shown(html)
    assert f"co={first.code}" in html
    assert f"&gt; {first.text.splitlines()[0]}" in html


@pytest.mark.parametrize("asked", ["-1", "x", "9" * 40, "٣", "1' OR 1=1"])
def test_a_place_that_is_none_asks_for_nothing(desk: Client, asked: str) -> None:
    one = long(SHOWN + 2)
    for name in ("od", "wczesniej"):
        assert shown(desk.get(f"/rozmowa/{one.code}/", {name: asked}).content.decode()) == codes(one)[-SHOWN:]


def test_the_newest_take_one_question_and_going_up_another(django_assert_num_queries: object) -> None:
    one = long(SHOWN * 2)
    with django_assert_num_queries(3):  # type: ignore[operator]  # with files, and who is called in notes
        first = window.window(one, Wanted())
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert window.window(one, Wanted(before=first.since)).is_whole
