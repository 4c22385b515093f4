"""Roles and permissions: who may what, and that nobody hands out more than he has."""

import pytest
from tests import given

from troska.core.errors import NotAllowed
from troska.staff import actions, errors, queries
from troska.staff.models import Agent
from troska.staff.permissions import MEANINGS, ROLES, Permission, Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


def people_manager(*more: Permission) -> Agent:
    """Somebody of the company's own role who manages people and may little else."""
    role = actions.add_own_role("Kadry", [Permission.MANAGE_PEOPLE, *more], by=SYSTEM)
    return actions.add_agent(email="kadry@firma.example", name="Kadry", role=role, by=SYSTEM)


def test_every_permission_is_explained_and_an_administrator_has_all() -> None:
    assert set(MEANINGS) == set(Permission)
    assert ROLES.keys() == set(Role)
    assert ROLES[Role.ADMINISTRATOR] == set(Permission)


def test_an_own_role_is_a_choice_from_the_same_table() -> None:
    role = actions.add_own_role("Magazyn", [Permission.ANSWER, Permission.READ_CONVERSATIONS], by=SYSTEM)
    agent = given.agent()
    actions.give_role(agent, role, by=SYSTEM)
    assert agent.permissions == {Permission.READ_CONVERSATIONS, Permission.ANSWER}
    assert agent.role_name == "Magazyn"
    actions.change_own_role(role, name="Magazyn", permissions=[Permission.READ_AUDIT], by=SYSTEM)
    again = Agent.objects.get(pk=agent.pk)
    assert again.permissions == {Permission.READ_AUDIT}
    assert [event.event.kind for event in given.sequenced()][-1] == "staff.role.given"


def test_who_may_is_the_same_for_built_in_and_own_roles() -> None:
    boss, agent = given.agent(role=Role.ADMINISTRATOR), given.agent()
    manager = people_manager()
    given.agent(role=Role.PRIVACY_OFFICER)
    assert set(queries.who_may(Permission.MANAGE_PEOPLE)) == {boss, manager}
    assert set(queries.who_may(Permission.ANSWER)) == {boss, agent}
    for permission in Permission:
        everyone = Agent.objects.all()
        assert set(queries.who_may(permission)) == {one for one in everyone if permission in one.permissions}


def test_a_permission_of_a_later_version_opens_nothing() -> None:
    role = actions.add_own_role("Z przyszłości", [], by=SYSTEM)
    role.permission_names = ["fly", Permission.ANSWER.value]
    assert role.permissions == {Permission.ANSWER}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.AGENT])
def test_nobody_gives_or_takes_what_he_may_not_do_himself(role: Role) -> None:
    given.agent(role=Role.ADMINISTRATOR)
    manager, other = people_manager(), given.agent(role=role)
    with pytest.raises(NotAllowed):
        actions.add_agent(email="x@firma.example", name="X", role=role, by=manager.actor)
    with pytest.raises(NotAllowed):
        actions.give_role(manager, role, by=manager.actor)
    with pytest.raises(NotAllowed):
        actions.deactivate_agent(other, by=manager.actor)
    with pytest.raises(NotAllowed):
        actions.add_own_role("Wszystko", ROLES[role], by=manager.actor)
    with pytest.raises(NotAllowed):
        actions.change_own_role(manager.own_role, name="Kadry", permissions=ROLES[role], by=manager.actor)  # type: ignore[arg-type]  # it has one
    assert Agent.objects.get(pk=other.pk).is_active


def test_the_last_one_who_manages_people_stays() -> None:
    boss = given.agent(role=Role.ADMINISTRATOR)
    for verb in (
        lambda: actions.deactivate_agent(boss, by=boss.actor),
        lambda: actions.give_role(boss, Role.AGENT, by=boss.actor),
    ):
        with pytest.raises(errors.LastAdministrator):
            verb()
    second = given.agent(role=Role.ADMINISTRATOR)
    actions.give_role(boss, Role.AGENT, by=second.actor)
    assert queries.who_may(Permission.MANAGE_PEOPLE).get() == second


@pytest.mark.django_db(transaction=True)
def test_two_who_let_each_other_go_at_once_leave_one() -> None:
    first, second = given.agent(role=Role.ADMINISTRATOR), given.agent(role=Role.ADMINISTRATOR)

    def let_go(whom: Agent, by: Agent) -> str:
        try:
            actions.deactivate_agent(Agent.objects.get(pk=whom.pk), by=by.actor)
        except (errors.LastAdministrator, NotAllowed) as error:
            return error.code
        return "gone"

    answers = given.at_once(lambda: let_go(first, second), lambda: let_go(second, first))
    assert answers.count("gone") == 1
    assert queries.who_may(Permission.MANAGE_PEOPLE).count() == 1


def test_an_own_role_that_somebody_has_is_not_deleted_and_names_are_once() -> None:
    manager = people_manager()
    role = manager.own_role
    assert role is not None
    with pytest.raises(errors.RoleInUse):
        actions.remove_own_role(role, by=SYSTEM)
    with pytest.raises(errors.RoleExists):
        actions.add_own_role("Kadry", [], by=SYSTEM)
    with pytest.raises(errors.LastAdministrator):
        actions.change_own_role(role, name="Kadry", permissions=[], by=SYSTEM)
    given.agent(role=Role.ADMINISTRATOR)
    actions.give_role(manager, Role.AGENT, by=SYSTEM)
    actions.remove_own_role(role, by=SYSTEM)
    assert not queries.own_roles().exists()


def test_who_comes_back_has_the_role_he_had() -> None:
    given.agent(role=Role.ADMINISTRATOR)
    agent = given.agent(role=Role.SUPERVISOR)
    actions.deactivate_agent(agent, by=SYSTEM)
    assert agent.permissions == frozenset()
    actions.reactivate_agent(agent, by=SYSTEM)
    assert agent.permissions == ROLES[Role.SUPERVISOR]
