"""The pages of people, roles and the audit log."""

import pytest
from django.test import Client
from tests import given

from troska.staff import actions
from troska.staff.models import Agent, AuditEntry, OwnRole
from troska.staff.permissions import Permission, Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Agent:
    return given.agent("Ewa Nowicka", email="ewa@firma.example", role=Role.ADMINISTRATOR, teams=[])


@pytest.fixture
def office(client: Client, boss: Agent) -> Client:
    client.force_login(boss)
    return given.proved(client, boss)


def form(person: Agent, **changes: object) -> dict[str, object]:
    """What the page of a person sends when nothing was changed but this."""
    teams = [str(team.pk) for team in person.teams.all()]
    usual = {"name": person.name, "role": person.role, "teams": teams, "language": person.language, "signature": ""}
    return usual | changes


def test_everyone_is_listed_and_who_left_comes_last(office: Client) -> None:
    actions.deactivate_agent(given.agent("Ala Odeszła"), by=SYSTEM)
    given.agent("Zenon Został")
    page = office.get("/ustawienia/ludzie/").content.decode()
    assert page.index("Ewa Nowicka") < page.index("Zenon Został") < page.index("Ala Odeszła")


def test_a_person_gets_another_role_and_teams(office: Client) -> None:
    anna, sales = given.agent("Anna Lis"), given.team("Sprzedaż")
    answer = office.post(
        f"/ustawienia/ludzie/{anna.pk}/", form(anna, name="Anna Wilk", role="supervisor", teams=[str(sales.pk)])
    )
    assert answer.status_code == 302
    again = Agent.objects.get(pk=anna.pk)
    assert (again.name, again.role, list(again.teams.all())) == ("Anna Wilk", Role.SUPERVISOR, [sales])


def test_what_cannot_be_is_said_and_what_was_typed_stays(office: Client, boss: Agent) -> None:
    answer = office.post(f"/ustawienia/ludzie/{boss.pk}/", form(boss, role="agent"))
    assert answer.status_code == 422
    assert "To ostatnia osoba, która zarządza ludźmi" in answer.content.decode()
    assert Agent.objects.get(pk=boss.pk).role == Role.ADMINISTRATOR
    answer = office.post(f"/ustawienia/ludzie/{boss.pk}/", form(boss, name="", signature="Pozdrawiam"))
    assert answer.status_code == 422
    assert "Pozdrawiam" in answer.content.decode()


def test_more_fields_than_the_form_has_change_nothing(office: Client) -> None:
    anna = given.agent("Anna Lis", email="anna@firma.example")
    before = Agent.objects.filter(pk=anna.pk).values().get()
    extra = {"is_active": "", "email": "x@firma.example", "password": "x", "created_at": "2001-01-01", "id": "1"}
    assert office.post(f"/ustawienia/ludzie/{anna.pk}/", form(anna) | extra).status_code == 302
    assert Agent.objects.filter(pk=anna.pk).values().get() == before


def test_access_is_taken_and_given_back(office: Client) -> None:
    anna = given.agent("Anna Lis")
    browser = Client()
    browser.force_login(anna)
    office.post(f"/ustawienia/ludzie/{anna.pk}/dostep", {"odbierz": "1"})
    assert browser.get("/rozmowy/moje/").status_code == 302
    office.post(f"/ustawienia/ludzie/{anna.pk}/dostep")
    assert Agent.objects.get(pk=anna.pk).is_active


def test_a_role_is_made_changed_and_removed(office: Client) -> None:
    office.post("/ustawienia/role/nowa/", {"name": "Magazyn", "permissions": ["read_conversations", "answer"]})
    role = OwnRole.objects.get()
    assert role.permissions == {Permission.READ_CONVERSATIONS, Permission.ANSWER}
    office.post(f"/ustawienia/role/{role.pk}/", {"name": "Magazyn", "permissions": ["read_conversations"]})
    assert OwnRole.objects.get().permissions == {Permission.READ_CONVERSATIONS}
    assert "Magazyn" in office.get("/ustawienia/role/").content.decode()
    office.post(f"/ustawienia/role/{role.pk}/usun")
    assert not OwnRole.objects.exists()
    assert office.post("/ustawienia/role/nowa/", {"name": "X", "permissions": ["latanie"]}).status_code == 422


def test_the_log_is_filtered_and_paged_without_a_gap(office: Client, boss: Agent) -> None:
    for nth in range(60):
        actions.add_team(f"Zespół {nth}", by=boss.actor if nth % 2 else SYSTEM)
    first = office.get("/ustawienia/dziennik/", {"co": "staff.team_added"})
    older = first.context["older"]
    second = office.get(f"/ustawienia/dziennik/?{older}")
    ids = [line.id for page in (first, second) for line in page.context["lines"]]
    assert ids == sorted(AuditEntry.objects.filter(deed="staff.team_added").values_list("pk", flat=True), reverse=True)
    of_boss = office.get("/ustawienia/dziennik/", {"co": "staff.team_added", "kto": str(boss.pk)})
    assert len(of_boss.context["lines"]) == 30
    assert not office.get("/ustawienia/dziennik/", {"do": "2001-01-01"}).context["lines"]


@pytest.mark.parametrize(
    "asked", [{"kto": "1 OR 1=1"}, {"co": "'; DROP"}, {"od": "wczoraj"}, {"adres": "x"}, {"przed": "-1"}]
)
def test_what_the_log_cannot_be_asked_is_said_to_be_so(office: Client, asked: dict[str, str]) -> None:
    answer = office.get("/ustawienia/dziennik/", asked)
    assert answer.status_code == 422
    assert not answer.context["lines"]


def test_the_log_costs_the_same_number_of_questions_whatever_it_holds(
    office: Client, boss: Agent, django_assert_max_num_queries: object
) -> None:
    office.get("/ustawienia/dziennik/")
    for nth in range(40):
        actions.add_team(f"Zespół {nth}", by=boss.actor)
    with django_assert_max_num_queries(7):  # type: ignore[operator]  # the fixture is a context manager
        office.get("/ustawienia/dziennik/")


def test_each_sees_the_pages_that_are_his(client: Client) -> None:
    client.force_login(given.agent(role=Role.PRIVACY_OFFICER))
    page = client.get("/ustawienia/", follow=True)
    assert page.redirect_chain[-1][0] == "/ustawienia/dziennik/"
    assert "/ustawienia/ludzie/" not in page.content.decode()
    client.force_login(given.agent(role=Role.EDITOR))
    assert client.get("/", follow=True).status_code == 200
