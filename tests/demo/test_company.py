"""The sample company as a whole: what is in it, and that it is the same each time."""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from types import FrameType

import pytest

from troska.demo.company import company
from troska.demo.company.days import after_work, birthday_sale, is_day_off, local, say_day, working_day
from troska.demo.company.script import Company, Role, Speaker, State

MOMENTS = (
    datetime(2026, 11, 23, 8, 15, tzinfo=UTC),  # Monday morning
    datetime(2026, 11, 22, 2, 20, tzinfo=UTC),  # Sunday night
    datetime(2027, 1, 2, 14, 0, tzinfo=UTC),  # between the years
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the hour that comes twice
    datetime(2026, 6, 17, 11, 0, tzinfo=UTC),  # summer
)


@cache
def told(seed: int, now: datetime) -> Company:
    return company(seed, now)


@pytest.fixture(params=MOMENTS, ids=lambda now: now.strftime("%Y-%m-%d"))
def at(request: pytest.FixtureRequest) -> datetime:
    now = request.param
    assert isinstance(now, datetime)
    return now


def test_the_same_seed_and_moment_tell_the_same_company(at: datetime) -> None:
    assert company(7, at) == told(7, at)


def test_another_seed_tells_another_company(at: datetime) -> None:
    assert told(8, at).customers != told(7, at).customers
    assert told(8, at).conversations != told(7, at).conversations


def test_the_cast_is_complete(at: datetime) -> None:
    shop = told(7, at)
    assert Counter(agent.role for agent in shop.agents) == {Role.ADMINISTRATOR: 1, Role.SUPERVISOR: 1, Role.AGENT: 4}
    assert len(shop.teams) == 2
    assert len(shop.customers) == 300
    assert len({customer.name for customer in shop.customers}) == 300
    assert len({email for customer in shop.customers for email in customer.emails}) == sum(
        len(customer.emails) for customer in shop.customers
    )
    assert sum(len(customer.emails) == 2 for customer in shop.customers) >= 8


def test_there_are_90_days_of_conversations(at: datetime) -> None:
    shop = told(7, at)
    assert 900 <= len(shop.conversations) <= 1200
    english = sum(conversation.language == "en" for conversation in shop.conversations)
    assert 0.03 <= english / len(shop.conversations) <= 0.07
    days = {local(conversation.turns[0].at).date() for conversation in shop.conversations}
    assert len(days) >= 85


def test_turns_are_in_order_and_never_in_the_future(at: datetime) -> None:
    for conversation in told(7, at).conversations:
        times = [turn.at for turn in conversation.turns]
        assert times == sorted(times)
        assert len(set(times)) == len(times)
        assert at - timedelta(days=91) <= times[0]
        assert times[-1] <= at


def test_conversations_are_in_order_of_their_first_message(at: datetime) -> None:
    begins = [conversation.turns[0].at for conversation in told(7, at).conversations]
    assert begins == sorted(begins)


def test_the_queue_looks_alive(at: datetime) -> None:
    shop = told(7, at)
    states = Counter(conversation.state for conversation in shop.conversations)
    assert set(states) == set(State)
    unanswered = [c for c in shop.conversations if c.state is State.OPEN and c.assignee is None]
    assert sum(at - c.turns[0].at < timedelta(hours=6) for c in unanswered) >= 10
    assert sum(at - c.turns[0].at > timedelta(hours=30) for c in unanswered) >= 2
    assert 15 <= states[State.OPEN] <= 90
    assert states[State.SNOOZED] >= 5


def test_the_snoozed_wake_up_later_and_only_they(at: datetime) -> None:
    for conversation in told(7, at).conversations:
        if conversation.state is State.SNOOZED:
            assert conversation.snoozed_until is not None
            assert conversation.snoozed_until > at
        else:
            assert conversation.snoozed_until is None


def test_we_answer_in_working_hours_only(at: datetime) -> None:
    for conversation in told(7, at).conversations:
        for turn in conversation.turns:
            if turn.speaker in (Speaker.AGENT, Speaker.NOTE):
                here = local(turn.at)
                assert not is_day_off(here.date())
                assert 8 <= here.hour <= 18


def test_an_agent_answers_what_the_team_is_there_for(at: datetime) -> None:
    shop = told(7, at)
    for conversation in shop.conversations:
        first = next((turn for turn in conversation.turns if turn.speaker is Speaker.AGENT), None)
        if first:
            assert first.agent in shop.teams[shop.inboxes[conversation.inbox].team].members


def test_the_birthday_sale_is_the_busiest_day(at: datetime) -> None:
    load = Counter(local(conversation.turns[0].at).date() for conversation in told(7, at).conversations)
    day, most = load.most_common(1)[0]
    assert day == birthday_sale(at)
    assert most >= 3 * sorted(load.values())[len(load) // 2]


def test_weekends_are_quieter_than_mondays(at: datetime) -> None:
    ordinary = [
        local(conversation.turns[0].at).weekday()
        for conversation in told(7, at).conversations
        if abs((local(conversation.turns[0].at).date() - birthday_sale(at)).days) > 7
    ]
    load = Counter(ordinary)
    assert load[0] > load[5]
    assert load[0] > load[6]


def test_nobody_lives_through_the_same_story_twice(at: datetime) -> None:
    lived = Counter(
        (conversation.customer, conversation.story)
        for conversation in told(7, at).conversations
        if conversation.customer is not None
    )
    assert sum(times > 1 for times in lived.values()) <= 25


def test_the_work_of_telling_is_bounded() -> None:
    """Calls of our own functions, which are the same on any machine, instead of seconds."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and "demo/company" in frame.f_code.co_filename:
            calls += 1

    sys.setprofile(count)
    try:
        shop = company(11, MOMENTS[0])
    finally:
        sys.setprofile(None)
    assert calls < 1500 * len(shop.conversations)


def test_working_time_runs_from_eight_to_six_and_not_on_sundays() -> None:
    saturday_noon = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert after_work(saturday_noon, 30) == datetime(2026, 11, 21, 11, 30, tzinfo=UTC)
    assert after_work(saturday_noon, 180) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    independence_day = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
    assert after_work(independence_day, 15) == datetime(2026, 11, 12, 7, 15, tzinfo=UTC)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    tuesday = datetime(2026, 11, 10, tzinfo=UTC).date()
    assert working_day(tuesday, 1).isoformat() == "2026-11-12"
    assert working_day(tuesday, 3).isoformat() == "2026-11-16"
    assert [say_day(tuesday + timedelta(days=n)) for n in range(2)] == ["we wtorek", "w środę"]
