"""Who sees what: every role in every relation; pages by key; whom a reply goes to."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests import given

from troska.conversations import actions, errors, files, queries
from troska.conversations.models import Authenticity, Conversation, Participant, Status
from troska.core import clock
from troska.staff import actions as staff
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

SALES, BOOKS = "sklep@sklep.example", "faktury@sklep.example"
#: Whose business conversations are, and of these, who sees the ones of all teams.
ROLES = [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AGENT, Role.PRIVACY_OFFICER]
ALL_SEEING = {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}


def may_see(viewer: Agent, conversation: Conversation) -> bool:
    """Ask every door, which must all give the same answer."""
    doors: list[Callable[[], object]] = [partial(queries.get_visible, viewer, conversation.code)]
    doors += [partial(queries.visible_message, viewer, code) for code in _codes(conversation, "messages")]
    doors += [
        partial(queries.visible_attachment, viewer, code) for code in _codes(conversation, "messages__attachments")
    ]
    answers = {queries.visible_to(viewer).filter(pk=conversation.pk).exists(), *map(_opens, doors)}
    assert len(doors) >= 3
    assert len(answers) == 1
    return answers.pop()


def _codes(conversation: Conversation, of: str) -> list[str]:
    codes = Conversation.objects.filter(pk=conversation.pk).values_list(f"{of}__code", flat=True)
    return [code for code in codes if code]


def _opens(door: Callable[[], object]) -> bool:
    try:
        door()
    except errors.ConversationNotFound:
        return False
    return True


def to_sales(*more: str, authenticity: Authenticity = Authenticity.UNKNOWN) -> Conversation:
    """A conversation with a file in it that came to the inbox of the sales team, and perhaps to others."""
    sales = given.inbox(SALES, teams=[given.team("Sprzedaż")])
    others = [given.inbox(address, teams=[given.team("Księgowość")]) for address in more]
    file = files.store(b"%PDF", filename="faktura.pdf", content_type="application/pdf")
    arrived = given.inbound(files=(file,), authenticity=authenticity)
    return actions.receive(arrived, inboxes=[sales, *others]).conversation


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("team", "addressed", "sees"),
    [
        ("Sprzedaż", [], True),
        ("Księgowość", [BOOKS], True),
        ("Księgowość", [], False),
        (None, [BOOKS], False),
    ],
    ids=["his team's inbox", "second addressed inbox", "another team's", "no team"],
)
def test_an_inbox_shows_its_conversations_to_its_teams(
    role: Role, team: str | None, addressed: list[str], *, sees: bool
) -> None:
    conversation = to_sales(*addressed)
    viewer = given.agent(role=role, teams=[given.team(team)] if team else [])
    assert may_see(viewer, conversation) == (sees or role in ALL_SEEING)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AGENT])
def test_who_is_responsible_sees_it_as_long_as_he_is(role: Role) -> None:
    conversation = to_sales()
    viewer = given.agent(role=role, teams=[])
    actions.assign_conversation(conversation, to=viewer, by=SYSTEM)
    assert may_see(viewer, conversation)
    actions.assign_conversation(conversation, to=None, by=SYSTEM)
    assert may_see(viewer, conversation) == (role in ALL_SEEING)


@pytest.mark.parametrize("role", ROLES)
def test_who_is_mentioned_sees_it_from_then_on(role: Role) -> None:
    conversation = to_sales()
    viewer = given.agent(role=role, teams=[])
    actions.add_note(conversation, text="@Marta zerknij", by=SYSTEM, mentioned=[viewer, viewer])
    assert may_see(viewer, conversation)
    assert not may_see(given.agent(teams=[]), conversation)


@pytest.mark.parametrize("role", ROLES)
def test_who_left_the_team_sees_it_no_longer(role: Role) -> None:
    conversation = to_sales()
    viewer = given.agent(role=role, teams=[given.team("Sprzedaż")])
    assert may_see(viewer, conversation)
    staff.leave_team(viewer, given.team("Sprzedaż"), by=SYSTEM)
    assert may_see(viewer, conversation) == (role in ALL_SEEING)


@pytest.mark.parametrize("role", ROLES)
def test_who_is_deactivated_sees_nothing_whatever_he_was(role: Role) -> None:
    conversation = to_sales()
    given.agent("Szefowa", role=Role.ADMINISTRATOR)
    viewer = given.agent(role=role, teams=[given.team("Sprzedaż")])
    if role != Role.PRIVACY_OFFICER:
        actions.assign_conversation(conversation, to=viewer, by=SYSTEM)
    actions.add_note(conversation, text="@", by=SYSTEM, mentioned=[viewer])
    staff.deactivate_agent(viewer, by=SYSTEM)
    assert not may_see(viewer, conversation)
    with pytest.raises(errors.AssigneeCannotSee):
        actions.assign_conversation(to_sales(), to=viewer, by=SYSTEM)


@pytest.mark.parametrize("status", [Status.SPAM, Status.TRASH])
def test_spam_and_trash_are_seen_by_the_team_and_not_by_the_customer(status: Status) -> None:
    conversation = to_sales(authenticity=Authenticity.PASSED)
    customer = given.customer()
    assert queries.visible_to(customer).filter(pk=conversation.pk).exists()
    actions.change_status(conversation, status, by=SYSTEM)
    assert may_see(given.agent(teams=[given.team("Sprzedaż")]), conversation)
    assert not may_see(given.agent(teams=[]), conversation)
    assert not queries.visible_to(customer).exists()


@pytest.mark.parametrize("role", ROLES)
def test_what_was_merged_is_seen_as_what_it_was_merged_into(role: Role) -> None:
    merged, surviving = to_sales(), to_sales()
    Conversation.objects.filter(pk=merged.pk).update(merged_into=surviving)
    viewer = given.agent(role=role, teams=[given.team("Sprzedaż")])
    assert not may_see(viewer, merged)
    assert may_see(viewer, surviving)


@pytest.mark.parametrize(
    ("authenticity", "sees"),
    [(Authenticity.PASSED, True), (Authenticity.UNKNOWN, False), (Authenticity.FAILED, False)],
)
def test_a_customer_sees_his_own_where_he_proved_that_the_address_is_his(
    authenticity: Authenticity, *, sees: bool
) -> None:
    conversation = to_sales(authenticity=authenticity)
    assert queries.visible_to(given.customer()).filter(pk=conversation.pk).exists() == sees
    assert not queries.visible_to(given.customer("jan@poczta.example")).exists()


@pytest.mark.parametrize("how", ["a later message", "a copy of the same mail"])
def test_what_is_addressed_to_a_further_inbox_later_is_seen_there_from_then_on(how: str) -> None:
    conversation = to_sales()
    books = given.inbox(BOOKS, teams=[given.team("Księgowość")])
    viewer = given.agent(teams=[given.team("Księgowość")])
    assert not queries.visible_to(viewer).exists()
    if how == "a later message":
        actions.receive(given.inbound("Do obu"), inboxes=[given.inbox(SALES), books], conversation=conversation)
    else:
        actions.address_to_inboxes(conversation, [books], by=SYSTEM)
    assert list(queries.visible_to(viewer)) == [conversation]
    assert [list(part) for part in queries.visible_parts(viewer)] == [[], [], [conversation]]


def test_a_customer_who_was_let_in_without_proof_sees_nothing() -> None:
    conversation = to_sales(authenticity=Authenticity.PASSED)
    jan = given.customer("jan@poczta.example")
    actions.add_participant(conversation, address="jan@poczta.example", customer=jan, by=SYSTEM)
    assert not queries.visible_to(jan).exists()


def test_the_customers_other_conversations_are_those_the_agent_may_see() -> None:
    one, other, spam = to_sales(), to_sales(), to_sales()
    books = given.conversation(inboxes=[given.inbox(BOOKS, teams=[given.team("Księgowość")])])
    actions.change_status(spam, Status.SPAM, by=SYSTEM)
    given.conversation(sender="jan@poczta.example", inboxes=[given.inbox(SALES)])
    viewer = given.agent(teams=[given.team("Sprzedaż")])
    assert list(queries.others_of_customer(viewer, one)) == [other]
    boss = given.agent(role=Role.ADMINISTRATOR, teams=[])
    assert set(queries.others_of_customer(boss, one)) == {other, books}


@pytest.mark.parametrize("role", ROLES)
def test_a_page_costs_the_same_number_of_queries_whatever_it_holds(
    django_assert_num_queries: DjangoAssertNumQueries, role: Role
) -> None:
    viewer = given.agent(role=role, teams=[given.team("Sprzedaż")])
    for size in (1, 30):
        for _ in range(size):
            to_sales(BOOKS)
        with django_assert_num_queries(1 if role in ALL_SEEING else 2):
            for row in queries.page_of(queries.visible_to(viewer)):
                assert (row.customer, row.assignee, row.primary_inbox.name) != (None, None, "")


def test_pages_show_every_conversation_once_in_order_also_at_the_same_moment() -> None:
    moment = clock.now()
    for nth in range(23):
        with clock.standing_at(moment + timedelta(seconds=nth // 5)):
            given.conversation(sender=f"k{nth}@poczta.example")
    seen: list[Conversation] = []
    before = None
    while page := list(queries.page_of(Conversation.objects.all(), before=before, size=4)):
        seen += page
        before = (page[-1].last_message_at, page[-1].pk)
    assert [row.pk for row in seen] == [
        row.pk for row in sorted(seen, key=lambda row: (row.last_message_at, row.pk), reverse=True)
    ]
    assert len(seen) == len({row.pk for row in seen}) == 23


def test_a_page_of_a_state_is_served_by_its_index() -> None:
    for nth in range(60):
        # Few are open: to read all by time and to leave out the rest would cost plainly more.
        given.conversation(sender=f"k{nth}@poczta.example", status=Status.CLOSED if nth % 20 else Status.OPEN)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE conversations_conversation")  # what an earlier test left in the statistics is no guide
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        page = queries.page_of(Conversation.objects.filter(status=Status.OPEN), before=(clock.now(), 5))
        assert "conversations_by_status" in page.explain()


def test_a_reply_goes_to_those_who_asked_and_those_let_in_never_to_ourselves() -> None:
    given.inbox(SALES)
    conversation = given.conversation(authenticity=Authenticity.PASSED)
    actions.add_participant(conversation, address="Jan@poczta.example", name="Jan", by=SYSTEM)
    actions.add_participant(conversation, address="jan+x@poczta.example", by=SYSTEM)
    for ours in (SALES, given.HELP.upper(), "pomoc+r.abc@sklep.example"):
        actions.add_participant(conversation, address=ours, by=SYSTEM)
    stranger = given.inbound("To ja, proszę odpisać tutaj", sender="obcy@evil.example")
    actions.receive(stranger, inboxes=[given.inbox()], conversation=conversation)
    copied = [("Ola", "ola@firma.example"), ("", given.ANNA), ("", SALES), ("", "OLA@firma.example")]
    assert queries.reply_recipients(conversation, copied) == {
        "to": [["Anna Nowak", given.ANNA]],
        "cc": [["Jan", "Jan@poczta.example"], ["Ola", "ola@firma.example"]],
    }


def test_two_of_our_inboxes_have_nobody_to_answer() -> None:
    given.inbox(SALES)
    conversation = given.conversation(sender=SALES)
    with pytest.raises(errors.NobodyToAnswer):
        actions.reply(conversation, text="Dziękujemy za wiadomość.", by=SYSTEM, is_automatic=True)
    assert Participant.objects.get().address == SALES


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CLERK])
def test_whose_business_conversations_are_not_sees_none_whatever_team_he_is_in(role: Role) -> None:
    conversation = to_sales()
    viewer = given.agent(role=role, teams=[given.team("Sprzedaż")])
    actions.add_note(conversation, text="@", by=SYSTEM, mentioned=[viewer])
    assert not may_see(viewer, conversation)
    with pytest.raises(errors.AssigneeCannotSee):
        actions.assign_conversation(conversation, to=viewer, by=SYSTEM)


def test_who_may_only_read_is_made_responsible_for_nothing() -> None:
    conversation, officer = to_sales(), given.agent(role=Role.PRIVACY_OFFICER, teams=[])
    assert may_see(officer, conversation)
    with pytest.raises(errors.AssigneeCannotSee):
        actions.assign_conversation(conversation, to=officer, by=SYSTEM)
