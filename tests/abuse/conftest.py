"""The office that is attacked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings
    from tests.abuse.office import Office

# The product is imported within: pytest may load this file before the settings stand.


@pytest.fixture
def office(transactional_db: None, settings: "Settings") -> Iterator["Office"]:
    """A company with a mail server on loopback."""
    from tests.abuse.office import Office
    from tests.servers.smtp import MailServer

    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    settings.TROSKA_UNDO_SECONDS = 0
    with MailServer() as server:
        yield Office(server)
