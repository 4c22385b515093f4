"""A visitor writes, is answered, sends files, rates: once each, to whom it is meant."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import given
from tests.channels.webchat import chatting

from troska.channels.webchat import admission
from troska.channels.webchat.models import Chat, PageView
from troska.conversations import actions, errors, queries
from troska.conversations.models import Channel, Conversation, DeliveryState, Message, Status

pytestmark = pytest.mark.django_db


def test_what_a_visitor_writes_is_a_conversation_in_the_inbox() -> None:
    said = chatting.browser().say("Czy rower jest na miejscu?")

    conversation = Conversation.objects.get()
    assert (said["text"], said["by"]) == ("Czy rower jest na miejscu?", "visitor")
    assert conversation.primary_inbox == given.inbox()
    assert conversation.waiting_since is not None
    assert queries.channel_of(conversation) == Channel.CHAT
    assert conversation.customer is not None
    assert conversation.customer.name.startswith("Gość ")


def test_the_same_key_again_is_the_same_message() -> None:
    browser, key = chatting.browser(), str(uuid.uuid4())

    first, second = browser.say("Halo?", key=key), browser.say("Halo?", key=key)

    assert first["id"] == second["id"]
    assert Message.objects.count() == 1


def test_an_answer_stands_before_the_visitor_at_once() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    marta = given.agent()

    answer = actions.reply(Conversation.objects.get(), text="Dzień dobry!", by=marta.actor, author_name=marta.name)

    talk = browser.get("rozmowa")
    assert answer.channel == Channel.CHAT
    assert answer.delivery == DeliveryState.SENT
    assert [(one["by"], one["text"]) for one in talk["messages"]] == [("visitor", "Halo?"), ("agent", "Dzień dobry!")]
    assert talk["status"]["agent"] == {"name": "Marta Wójcik", "initials": "MW"}


def test_what_he_has_seen_is_marked_for_the_agent() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    answer = actions.reply(Conversation.objects.get(), text="Dzień dobry!", by=given.agent().actor)

    browser.post("znak", {"read": answer.code})

    answer.refresh_from_db()
    assert answer.delivery == DeliveryState.READ


def test_notes_and_what_is_passed_on_are_not_his_to_see() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    conversation, marta = Conversation.objects.get(), given.agent()
    actions.add_note(conversation, text="Marudzi.", by=marta.actor)
    actions.forward(
        conversation, to=[("Magazyn", "magazyn@firma.example")], text="Jest?", subject="Rower", by=marta.actor
    )

    assert [one["text"] for one in browser.get("rozmowa")["messages"]] == ["Halo?"]


def test_another_browser_sees_nothing_of_it() -> None:
    chatting.browser().say("Mój adres to Lipowa 3.")

    assert chatting.browser().get("rozmowa")["messages"] == []


def test_a_file_goes_with_a_message_and_opens_by_its_own_address_only() -> None:
    browser, stranger = chatting.browser(), chatting.browser()
    sent = SimpleUploadedFile("paragon.png", b"\x89PNG\r\n\x1a\nfile", content_type="image/png")
    kept = browser.send("post", "plik", data={"file": sent}).json()

    said = browser.say("", files=[kept["file"]])

    address = said["files"][0]["url"]
    assert browser.client.get(address).content == b"\x89PNG\r\n\x1a\nfile"
    assert browser.client.get(address.partition("?")[0]).status_code == 404
    assert browser.client.get(address.replace(browser.visitor.code, stranger.visitor.code)).status_code == 404
    browser.post("wyjscie", {})
    assert browser.client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [("a.exe", "application/x-msdownload", 415), ("a.svg", "image/svg+xml", 415), ("a.png.html", "image/png", 415)],
)
def test_what_could_run_is_not_taken(name: str, kind: str, status: int) -> None:
    sent = SimpleUploadedFile(name, b"x", content_type=kind)

    assert chatting.browser().send("post", "plik", data={"file": sent}).status_code == status


def test_who_writes_too_fast_waits() -> None:
    browser = chatting.browser()
    for nth in range(admission.MESSAGES_A_MINUTE):
        browser.say(f"{nth}")

    assert browser.post("wiadomosc", {"key": str(uuid.uuid4()), "text": "!"}, status=429)["code"] == "too_fast"


def test_a_talk_that_was_ended_goes_on_when_he_writes_again() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    browser.post("koniec", {})
    assert Conversation.objects.get().status == Status.CLOSED

    browser.say("Jeszcze jedno.")

    assert Conversation.objects.get().status == Status.OPEN


def test_the_rating_is_kept_and_may_change() -> None:
    browser = chatting.browser()
    assert browser.post("ocena", {"rating": 5}, status=409)["code"] == "nothing_to_rate"
    browser.say("Halo?")
    browser.post("ocena", {"rating": 2, "comment": "Długo."})
    browser.post("ocena", {"rating": 4})

    assert Chat.objects.get().rating == 4


def test_an_address_given_in_the_chat_is_a_way_to_answer_by_mail() -> None:
    browser = chatting.browser()
    browser.post("o-mnie", {"name": "Anna", "email": given.ANNA})
    browser.say("Halo?")

    conversation = Conversation.objects.get()
    assert queries.channels_of(conversation) == [Channel.CHAT, Channel.EMAIL]
    assert queries.reply_recipients(conversation)["to"] == [["Anna", given.ANNA]]
    assert conversation.customer is not None
    assert not conversation.customer.identities.filter(value=given.ANNA).exists()
    mailed = actions.reply(conversation, text="Piszę listem.", by=given.agent().actor, channel=Channel.EMAIL)
    assert (mailed.channel, mailed.delivery) == (Channel.EMAIL, DeliveryState.QUEUED)


def test_what_the_visitor_writes_meanwhile_holds_no_answer_back_but_a_colleagues_answer_does() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    conversation, seen = Conversation.objects.get(), Message.objects.latest("pk").pk
    browser.say("Jest tam kto?")

    actions.reply(conversation, text="Jestem.", by=given.agent().actor, seen=seen)

    with pytest.raises(errors.SomethingNew):
        actions.reply(conversation, text="Ja też.", by=given.agent("Bartek Żuk").actor, seen=seen)


def test_who_waits_longer_is_ahead_and_nobody_else() -> None:
    first, second, third = chatting.browser(), chatting.browser(), chatting.browser()
    for browser in (first, second, third):
        browser.say("Halo?")

    assert [one.get("rozmowa")["status"]["ahead"] for one in (first, second, third)] == [0, 1, 2]
    actions.reply(Conversation.objects.earliest("pk"), text="Tak?", by=given.agent().actor)
    assert [one.get("rozmowa")["status"]["ahead"] for one in (second, third)] == [0, 1]


def test_an_address_replaces_the_one_before_so_that_no_list_of_strangers_grows() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    for nth in range(5):
        browser.post("o-mnie", {"email": f"ofiara{nth}@poczta.example"})

    assert queries.reply_recipients(Conversation.objects.get())["to"] == [["", "ofiara4@poczta.example"]]


def test_only_pages_of_the_site_stand_before_the_agent() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    urls = ["https://obcy.example/", "javascript:alert(1)", f"{chatting.SHOP}.obcy.example/", f"{chatting.SHOP}/buty"]
    browser.post("znak", {"pages": [{"url": url, "title": "x", "seconds": 1} for url in urls]})

    assert list(PageView.objects.values_list("url", flat=True)) == [f"{chatting.SHOP}/buty"]
