"""The letters of the sample company, read with an editor's eye as far as a program can."""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from troska.demo.company import company, people
from troska.demo.company.facts import matter
from troska.demo.company.grammar import Agreement, Choice, Fact, Text
from troska.demo.company.script import Company, Conversation, Customer, Gender, Speaker, Turn
from troska.demo.company.stories import all_stories

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
SEEDS = (1, 2, 3)

# The first person of the past; "wysyłam" is present, "Michałem" and "z artykułem" are nouns.
OF_WOMAN = re.compile(r"\b\w+(?:(?<!sy)łam|łabym|nnam)\b")
OF_MAN = re.compile(r"\b(?!Michałem|artykułem|tytułem|działem|zespołem|kołem|mydłem|hasłem)\w+(?:łem|łbym|nienem)\b")


@cache
def told(seed: int) -> Company:
    return company(seed, NOW)


def turns(*speakers: Speaker) -> Iterator[tuple[Company, Conversation, Turn]]:
    for seed in SEEDS:
        for conversation in told(seed).conversations:
            for turn in conversation.turns:
                if turn.speaker in speakers:
                    yield told(seed), conversation, turn


def writer(shop: Company, conversation: Conversation) -> Customer | None:
    return None if conversation.customer is None else shop.customers[conversation.customer]


def flat(text: Text) -> Iterator[str | Fact]:
    """Every piece a text may be made of, whatever is chosen."""
    for part in text:
        if isinstance(part, Choice):
            for option in part.options:
                yield from flat(option)
        elif isinstance(part, Agreement):
            yield from flat(part.man)
            yield from flat(part.woman)
        else:
            yield part


def test_there_is_enough_written_by_hand() -> None:
    openings = sum(len(story.parts[0].wordings) for story in all_stories() if story.who != "stranger")
    threads = [s for s in all_stories() if len(s.parts) >= 3 and all(len(part.wordings) == 1 for part in s.parts)]
    assert openings >= 240
    assert len(threads) >= 40
    assert all(3 <= len(story.parts) <= 8 for story in threads)


def test_every_fact_that_a_story_names_is_known() -> None:
    shop = told(1)
    for story in all_stories():
        kept = {p.keep_as for part in story.parts for w in part.wordings for p in flat(w.text) if isinstance(p, Fact)}
        facts = matter(Random(1), shop.customers[0], NOW, wish=story.product, age=story.age, agent=shop.agents[2])
        facts.colleagues = {"m": shop.agents[2], "o": shop.agents[4]}
        texts = [*story.subjects, *(wording for part in story.parts for wording in part.wordings)]
        for wording in texts:
            for piece in flat(wording.text):
                if isinstance(piece, Fact) and piece.name not in kept:
                    said = facts.fact(piece)
                    assert said or piece.name.startswith(("size", "insole", "foot")), (story.name, piece)


def test_stories_about_sizes_are_about_things_that_have_sizes() -> None:
    shop = told(1)
    for story in all_stories():
        pieces = [piece for part in story.parts for w in part.wordings for piece in flat(w.text)]
        wanted = {piece.name for piece in pieces if isinstance(piece, Fact)}
        if wanted & {"size", "size+", "size-", "insole", "insole+", "foot"}:
            for seed in range(60):
                agent = shop.agents[2]
                facts = matter(Random(seed), shop.customers[0], NOW, wish=story.product, age=story.age, agent=agent)
                assert facts.product.sizes, (story.name, facts.product.name)


def test_answers_belong_to_questions() -> None:
    for story in all_stories():
        asked = {tag for wording in story.parts[0].wordings for tag in wording.tags}
        for part in story.parts[1:]:
            assert {tag for wording in part.wordings for tag in wording.tags} <= asked, story.name
        assert {tag for subject in story.subjects for tag in subject.tags} <= asked, story.name


def test_no_place_is_left_unfilled() -> None:
    for _, conversation, turn in turns(*Speaker):
        for text in (conversation.subject, turn.text.replace("->", "")):
            assert not re.search(r"[{}\[\]|<>~^=]|\bNone\b|^@\w+$|##|\*\*", text, re.MULTILINE), text
        assert turn.text.strip() == turn.text
        assert not re.search(r" {2}| [,.?]|(?<!\.)\.\.(?!\.)|,,|\bw w\b|\bwe we\b", turn.text), turn.text


def test_we_never_shout() -> None:
    for _, _, turn in turns(Speaker.AGENT, Speaker.NOTE):
        assert "!" not in turn.text
    for story in all_stories():
        for part in story.parts:
            if part.speaker in (Speaker.AGENT, Speaker.NOTE):
                assert not any("!" in p for w in part.wordings for p in flat(w.text) if isinstance(p, str)), story.name


def test_we_write_without_bureaucratic_nouns() -> None:
    stiff = re.compile(
        r"w celu|niniejsz|dokona[ćłn]|uprzejmie inform|w związku z powyższ|celem |realizacj|w terminie późniejsz|"
        r"informujemy, że|przedmiotow|w przypadku gdy|wyżej wymienion|stosown",
        re.IGNORECASE,
    )
    for _, _, turn in turns(Speaker.AGENT):
        assert not stiff.search(turn.text), turn.text


def test_customers_speak_of_themselves_in_their_gender() -> None:
    spoke = Counter[Gender]()
    for shop, conversation, turn in turns(Speaker.CUSTOMER):
        customer = writer(shop, conversation)
        if customer is None or customer.language != "pl":
            continue
        wrong, right = (OF_WOMAN, OF_MAN) if customer.gender is Gender.MAN else (OF_MAN, OF_WOMAN)
        assert not wrong.search(turn.text), (customer.name, turn.text)
        spoke[customer.gender] += bool(right.search(turn.text))
    assert min(spoke.values()) > 300


def test_agents_speak_of_themselves_in_their_gender() -> None:
    for shop, _, turn in turns(Speaker.AGENT, Speaker.NOTE):
        assert turn.agent is not None
        wrong = OF_WOMAN if shop.agents[turn.agent].gender is Gender.MAN else OF_MAN
        assert not wrong.search(turn.text), (shop.agents[turn.agent].display_name, turn.text)


def test_we_call_people_by_the_right_form() -> None:
    for shop, conversation, turn in turns(Speaker.AGENT):
        customer = writer(shop, conversation)
        assert customer is not None
        if customer.language == "en":
            assert turn.text.startswith(f"Hi {customer.first_name},")
            continue
        man = customer.gender is Gender.MAN
        called = f"{'Panie' if man else 'Pani'} {people.VOCATIVES[customer.first_name]},"
        assert called in turn.text.splitlines()[0]
        assert not re.search(r"\bPani[ąa]?\b" if man else r"\bPan(?:a|u|em|ie)?\b", turn.text), turn.text


def test_every_address_is_one_that_cannot_exist() -> None:
    for seed in SEEDS:
        shop = told(seed)
        texts = [shop.brand.website, *(agent.email + " " + agent.signature for agent in shop.agents)]
        texts += [email for customer in shop.customers for email in customer.emails]
        texts += [inbox.address for inbox in shop.inboxes]
        for conversation in shop.conversations:
            for turn in conversation.turns:
                sender = turn.sender.address if turn.sender else ""
                texts += [turn.text, turn.quoted, sender, *turn.cc]
        joined = "\n".join(texts)
        for host in re.findall(r"[\w.+-]+@([\w.-]+)|https?://([\w.-]+)", joined):
            assert "".join(host).rstrip(".").endswith(".example"), host
        assert not re.search(r"\b[\w-]+\.(?:pl|com|net|org|eu|de)\b", joined)


def test_phone_and_tax_numbers_belong_to_nobody() -> None:
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    for seed in SEEDS:
        shop = told(seed)
        for customer in shop.customers:
            if customer.phone:
                assert customer.phone.startswith("+48 49")
            if customer.tax_number:
                digits = [int(digit) for digit in customer.tax_number if digit.isdigit()]
                assert sum(w * d for w, d in zip(weights, digits[:9], strict=True)) % 11 == 10
        for conversation in shop.conversations:
            for turn in conversation.turns:
                for number in re.findall(r"\+48 ?[\d ]{9,}", turn.text):
                    assert number.startswith(("+48 49", "+48 58 010"))


def test_surnames_follow_the_gender() -> None:
    for seed in SEEDS:
        for customer in told(seed).customers:
            wrong = r"(ska|cka|dzka)$" if customer.gender is Gender.MAN else r"(ski|cki|dzki)$"
            assert not re.search(wrong, customer.last_name), customer.name


def test_a_thread_speaks_of_one_complaint_and_one_price() -> None:
    for seed in SEEDS:
        for conversation in told(seed).conversations:
            text = "\n".join(turn.text for turn in conversation.turns)
            for kind in ("RK", "ZW", "FV"):
                assert len(set(re.findall(rf"\b{kind}/[\d/]+\d", text))) <= 1, text
            assert len(set(re.findall(r"\bZM/[\d/]+\d", text))) <= 2, text


def test_orders_are_numbered_after_the_day_they_were_made() -> None:
    for _, conversation, turn in turns(Speaker.CUSTOMER):
        for year, month in re.findall(r"ZM/(\d{4})/(\d\d)/\d{5}", turn.text):
            assert (int(year), int(month)) <= (turn.at.year, turn.at.month), conversation.story


def test_neighbours_in_the_list_do_not_read_the_same() -> None:
    for seed in SEEDS:
        firsts = [sentences(c.turns[0].text) for c in told(seed).conversations if c.customer is not None]
        same = sum(bool(a & b) for a, b in pairwise(firsts))
        assert same <= len(firsts) * 0.01


def sentences(text: str) -> set[str]:
    """The longer sentences, without greetings and signatures."""
    return {s.strip().lower() for s in re.split(r"[.?!\n]", text) if len(s.strip()) > 40}


def test_no_answer_is_heard_too_often() -> None:
    for seed in SEEDS:
        heard = Counter(
            sentence
            for conversation in told(seed).conversations
            for turn in conversation.turns
            if turn.speaker is Speaker.AGENT
            for sentence in sentences(turn.text)
        )
        assert heard.most_common(1)[0][1] <= 25


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_attachments_are_real_files(kind: str) -> None:
    files = [a for _, _, turn in turns(Speaker.CUSTOMER, Speaker.AGENT) for a in turn.attachments]
    of_kind = [file for file in files if file.content_type == kind]
    assert len(of_kind) > 100
    for file in of_kind[:60]:
        assert len(file.content) < 16_000
        (check_pdf if kind == "application/pdf" else check_png)(file.content)


def check_pdf(content: bytes) -> None:
    assert content.startswith(b"%PDF-1.4")
    table = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[table:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(content[table:].splitlines()[3:8], start=1):
        offset = int(line[:10])
        assert content[offset:].startswith(f"{number} 0 obj".encode())


def check_png(content: bytes) -> None:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    position, data = 8, b""
    while position < len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        body = content[position + 8 : position + 8 + length]
        (crc,) = struct.unpack(">I", content[position + 8 + length : position + 12 + length])
        assert crc == zlib.crc32(kind + body)
        data += body if kind == b"IDAT" else b""
        position += 12 + length
    assert len(zlib.decompress(data)) == 72 * (96 * 3 + 1)
