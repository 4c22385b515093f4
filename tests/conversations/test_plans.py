"""Who may see a conversation is found without reading all that ever was, so that years of mail slow no list down."""

import re

import psycopg
import pytest
from bench import large
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given

from troska.conversations import queries
from troska.conversations.models import Conversation, Status
from troska.staff.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agent() -> Agent:
    """An ordinary agent, and conversations that are not his alone."""
    given.delivered(given.mail())
    with psycopg.connect(given.database_url(), autocommit=True) as owner:
        large.fill(owner, conversations=2_000, customers=100, open_ones=500)
    return given.agent(teams=[given.team()])


@pytest.mark.parametrize("status", [Status.OPEN, Status.CLOSED])
def test_a_page_reads_no_links_but_the_few_to_further_inboxes(agent: Agent, status: Status) -> None:
    page = queries.page_of(queries.visible_to(agent).filter(status=status))
    with CaptureQueriesContext(connection) as captured:
        list(page)
    [query] = [query["sql"] for query in captured if "LIMIT 50" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + query.replace("%", "%%"), [])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "SubPlan" in plan  # the question is there
    read = re.findall(r"Scan (?:using (\w+) )?on conversations_conversationinbox", plan)
    assert read == ["conversations_in_further_inbox"]  # and not the links of all conversations
    assert "Sort" not in plan
    assert Conversation.objects.filter(status=status).count() > 400
