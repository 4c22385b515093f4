"""A colleague who has a picture is seen by it."""

import pytest
from django.test import Client
from tests import given

from troska.conversations import actions
from troska.staff import actions as staff

pytestmark = pytest.mark.django_db

PICTURE = "a" * 26


def test_beside_what_he_wrote(client: Client) -> None:
    author, reader = given.agent("Jan Kos"), given.agent("Marta Wójcik")
    staff.choose_picture(author, PICTURE)
    conversation = given.conversation()
    actions.reply(conversation, text="Już sprawdzam", by=author.actor, author_name="Jan Kos")
    actions.reply(conversation, text="Dziękuję", by=reader.actor, author_name="Marta Wójcik")
    client.force_login(reader)
    page = client.get(f"/rozmowa/{conversation.code}/").content.decode()
    thread = page.partition('id="thread"')[2].partition("</ol>")[0]
    assert thread.count(f"/{PICTURE}") == 1
