"""The company's own list of private addresses; abuse case 20 for what may be written on it."""

import socket
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import given

from troska.core import egress
from troska.staff.models import AllowedAddress, AuditEntry
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db
PAGE = "/ustawienia/adresy/"


@pytest.fixture(autouse=True)
def admin(client: Client, settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("10.9.0.0/16",)
    client.force_login(given.agent("Ewa", role=Role.ADMINISTRATOR))
    egress.forget_allowed()


def test_what_is_allowed_on_the_page_can_be_reached_until_it_is_taken_off(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(egress.EgressRefused):
            egress.open_connection("127.0.0.1", port, 5)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(PAGE, {"word": "127.0.0.1", "note": "poczta obok"}).status_code == 302
        egress.open_connection("127.0.0.1", port, 5).close()
        [allowed] = AllowedAddress.objects.all()
        assert allowed.word == "127.0.0.1/32"
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("administration:address-forbid", args=[allowed.pk]))
        with pytest.raises(egress.EgressRefused):
            egress.open_connection("127.0.0.1", port, 5)
    deeds = AuditEntry.objects.filter(deed__startswith="staff.address").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["staff.address_allowed", "staff.address_forbidden"]


def test_the_environments_entries_are_shown_and_not_changed_there(client: Client) -> None:
    assert "10.9.0.0/16" in client.get(PAGE).content.decode()
    assert not AllowedAddress.objects.exists()


@pytest.mark.parametrize("word", ["169.254.169.254", "169.254.0.0/16", "fd00:ec2::/32", "::/0", "0.0.0.0/0"])
def test_nothing_that_holds_a_clouds_keys_comes_on_it_by_the_way(client: Client, word: str) -> None:
    assert client.post(PAGE, {"word": word}).status_code == 422
    assert not AllowedAddress.objects.exists()


def test_who_is_sure_may_allow_it(client: Client) -> None:
    assert client.post(PAGE, {"word": "169.254.169.254", "is_sure": "on"}).status_code == 302


@pytest.mark.parametrize(
    "word", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "a b", "http://x.lan/", "x.lan:993", "-x.lan", "*", ""]
)
def test_other_notations_are_refused_instead_of_guessed(client: Client, word: str) -> None:
    assert client.post(PAGE, {"word": word}).status_code == 422
    assert not AllowedAddress.objects.exists()
