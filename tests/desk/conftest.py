"""Who sits at the desk in these tests."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from troska.staff.models import Agent

# The product is imported within: pytest may load this file before the settings stand.


@pytest.fixture
def marta(db: None) -> "Agent":
    """An agent of the usual team."""
    from tests import given

    return given.agent("Marta Wójcik", email="marta@firma.example")


@pytest.fixture
def stranger(db: None) -> "Agent":
    """An agent of another team, which looks after nothing here."""
    from tests import given

    return given.agent("Igor Mazur", email="igor@firma.example", teams=[given.team("Inny zespół")])


@pytest.fixture
def boss(db: None) -> "Agent":
    """An administrator."""
    from tests import given

    from troska.staff.permissions import Role

    return given.agent("Ewa Nowicka", email="ewa@firma.example", role=Role.ADMINISTRATOR, teams=[])


@pytest.fixture
def desk(client: "Client", marta: "Agent") -> "Client":
    """A browser in which Marta is signed in."""
    client.force_login(marta)
    return client
