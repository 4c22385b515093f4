"""Pages of others, and floods, are kept away (abuse cases 8 and 27, fault F17)."""

import uuid

import pytest
from django.test import Client
from tests.channels.webchat import chatting

from troska.channels.webchat import admission, errors
from troska.channels.webchat.models import Visitor

FOREIGN = "https://obcy.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "origin",
    [FOREIGN, "null", "", "https://sklep.example.obcy.example", "http://sklep.example", "https://sklep.example:8443"],
)
def test_a_page_of_others_learns_nothing(origin: str) -> None:
    widget = chatting.widget()
    headers = {"origin": origin} if origin else {}

    response = Client().get(f"/czat/{widget.key}/", headers=headers)

    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers
    assert set(response.json()) == {"code", "error"}


@pytest.mark.django_db
def test_a_page_of_ours_may_ask_and_read() -> None:
    widget = chatting.widget()

    asked = Client().options(f"/czat/{widget.key}/wiadomosc", headers={"origin": chatting.SHOP})
    told = Client().get(f"/czat/{widget.key}/", headers={"origin": chatting.SHOP})

    assert (asked.status_code, told.status_code) == (204, 200)
    assert told.headers["Access-Control-Allow-Origin"] == chatting.SHOP
    assert "Access-Control-Allow-Credentials" not in told.headers
    assert told.headers["Vary"].lower().count("origin") == 1


@pytest.mark.django_db
def test_a_stolen_token_is_of_no_use_on_a_page_of_others() -> None:
    browser = chatting.browser()
    browser.say("Mój adres to Lipowa 3.")
    browser.origin = FOREIGN

    assert browser.get("rozmowa", status=403)["code"] == "foreign_origin"


@pytest.mark.django_db
def test_a_puzzle_counts_once_and_only_when_it_is_solved() -> None:
    browser = chatting.Browser(chatting.widget())
    puzzle = browser.post("zagadka", {})["puzzle"]
    answer = chatting.solved(puzzle)
    wrong = "".join(reversed(answer + "1"))
    for said in ({"puzzle": puzzle, "answer": wrong}, {"puzzle": "0.99999999999.ab.cd", "answer": "1"}, {}):
        browser.post("poczatek", said, status=403)

    browser.post("poczatek", {"puzzle": puzzle, "answer": answer})
    browser.post("poczatek", {"puzzle": puzzle, "answer": answer}, status=403)

    assert Visitor.objects.count() == 1


@pytest.mark.django_db
def test_the_more_come_from_one_network_the_harder_it_gets_until_nobody_comes_in() -> None:
    widget, network = chatting.widget(), "203.0.113.0/24"

    def crowd(size: int) -> None:
        Visitor.objects.bulk_create(
            Visitor(widget=widget, network=network, proof=uuid.uuid4().hex, token_digest=uuid.uuid4().hex)
            for _ in range(size)
        )

    def bits() -> int:
        return int(admission.new_puzzle(network).split(".")[0])

    alone = bits()
    crowd(100)
    crowded = bits()
    crowd(300)
    puzzle = admission.new_puzzle("198.51.100.0/24")
    assert (alone, crowded) == (12, 15)
    with pytest.raises(errors.TooFast):
        admission.proof_of(puzzle, chatting.solved(puzzle), network)
    assert admission.proof_of(puzzle, chatting.solved(puzzle), "198.51.100.0/24")
