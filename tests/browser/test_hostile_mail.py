"""Hostile mails in a real browser: nothing runs and nothing is fetched, by cleaning alone and by policy alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Page, Route, expect
from tests import given
from tests.abuse.hostile_html import samples

from troska.channels import raw_store
from troska.channels.email.html import clean
from troska.channels.email.views import POLICY
from troska.conversations import actions, files
from troska.conversations.models import DeliveryState, Message
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
T = TypeVar("T")
MakeAgent = Callable[..., Agent]
SAMPLES = list(samples())
#: Runs in every frame before anything of the page.
LISTEN = "globalThis.alert = (said) => top.postMessage({ran: String(said)}, '*')"
GATHER = "globalThis.ran = []; addEventListener('message', ({data}) => data?.ran && ran.push(data.ran))"


def batched(numbers: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def frames(count: int, start: int, *, sandbox: bool = False) -> str:
    attribute = "sandbox" if sandbox else ""
    return "<!doctype html>" + "".join(
        f'<iframe {attribute} src="/probka/{start + nth}"></iframe>' for nth in range(count)
    )


class Stage:
    """Pages of frames, one sample in each, and what ran or was fetched while they were shown."""

    def __init__(self, site: Any, body: Callable[[int], str], headers: dict[str, str]) -> None:
        self.context = site.context()
        self.context.add_init_script(LISTEN)
        self.body, self.headers = body, headers
        self.fetched: list[str] = []
        self.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        url = route.request.url
        sample, stage = re.search(r"127\.0\.0\.1:\d+/probka/(\d+)$", url), re.search(r"/scena/(\d+)/(\d+)/(\w+)$", url)
        if sample:
            body = self.body(int(sample[1]))
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=self.headers)
        elif stage:
            body = frames(int(stage[1]), int(stage[2]), sandbox=stage[3] == "sandbox")
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        else:
            if "127.0.0.1" not in url:
                self.fetched.append(url)
            route.abort()

    def show(self, *, documents: int = len(SAMPLES), sandbox: bool = False, at_once: int = 80) -> set[str]:
        """Show all documents; give the numbers of the samples that ran."""
        ran: set[str] = set()
        page = self.context.new_page()
        page.add_init_script(GATHER)
        for batch in batched(range(documents), at_once):
            page.goto(
                f"/scena/{len(batch)}/{batch[0]}/{'sandbox' if sandbox else 'bez'}", wait_until="load", timeout=60_000
            )
            page.wait_for_timeout(250)
            ran |= set(page.evaluate("ran"))
        page.close()
        return ran


def test_there_are_enough_samples_and_the_stage_hears_them(site: Any) -> None:
    stage = Stage(site, lambda number: SAMPLES[number], {})
    ran = stage.show()
    assert len(SAMPLES) >= 500
    assert len(ran) >= 100, "a corpus that runs nowhere shows nothing"
    assert len({url for url in stage.fetched if "zly.example" in url}) >= 20


def test_cleaned_it_runs_nothing_and_asks_nobody_even_without_a_policy(site: Any) -> None:
    # Cleaned ones are whole in themselves, so that ten may share a document.
    cleaned = [clean(sample, images={})[0] for sample in SAMPLES]
    pages = ["<!doctype html>" + "<hr>".join(some) for some in batched(cleaned, 10)]
    stage = Stage(site, lambda number: pages[number], {})
    assert stage.show(documents=len(pages)) == set()
    assert stage.fetched == []


def test_uncleaned_under_our_policy_it_runs_nothing_and_asks_nobody(site: Any) -> None:
    stage = Stage(site, lambda number: SAMPLES[number], {"Content-Security-Policy": POLICY})
    assert stage.show(sandbox=True) == set()
    assert [url for url in stage.fetched if not url.startswith("https://zly.example/favicon")] == []


@pytest.fixture
def hostile_mails(site: Any) -> list[Message]:
    mails = [f"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode() for html in SAMPLES]
    conversation = given.conversation()
    return [
        actions.receive(
            given.inbound("Oferta", has_html=True, raw_digest=digest),
            inboxes=[given.inbox()],
            conversation=conversation,
        )
        for digest in raw_store.put(mails)
    ]


def test_on_the_desk_no_original_runs_anything_or_asks_anybody(
    site: Any, agent: MakeAgent, hostile_mails: list[Message]
) -> None:
    page: Page = site.sign_in(agent())
    page.context.add_init_script(LISTEN)
    page.add_init_script(GATHER)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    shown = 0
    for batch in batched(hostile_mails, 100):
        page.goto("/rozmowy/kosz/")
        for message in batch:
            page.evaluate(
                """(address) => {
                    const frame = document.createElement("iframe");
                    frame.setAttribute("sandbox", "");
                    frame.onload = () => frame.dataset.loaded = "yes";
                    frame.src = address;
                    document.getElementById("tresc").append(frame);
                }""",
                f"/wiadomosc/{message.code}/html",
            )
        expect(page.locator("[data-loaded]")).to_have_count(len(batch), timeout=60_000)
        shown += sum("/wiadomosc/" in frame.url for frame in page.frames)
        assert page.evaluate("ran") == []
    assert shown == len(SAMPLES)
    assert site.strangers == []


WORDS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "</textarea></title></template><script>alert(1)</script>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b>\u200b",
    "hx-get=/x data-hx-on:load='alert(1)' <div hx-on:htmx:load=alert(1) hx-trigger=load hx-get=/konto/logout/>",
]


def test_hostile_words_in_every_place_of_the_desk_stay_words(site: Any, agent: MakeAgent) -> None:
    marta = agent("<img src=x onerror=alert(1)> Marta")
    codes = []
    for nth, words in enumerate(WORDS):
        file = files.store(b"x", filename=f"{words}.pdf"[:190], content_type="text/html")
        arrived = given.inbound(
            words,
            sender=f"k{nth}@poczta.example",
            sender_name=words,
            subject=words,
            full_text=f"{words}\n> {words}",
            files=(file,),
        )
        conversation = actions.receive(arrived, inboxes=[given.inbox()]).conversation
        actions.assign_conversation(conversation, to=marta, by=SYSTEM)
        actions.add_note(conversation, text=words, by=marta.actor, author_name=words)
        sent = actions.reply(conversation, text=words, by=marta.actor, author_name=words)
        actions.set_delivery(sent, DeliveryState.SENDING)
        actions.set_delivery(sent, DeliveryState.FAILED, detail=words)
        codes.append(conversation.code)
    held = given.quarantined(
        given.mail(
            WORDS[0], Subject=WORDS[1], From=None, extra=[("From", "<script>@zly.example"), ("From", "b@zly.example")]
        )
    )
    page: Page = site.sign_in(marta)
    page.context.add_init_script("globalThis.alert = () => { throw new Error('ran') }")
    addresses = [
        *(f"/rozmowa/{code}/" for code in codes),
        "/rozmowy/otwarte/",
        "/rozmowy/kwarantanna/",
        f"/kwarantanna/{held.id}/",
    ]
    for address in addresses:
        page.goto(address)
        expect(page.locator("#tresc")).to_be_visible()
        assert page.locator("main script, main img, main svg[onload], main [hx-trigger], .rows img").count() == 0
    page.goto(f"/rozmowa/{codes[0]}/")
    for words in WORDS:
        page.locator("#reply-text").fill(words)
        page.locator("#reply-text").press("Control+Enter")
        expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator("#thread .is-ours")).to_have_count(len(WORDS) + 1)
    assert page.locator("main script, main img").count() == 0
    assert [said for said in site.went_wrong if "ran" in said or "Content Security" in said] == []
    assert site.strangers == []


def test_a_whole_mail_with_a_pixel_is_read_without_anybody_learning_of_it(site: Any, agent: MakeAgent) -> None:
    html = '<p>Zobacz <img src="https://tracker.example/p.gif?id=7"><a href="https://sklep.example/">sklep</a></p>'
    raw = f"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()
    [digest] = raw_store.put([raw])
    arrived = given.inbound("Zobacz https://tracker.example/tekst", has_html=True, raw_digest=digest)
    conversation = actions.receive(arrived, inboxes=[given.inbox()]).conversation
    page: Page = site.sign_in(agent())
    page.goto(f"/rozmowa/{conversation.code}/")
    page.get_by_text("Pokaż oryginał").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Nie pobraliśmy 1 obrazka")).to_be_visible()
    page.wait_for_timeout(500)
    assert site.strangers == []
