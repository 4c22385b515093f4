"""What a machine can find of what keeps people out: axe-core on every page, light, dark and small."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from tests import given
from tests.browser.conftest import DESKTOP, PHONE

from troska.conversations import actions, files
from troska.conversations.models import Conversation, LabelColour
from troska.core import clock
from troska.staff import actions as staff
from troska.staff.models import Agent
from troska.staff.permissions import Permission, Role
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium, pytest.mark.axe]
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE},
}
LOOK = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`));
}"""


@pytest.fixture
def marta(agent: Callable[..., Agent]) -> Agent:
    return agent("Marta Wójcik")


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    """One with a bit of everything."""
    file = files.store(b"x", filename="faktura.pdf", content_type="application/pdf")
    arrived = given.inbound("Gdzie jest paczka?\n\n> cytat", subject="Paczka", files=(file,))
    conversation = actions.receive(arrived, inboxes=[given.inbox()]).conversation
    actions.assign_conversation(conversation, to=marta, by=SYSTEM)
    actions.add_note(conversation, text="Sprawdzam.", by=marta.actor, author_name=marta.name)
    actions.reply(conversation, text="W drodze.", by=marta.actor, author_name=marta.name)
    false = given.inbound("To ja", sender="obcy@poczta.example", sender_name="Obcy")
    actions.receive(false, inboxes=[given.inbox()], conversation=conversation)
    actions.snooze_conversation(given.conversation(), until=clock.now() + timedelta(days=1), by=SYSTEM)
    return conversation


def opened(page: Page, shown: Conversation) -> Iterator[str]:
    """Go through every page, and what opens on it."""
    for address in ("/rozmowy/moje/", "/rozmowy/odlozone/", "/rozmowy/kosz/", "/rozmowy/kwarantanna/"):
        page.goto(address)
        yield address
    for address in ("/szukaj/", "/szukaj/?q=paczka", "/szukaj/?q=nieznane", "/ui/"):
        page.goto(address)
        yield address
    page.goto(f"/rozmowa/{shown.code}/?widok=moje")
    yield "conversation"
    page.locator(".mode.is-note").click()
    yield "note"
    for key, name in (("a", "assign menu"), ("s", "snooze menu"), ("?", "shortcuts"), ("Control+k", "palette")):
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        yield name
    page.keyboard.type("paczka")
    page.wait_for_timeout(600)
    yield "palette with finds"
    page.keyboard.press("Escape")
    page.goto("/konto/password/change/")
    yield "password"


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious_on_any_page(
    site: Any, marta: Agent, shown: Conversation, axe: str, screen: str
) -> None:
    page: Page = site.sign_in(marta, **SCREENS[screen])
    found = []
    for name in opened(page, shown):
        page.evaluate(axe)
        found += [f"{name}: {line}" for line in page.evaluate(LOOK)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious_in_the_settings(
    site: Any, agent: Callable[..., Agent], axe: str, screen: str
) -> None:
    boss = agent("Ewa Nowicka", role=Role.ADMINISTRATOR)
    role = staff.add_own_role("Magazyn", [Permission.ANSWER], by=boss.actor)
    actions.add_label("zwrot", colour=LabelColour.RED, by=SYSTEM)
    page: Page = site.sign_in(boss, **SCREENS[screen])
    found = []
    addresses = ("ludzie/", f"ludzie/{boss.pk}/", "role/", f"role/{role.pk}/", "etykiety/", "zablokowani/", "dziennik/")
    for address in (*addresses, "system/"):
        page.goto(f"/ustawienia/{address}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address}: wider than the window")
        page.evaluate(axe)
        found += [f"{address}: {line}" for line in page.evaluate(LOOK)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_serious_where_nobody_is_signed_in(site: Any, axe: str) -> None:
    page: Page = site.context().new_page()
    found = []
    for address in ("/konto/login/", "/konto/password/reset/", "/nie/ma/takiej/strony/"):
        page.goto(address)
        page.evaluate(axe)
        found += [f"{address}: {line}" for line in page.evaluate(LOOK)]
    assert not found, "\n".join(found)
