"""The company, its brands, stores, inboxes and teams, as an administrator changes them on the pages."""

import io
import re
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests import given

from troska.channels.email import letter, queries
from troska.conversations import actions, files
from troska.conversations.models import Brand, Inbox, Location
from troska.core import colour
from troska.core.business_hours import office_week
from troska.staff.models import Agent, AuditEntry, Company, Team
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db
GREEN = "#1f7a4d"
BRAND: dict[str, Any] = {
    "name": "Halny", "sender_name": "Sklep Halny", "accent": GREEN, "languages": ["pl"], "domain": "halny.example"
}  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Agent:
    made = given.agent("Ewa Zarządca", role=Role.ADMINISTRATOR)
    client.force_login(made)
    return made


def said(response: Any) -> str:
    return str(response.content.decode())


def test_the_company_is_kept_and_its_tax_number_checked(client: Client, admin: Agent) -> None:
    page = reverse("administration:company")
    company = {"legal_name": "Halny sp. z o.o.", "tax_number": "526-025-09-95", "language": "pl"}
    assert client.post(page, company | {"tax_number": "526-025-09-96"}).status_code == 422
    assert not Company.objects.exists()
    assert client.post(page, company).status_code == 302
    assert Company.objects.get().tax_number == "5260250995"
    assert "526-025-09-95" in said(client.get(page))
    assert AuditEntry.objects.filter(deed="staff.company_changed", actor_id=admin.pk).count() == 1


def test_a_brand_shows_in_the_letters_of_its_inboxes(client: Client, admin: Agent) -> None:
    form = BRAND | {"signature": "**Halny** – buty na szlak\nhttps://halny.example"}
    assert client.post(reverse("administration:brand-add"), form).status_code == 302
    brand = Brand.objects.get()
    assert colour.to_hex(brand.accent) == GREEN
    inbox = actions.save_inbox(
        None, name="Pomoc", brand=brand, teams=[given.team()], addresses=["pomoc@halny.example"], by=admin.actor
    )
    signature = queries.signature_for(admin, given.conversation(inboxes=[inbox]))
    assert signature.splitlines()[:3] == ["Ewa Zarządca", "Sklep Halny", "**Halny** – buty na szlak"]
    html = letter.as_html(letter.with_signature("Dzień dobry", signature), "pl", accent=GREEN)
    assert f"solid {GREEN}" in html
    assert "**Halny** – buty na szlak" in html, "a signature is written as it is"
    kept = brand.accent
    assert client.post(reverse("administration:brand", args=[brand.pk]), form | {"name": "Halny 2"}).status_code == 302
    brand.refresh_from_db()
    assert (brand.name, brand.accent) == ("Halny 2", kept)


def test_a_colour_that_cannot_be_read_is_refused(client: Client, admin: Agent) -> None:
    response = client.post(reverse("administration:brand-add"), BRAND | {"accent": "#ffd24d"})
    assert response.status_code == 422
    assert "za jasny" in said(response)
    assert client.post(reverse("administration:brand-add"), BRAND | {"accent": "red;}"}).status_code == 422
    assert not Brand.objects.exists()


def test_a_logo_is_drawn_anew_and_served_as_a_picture_only(client: Client, admin: Agent) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 900), "green").save(drawn, "JPEG", comment=b"<script>alert(1)</script>")
    upload = io.BytesIO(drawn.getvalue())
    upload.name = "logo.jpg"
    assert client.post(reverse("administration:brand-add"), BRAND | {"logo": upload}).status_code == 302
    brand = Brand.objects.get()
    kept = files.read(brand.logo)
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.height) == ("PNG", 256)
    response = client.get(reverse("administration:brand-logo", args=[brand.pk]))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a" + bytes(40), b"\x89PNG"]
)
def test_what_is_no_plain_picture_is_refused(client: Client, admin: Agent, content: bytes) -> None:
    upload = io.BytesIO(content)
    upload.name = "logo.png"
    assert client.post(reverse("administration:brand-add"), BRAND | {"logo": upload}).status_code == 422
    assert not Brand.objects.exists(), "nothing half done is kept"


def test_a_store_has_hours_with_a_break_and_days_off(client: Client, admin: Agent) -> None:
    brand = given.brand()
    page = reverse("administration:location-add")
    form = {"name": "Gdynia", "brand": brand.pk, "street": "Morska 1", "postal_code": "81-000", "city": "Gdynia"}
    wrong = client.post(page, form | {"day_0": "18-10"})
    assert wrong.status_code == 422
    assert "18-10" in said(wrong)
    form |= {"day_0": "10-14, 15:30-18", "day_5": "9-13", "closed_days": "24.12.2026\n2026-12-25"}
    assert client.post(page, form).status_code == 302
    store = Location.objects.get()
    assert store.opening_hours[0] == [["10:00", "14:00"], ["15:30", "18:00"]]
    assert store.opening_hours[6] == []
    assert store.closed_days == ["2026-12-24", "2026-12-25"]
    assert "10:00–14:00, 15:30–18:00" in said(client.get(reverse("administration:location", args=[store.pk])))


def test_an_inbox_with_conversations_is_switched_off_and_never_lost(client: Client, admin: Agent) -> None:
    inbox = given.inbox()
    given.conversation(inboxes=[inbox])
    client.post(reverse("administration:inbox-remove", args=[inbox.pk]))
    assert Inbox.objects.filter(pk=inbox.pk).exists()
    form = {"name": "Pomoc", "brand": inbox.brand_id, "addresses": given.HELP, "reopen_days": 7}
    assert client.post(reverse("administration:inbox", args=[inbox.pk]), form).status_code == 302
    inbox.refresh_from_db()
    assert (inbox.is_active, inbox.reopen_days, inbox.conversations.count()) == (False, 7, 1)


def test_an_address_belongs_to_one_inbox_and_the_first_one_sends(client: Client, admin: Agent) -> None:
    given.inbox("sklep@sklep.example")
    form = {"name": "Nowa", "brand": given.brand().pk, "reopen_days": 14, "is_active": "on"}
    page = reverse("administration:inbox-add")
    assert client.post(page, form | {"addresses": "Sklep@sklep.example"}).status_code == 422
    assert client.post(page, form | {"addresses": "b@x.example\na@x.example"}).status_code == 302
    rows = Inbox.objects.get(name="Nowa").addresses
    assert rows.get(is_primary=True).address == "b@x.example"
    assert rows.count() == 2


INBOX: dict[str, Any] = {"name": "Pomoc", "addresses": given.HELP, "reopen_days": 14, "is_active": "on"}


def test_a_new_inbox_is_offered_the_hours_of_an_office(client: Client, admin: Agent) -> None:
    page = said(client.get(reverse("administration:inbox-add")))
    assert page.count('value="09:00–17:00"') == 5
    assert re.search(r'<input[^>]* name="keeps_holidays"[^>]* checked', page)
    assert "W święta zamknięte" in page


def test_an_inbox_has_hours_with_a_break_and_days_off(client: Client, admin: Agent) -> None:
    inbox = given.inbox()
    page, form = reverse("administration:inbox", args=[inbox.pk]), INBOX | {"brand": inbox.brand_id}
    wrong = client.post(page, form | {"day_0": "18-10", "closed_days": "31.02.2026"})
    assert wrong.status_code == 422
    assert "Nie rozumiem „18-10”" in said(wrong)
    assert "Nie rozumiem dnia „31.02.2026”" in said(wrong)
    inbox.refresh_from_db()
    assert inbox.opening_hours == office_week(), "nothing half done is kept"
    form |= {"day_0": "8-12, 13-24", "day_1": "0-6", "closed_days": "2.11.2026"}
    assert client.post(page, form).status_code == 302
    inbox.refresh_from_db()
    assert inbox.opening_hours == [[["08:00", "12:00"], ["13:00", "24:00"]], [["00:00", "06:00"]], [], [], [], [], []]
    assert (inbox.closed_days, inbox.keeps_holidays) == (["2026-11-02"], False)
    assert "08:00–12:00, 13:00–24:00" in said(client.get(page))
    assert client.post(page, form | {"keeps_holidays": "on"}).status_code == 302
    inbox.refresh_from_db()
    assert inbox.keeps_holidays


def test_a_team_gets_people_and_inboxes(client: Client, admin: Agent) -> None:
    marta, inbox = given.agent("Marta", teams=[]), given.inbox(teams=[])
    form = {"name": "Zwroty", "members": [marta.pk], "inboxes": [inbox.pk]}
    assert client.post(reverse("administration:team-add"), form).status_code == 302
    team = Team.objects.get(name="Zwroty")
    assert list(team.agents.all()) == [marta]
    assert list(inbox.teams.all()) == [team]
    client.post(reverse("administration:team", args=[team.pk]), {"name": "Zwroty"})
    assert not team.agents.exists()
    assert not inbox.teams.exists()


def test_a_form_changes_only_its_own_fields(client: Client, admin: Agent) -> None:
    """Abuse case 23: whatever else is sent along is ignored."""
    brand = given.brand()
    sent = BRAND | {"logo": "../../secret_key", "id": 99, "pk": 99}
    client.post(reverse("administration:brand", args=[brand.pk]), sent)
    [kept] = Brand.objects.all()
    assert (kept.pk, kept.name, kept.logo) == (brand.pk, "Halny", "")
    company = {"legal_name": "Halny", "language": "pl", "setup_step": "company", "is_active": "", "role": "x"}
    client.post(reverse("administration:company"), company)
    assert Company.objects.get().setup_step == ""


@pytest.mark.parametrize("text", ["{{ request.user.password }}", "{% for x in y %}", "{0.__class__}", "%(name)s"])
def test_signatures_and_acknowledgements_are_texts_and_no_programs(admin: Agent, text: str) -> None:
    """Abuse case 39."""
    brand = actions.save_brand(given.brand(), **(BRAND | {"signature": text}), by=admin.actor)
    inbox = actions.save_inbox(
        given.inbox(), name=text, brand=brand, teams=[], addresses=[given.HELP], acknowledgement=text, by=admin.actor
    )
    signature = queries.signature_for(admin, given.conversation(inboxes=[inbox]))
    assert signature.endswith(text)
    assert text[:3] in letter.as_html(f"x\n-- \n{signature}", "pl")
    assert inbox.acknowledgement == text


NASTY = "<img src=x onerror=alert(1)>\u202egpj"


def test_names_cannot_break_out_of_pages(client: Client, admin: Agent) -> None:
    """Abuse case 16 for brands, stores, inboxes and teams."""
    brand = actions.save_brand(
        None, name=NASTY, sender_name=NASTY, accent=GREEN, languages=["pl"], signature=NASTY, by=admin.actor
    )
    inbox = actions.save_inbox(
        None, name=NASTY, brand=brand, teams=[given.team(NASTY)], addresses=["n@x.example"], by=admin.actor
    )
    actions.save_location(
        None, brand=brand, name=NASTY, street=NASTY, postal_code="1", city=NASTY, phone="",
        opening_hours=[[]] * 7, closed_days=[], by=admin.actor,
    )  # fmt: skip
    pages = [reverse(f"administration:{name}") for name in ("brands", "locations", "inboxes", "teams", "audit")]
    pages += [reverse("administration:brand", args=[brand.pk]), reverse("administration:inbox", args=[inbox.pk])]
    for page in pages:
        text = said(client.get(page))
        assert "<img src=x" not in text, page
        assert "onerror" in text, page


@pytest.mark.parametrize("name", ["company", "brands", "locations", "inboxes", "teams", "addresses"])
def test_who_may_not_does_not_know_of_the_page(client: Client, name: str) -> None:
    client.force_login(given.agent("Marta"))
    assert client.get(reverse(f"administration:{name}")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "form", "deeds"),
    [
        ("brand", BRAND, ["brand_added", "brand_changed", "brand_removed"]),
        (
            "location",
            {"name": "Gdynia", "street": "Morska 1", "postal_code": "81-000", "city": "Gdynia"},
            ["location_added", "location_changed", "location_removed"],
        ),
        (
            "inbox",
            {"name": "Nowa", "addresses": "a@x.example", "reopen_days": 14},
            ["inbox_added", "inbox_changed", "inbox_removed"],
        ),
        ("team", {"name": "Zwroty"}, ["team_added", "team_renamed", "team_removed"]),
    ],
)
def test_whatever_is_added_changed_or_removed_is_in_the_log(
    client: Client, admin: Agent, kind: str, form: dict[str, Any], deeds: list[str]
) -> None:
    if kind in {"location", "inbox"}:
        form = form | {"brand": given.brand().pk}
    models: dict[str, type[Model]] = {"brand": Brand, "location": Location, "inbox": Inbox, "team": Team}
    rows = models[kind]._default_manager
    known, first = set(rows.values_list("pk", flat=True)), AuditEntry.objects.count()
    assert client.post(reverse(f"administration:{kind}-add"), form).status_code == 302
    [pk] = set(rows.values_list("pk", flat=True)) - known
    changed = form | {"name": "Inna nazwa"}
    assert client.post(reverse(f"administration:{kind}", args=[pk]), changed).status_code == 302
    assert client.post(reverse(f"administration:{kind}-remove", args=[pk])).status_code == 302
    entries = AuditEntry.objects.order_by("pk")[first:]
    told = [entry for entry in entries if entry.deed.partition(".")[2] in deeds]
    assert [entry.deed.partition(".")[2] for entry in told] == deeds
    assert {entry.actor_id for entry in told} == {admin.pk}
    assert not rows.filter(pk=pk).exists()
