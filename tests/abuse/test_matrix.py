"""Every address × everybody × whose conversation it is: nobody gets an answer that the table does not give him.

`matrix.py` is the table. Whatever is asked, what is not one's to see is in no answer; what is forbidden looks like what
does not exist; looking changes nothing. An address that is in no row fails here.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.abuse.matrix import (
    ALL,
    ANSWERING,
    DEMO,
    NOTHING_THERE,
    ONCE,
    ROWS,
    SEEING,
    Address,
    Door,
    Row,
    Who,
    addresses,
)

from troska.channels import quarantine
from troska.channels.email.mailboxes import add_mailbox
from troska.conversations import actions
from troska.conversations.models import Conversation, Location
from troska.staff import actions as staff
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

#: Stands in the subject, the text, the sender's name and the name of a file.
SECRET = "Tajemnica7421"
GONE = "a" * 26
MAIL = (
    given.mail(From=f"{SECRET} <{given.ANNA}>", Subject=SECRET).partition(b"Content-Type")[0]
    + f"""Content-Type: multipart/mixed; boundary="granica"

--granica
Content-Type: text/html; charset=utf-8

<p>{SECRET} w treści, hasło: {SECRET}</p>
--granica
Content-Type: text/plain
Content-Disposition: attachment; filename="{SECRET}.txt"

{SECRET}
--granica--
""".replace("\n", "\r\n").encode()
)
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|TRUNCATE|WITH)\b", re.IGNORECASE)
#: What a look may leave behind: the session, how often a door was tried, that one has read what one was shown.
ASIDE = re.compile(r'"staff_session"|"core_cache"|conversations_readmark')
TRIED = [address for address in addresses() if address.name.partition(":")[0] != DEMO]


@dataclass
class World:
    """A conversation, a mail at the door, and a browser for everybody who may ask."""

    conversation: Conversation
    message: str
    attachment: str
    entry: int
    person: int
    role: int
    provider: int
    #: What is set up: a brand, a store, an inbox, a team, a mail account, an allowed address.
    settings: dict[str, str]
    browsers: dict[Who, Client]

    def values(self, address: Address, *, missing: bool = False) -> dict[str, str]:
        """Fill the gaps of the address with what is there, or with what never was."""
        code = {"wiadomosc": self.message, "zalacznik": self.attachment, "obrazek": GONE}
        kind = address.route.lstrip("^").partition("/")[0]
        there = {
            "code": code.get(kind, self.conversation.code),
            "entry_id": str(self.entry),
            "agent_id": str(self.person),
            "role_id": str(self.role),
            "provider_id": str(self.provider),
            **self.settings,
            "number": "1",
            "word": "agent",
            "token": "x" * 22,
            "ticket": GONE,
            "name": GONE,
            "pk": "1",
            "slug": "otwarte",
            "given_pass": "x" * 40,
            "key": "a-b",
            "uidb36": "1",
            "visitor_code": GONE,
        }
        never = {
            "code": GONE,
            "entry_id": "999999",
            "agent_id": "999999",
            "role_id": "999999",
            "provider_id": "999999",
            "number": "999",
        }
        never |= dict.fromkeys(self.settings, "999999")
        never["word"] = "nikt"
        return there | never if missing else there


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once: what a test changes in it is taken back after it."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # so that what asks to be outermost may be within
    with django_db_blocker.unblock(), around:
        yield furnish()
        transaction.set_rollback(True)


@pytest.fixture
def world(furnished: World, db: None) -> World:
    return replace(furnished, browsers={who: like(browser) for who, browser in furnished.browsers.items()})


def like(browser: Client) -> Client:
    """Another browser with the same cookies: who signs out in one is still in by the other."""
    other = Client()
    other.cookies = copy.deepcopy(browser.cookies)
    return other


def furnish() -> World:
    here, elsewhere = given.team(), given.team("Inny zespół")
    message = given.arrived(MAIL)
    at_door = given.quarantined(given.mail(SECRET, From=f"{SECRET} <x@poczta.example>, y@poczta.example"))
    people = {
        Who.ADMINISTRATOR: given.agent("Ewa", role=Role.ADMINISTRATOR, teams=[]),
        Who.SUPERVISOR_HERE: given.agent("Lidia", role=Role.SUPERVISOR, teams=[here]),
        Who.SUPERVISOR_ELSEWHERE: given.agent("Leon", role=Role.SUPERVISOR, teams=[elsewhere]),
        Who.AGENT_HERE: given.agent("Anna", teams=[here]),
        Who.AGENT_ELSEWHERE: given.agent("Adam", teams=[elsewhere]),
        Who.ASSIGNED: given.agent("Olga", teams=[elsewhere]),
        Who.MENTIONED: given.agent("Michał", teams=[elsewhere]),
        Who.EDITOR: given.agent("Edyta", role=Role.EDITOR, teams=[here]),
        Who.CLERK: given.agent("Klara", role=Role.CLERK, teams=[here]),
        Who.PRIVACY_OFFICER: given.agent("Paweł", role=Role.PRIVACY_OFFICER, teams=[]),
        Who.NOTHING: given.agent("Natan", teams=[here]),
        Who.DEACTIVATED: given.agent("Dawid", teams=[here]),
    }
    nothing = staff.add_own_role("Bez niczego", [], by=SYSTEM)
    staff.give_role(people[Who.NOTHING], nothing, by=SYSTEM)
    conversation = actions.assign_conversation(message.conversation, to=people[Who.ASSIGNED], by=SYSTEM)
    actions.add_note(conversation, text="@Michał", by=SYSTEM, mentioned=[people[Who.MENTIONED]])
    browsers = {who: signed_in(person) for who, person in people.items()} | {Who.ANONYMOUS: Client()}
    # His browser still has the cookie: only what is behind it is gone.
    session = browsers[Who.DEACTIVATED].cookies[settings.SESSION_COOKIE_NAME].value
    staff.deactivate_agent(people[Who.DEACTIVATED], by=SYSTEM)
    browsers[Who.DEACTIVATED].cookies[settings.SESSION_COOKIE_NAME] = session
    leaver = given.agent("Zofia", teams=[])
    provider = staff.add_provider(
        issuer="https://idp.firma.example", label="Konto", client_id="troska", secret="", domains=[], role=Role.AGENT,
        is_on=False, by=SYSTEM,
    )  # fmt: skip
    return World(
        conversation,
        message.code,
        message.attachments.get().code,
        at_door.pk,
        leaver.pk,
        nothing.pk,
        provider.pk,
        set_up(),
        browsers,
    )


def set_up() -> dict[str, str]:
    """Something of everything that an administrator sets up, by the names of the gaps."""
    mailbox = add_mailbox(name="Sklep", username="sklep@firma.example", secret="x", imap_host="127.0.0.1", imap_port=9)
    brand = given.brand("Inna marka")
    rows = {
        "brand_id": brand,
        "location_id": Location.objects.create(name="Salon", brand=brand),
        "inbox_id": given.inbox("inna@firma.example"),
        "team_id": given.team("Jeszcze inny zespół"),
        "account_id": mailbox,
        "address_id": staff.allow_address("10.1.2.3", by=SYSTEM),
    }
    return {name: str(row.pk) for name, row in rows.items()}


def signed_in(person: Agent) -> Client:
    browser = Client()
    browser.force_login(person)
    given.proved(browser, person)
    return browser


def answers(world: World, address: Address, row: Row, *, missing: bool = False) -> Iterator[tuple[Who, HttpResponse]]:
    """Ask as everybody, those who are let in last: what they do must not help the others."""
    path = address.filled(world.values(address, missing=missing))
    for who in sorted(Who, key=lambda one: one in row.let_in):
        browser = world.browsers[who]
        yield who, browser.post(path, dict(row.data)) if row.posts else browser.get(path)  # type: ignore[misc]


def expected(row: Row, who: Who) -> str:  # noqa: PLR0911 -- a table
    if row.door is Door.PUBLIC:
        return "let in"
    if row.door in {Door.TOKEN, Door.SHUT}:
        return "missing"
    if row.door is Door.PROOF and who not in {Who.ANONYMOUS, Who.DEACTIVATED}:
        return "told no"
    if who in {Who.ANONYMOUS, Who.DEACTIVATED}:
        return "sign in"
    if who in row.let_in:
        return "let in"
    if row.door is Door.ACTING and who in row.may_look - ANSWERING:
        return "told no"
    return "missing"


def got(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/konto/login/"):
        return "sign in"
    return {404: "missing", 403: "told no", 401: "told no"}.get(response.status_code, "let in")


def test_every_address_is_in_a_row_and_every_row_is_an_address() -> None:
    names = {address.name for address in TRIED}
    assert names - ROWS.keys() == set()
    assert ROWS.keys() - names == set()


@pytest.mark.parametrize("address", TRIED, ids=lambda address: address.name)
def test_nobody_gets_an_answer_that_is_not_his(world: World, address: Address) -> None:
    row = ROWS[address.name]
    unexpected = []
    for who, response in answers(world, address, row):
        assert response.status_code < 500, (address, who)
        answer, right = got(response), expected(row, who)
        allowed = {right, "missing"} if right == "let in" and address.name in NOTHING_THERE | ONCE else {right}
        if address.name == "account_reauthenticate" and right == "let in":
            allowed = {"told no"}  # nobody here has a password to prove himself by
        if answer not in allowed:
            unexpected.append((who.value, answer, f"should be {right}"))
        if who not in SEEING and SECRET.encode() in b"".join(response):
            unexpected.append((who.value, "was shown the secret", ""))
    assert not unexpected


@pytest.mark.parametrize(
    "address", [address for address in TRIED if re.search("code|_id", address.route)], ids=lambda address: address.name
)
def test_what_is_forbidden_looks_like_what_does_not_exist(world: World, address: Address) -> None:
    row = ROWS[address.name]
    there = {who: told(response) for who, response in answers(world, address, row) if who not in row.let_in}
    assert there == {
        who: told(response) for who, response in answers(world, address, row, missing=True) if who in there
    }


def told(response: HttpResponse) -> tuple[int, str, bytes]:
    """What a person can tell one answer from another by; tokens and the address itself differ anyway."""
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]*', rb"\1", b"".join(response))
    where = re.sub(r"[a-z2-7]{26}|\d+", "…", response.headers.get("Location", ""))
    return response.status_code, where, re.sub(rb"[a-z2-7]{26}", b"", body)


@pytest.mark.parametrize("address", TRIED, ids=lambda address: address.name)
def test_looking_changes_nothing(world: World, address: Address) -> None:
    path = address.filled(world.values(address))
    with CaptureQueriesContext(connection) as asked:
        for browser in world.browsers.values():
            browser.get(path)
    written = [query["sql"] for query in asked if WRITES.match(query["sql"]) and not ASIDE.search(query["sql"])]
    assert written == []


def test_the_world_is_what_the_table_takes_it_for(world: World) -> None:
    assert set(world.browsers) == ALL
    for who, browser in world.browsers.items():
        page = browser.get(f"/rozmowa/{world.conversation.code}/")
        assert (SECRET in page.content.decode()) == (who in SEEING)
    boss = Agent.objects.get(name="Ewa")
    assert quarantine.get(boss, world.entry).summary["inboxes"]
