"""Invitations: who may send them, and what a link is good for."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests import given

from troska.core import clock
from troska.core.errors import NotAllowed
from troska.staff import actions
from troska.staff.actions import invitations
from troska.staff.models import Agent, AuditEntry, Invitation, Language, OwnRole
from troska.staff.permissions import Permission, Role

pytestmark = pytest.mark.django_db
PASSWORD = "całkiem dobre hasło"


@pytest.fixture
def boss() -> Agent:
    cache.clear()
    return given.agent("Ewa Nowicka", role=Role.ADMINISTRATOR)


def invited(by: Agent, email: str = "nowa@firma.example", role: Role | OwnRole = Role.AGENT) -> str:
    """The path that the letter leads to."""
    sent = invitations.invite(
        email=email, name="Nowa Osoba", role=role, teams=[given.team()], language=Language.POLISH, by=by.actor
    )
    return sent.link.removeprefix(settings.PUBLIC_URL)


def accept(path: str, name: str = "Nowa Osoba") -> Client:
    browser = Client()
    browser.post(path, {"name": name, "password": PASSWORD, "again": PASSWORD})
    return browser


def test_from_the_page_to_the_desk(client: Client, boss: Agent) -> None:
    client.force_login(boss)
    team = given.team()
    page = client.post(
        "/ustawienia/zaproszenia/nowe/",
        {"email": "nowa@firma.example", "name": "", "role": "agent", "teams": [team.pk], "language": "pl"},
    ).content.decode()
    link = mail.outbox[-1].body.partition(settings.PUBLIC_URL)[2].split()[0]
    assert link in page
    assert mail.outbox[-1].to == ["nowa@firma.example"]
    browser = accept(link, "Nowa Osoba")
    assert browser.get("/rozmowy/moje/").status_code == 200
    agent = Agent.objects.get(email="nowa@firma.example")
    assert (agent.name, agent.role, list(agent.teams.all())) == ("Nowa Osoba", Role.AGENT, [team])
    assert {"staff.invited", "staff.invitation_accepted"} <= set(AuditEntry.objects.values_list("deed", flat=True))


def test_the_token_is_kept_only_as_a_hash_that_our_key_makes(boss: Agent) -> None:
    token = invited(boss).rstrip("/").rpartition("/")[2]
    kept = bytes(Invitation.objects.get().token_hash)
    import hashlib

    assert token.encode() not in kept
    assert hashlib.sha256(token.encode()).digest() != kept


def test_it_leads_to_the_second_factor_where_the_role_must_have_one(boss: Agent) -> None:
    from troska.timeline.actors import SYSTEM

    actions.change_role_rule(Role.AGENT, second_factor_from=clock.now(), allows_password=True, by=SYSTEM)
    browser = accept(invited(boss))
    assert browser.get("/rozmowy/moje/").headers["Location"] == "/konto/drugi-skladnik/"


def test_nobody_invites_into_more_than_he_may(boss: Agent) -> None:
    clerk = given.agent("Kadrowa")
    own = actions.add_own_role("Kadry", [Permission.MANAGE_PEOPLE], by=boss.actor)
    actions.give_role(clerk, own, by=boss.actor)
    with pytest.raises(NotAllowed):
        invited(clerk, role=Role.ADMINISTRATOR)
    assert not Invitation.objects.exists()


def test_who_was_invited_by_somebody_who_may_it_no_more_does_not_come_in(boss: Agent) -> None:
    other = given.agent("Druga", role=Role.ADMINISTRATOR)
    path = invited(other, role=Role.ADMINISTRATOR)
    actions.deactivate_agent(other, by=boss.actor)
    accept(path)
    assert not Agent.objects.filter(email="nowa@firma.example").exists()


def test_sending_again_ends_the_link_before(boss: Agent) -> None:
    first = invited(boss)
    second = invitations.send_again(Invitation.objects.get(), by=boss.actor).link.removeprefix(settings.PUBLIC_URL)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_a_weak_password_is_refused_and_the_invitation_stays(boss: Agent) -> None:
    path = invited(boss)
    answer = Client().post(path, {"name": "Nowa", "password": "krótkie", "again": "krótkie"})
    assert answer.status_code == 422
    answer = Client().post(path, {"name": "Nowa", "password": PASSWORD, "again": "inne niż tamto"})
    assert "Hasła się różnią" in answer.content.decode()
    assert not Agent.objects.filter(email="nowa@firma.example").exists()
    assert Client().get(path).status_code == 200


def test_after_72_hours_it_is_over(boss: Agent) -> None:
    path = invited(boss)
    with clock.moved_by(timedelta(hours=71, minutes=59)):
        assert Client().get(path).status_code == 200
    with clock.moved_by(timedelta(hours=72, minutes=1)):
        assert Client().get(path).status_code == 404
