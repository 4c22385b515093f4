"""Agents join, work in teams and leave; a session ends with its owner's access."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from tests import given

from troska.conversations.queries import visible_to
from troska.core.text import polish_sort_key
from troska.staff import actions, errors, events, queries
from troska.staff.models import Agent, AgentSession
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

PASSWORD = "długie hasło do biurka"


def happened() -> list[object]:
    return [event.event for event in given.sequenced()]


def test_an_agent_is_added_with_his_teams() -> None:
    sales, help_ = given.team("Sprzedaż"), given.team()
    agent = given.agent("Łucja Żak", email="Lucja.Zak@Firma.example", teams=[sales, help_], role=Role.SUPERVISOR)
    assert set(queries.teams_of(agent)) == {sales.pk, help_.pk}
    assert EmailAddress.objects.get(user=agent).verified
    assert happened() == [
        events.AgentAdded(agent_id=agent.pk, role=Role.SUPERVISOR),
        events.TeamJoined(agent_id=agent.pk, team_id=sales.pk),
        events.TeamJoined(agent_id=agent.pk, team_id=help_.pk),
    ]


@pytest.mark.parametrize("email", ["ANNA@firma.example", "anna+praca@firma.example", "(x)anna@firma.example"])
def test_nobody_else_gets_the_same_address_however_it_is_written(email: str) -> None:
    given.agent(email="anna@firma.example")
    with pytest.raises(errors.AgentExists):
        given.agent(email=email)
    assert Agent.objects.get_queryset().count() == 1


def test_without_a_password_nobody_signs_in() -> None:
    agent = given.agent(email="anna@firma.example")
    assert not agent.has_usable_password()
    assert not Client().login(email="anna@firma.example", password="")


def test_passwords_are_kept_by_argon2() -> None:
    assert given.agent(password=PASSWORD).password.startswith("argon2$argon2id$")


def test_who_is_deactivated_is_out_at_once_and_others_are_not() -> None:
    leaving = given.agent(email="odchodzi@firma.example", password=PASSWORD)
    staying = given.agent(email="zostaje@firma.example", password=PASSWORD)
    browsers = []
    for agent in (leaving, staying):
        browser = Client()
        browser.force_login(agent)
        browsers.append(browser)
    actions.deactivate_agent(leaving, by=staying.actor)
    assert AgentSession.objects.count() == 1
    assert "_auth_user_id" not in browsers[0].session
    assert browsers[1].session["_auth_user_id"] == str(staying.pk)
    assert not Client().login(email="odchodzi@firma.example", password=PASSWORD)
    assert not visible_to(leaving).exists()
    assert happened()[-1] == events.AgentDeactivated(agent_id=leaving.pk)


def test_joining_and_leaving_twice_happens_once() -> None:
    sales = given.team("Sprzedaż")
    agent = given.agent(teams=[])
    for verb in (actions.join_team, actions.join_team, actions.leave_team, actions.leave_team):
        verb(agent, sales, by=SYSTEM)
    assert happened()[1:] == [
        events.TeamJoined(agent_id=agent.pk, team_id=sales.pk),
        events.TeamLeft(agent_id=agent.pk, team_id=sales.pk),
    ]
    assert not queries.teams_of(agent).exists()


def test_a_team_of_the_same_name_is_the_same_team() -> None:
    assert given.team("Reklamacje") == given.team("Reklamacje")


@pytest.mark.parametrize(("field", "value"), [("role", "owner"), ("language", "de")])
def test_the_database_knows_roles_and_languages(field: str, value: str) -> None:
    agent = given.agent()
    setattr(agent, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        agent.save(update_fields=[field])


def test_a_long_polish_name_still_has_a_place_in_the_list() -> None:
    agent = given.agent("Ż" * 120)
    assert polish_sort_key("Ż" * 120).startswith(agent.sort_key)


def test_colleagues_are_the_active_ones_of_his_teams_and_himself_in_polish_order() -> None:
    sales = given.team("Sprzedaż")
    me = given.agent("Łukasz", teams=[sales])
    given.agent("Ćwiek", teams=[sales, given.team()])
    given.agent("Cezary", teams=[sales])
    given.agent("Obcy", teams=[given.team()])
    actions.deactivate_agent(given.agent("Były", teams=[sales]), by=SYSTEM)
    boss = given.agent("Szefowa", role=Role.ADMINISTRATOR, teams=[])
    assert [agent.name for agent in queries.colleagues(me)] == ["Cezary", "Ćwiek", "Łukasz"]
    assert [agent.name for agent in queries.colleagues(given.agent("Sam", teams=[]))] == ["Sam"]
    assert [agent.name for agent in queries.colleagues(boss)] == [
        "Cezary", "Ćwiek", "Łukasz", "Obcy", "Sam", "Szefowa",
    ]  # fmt: skip
