"""The language the stories are written in."""

from random import Random

import pytest

from troska.demo.company.grammar import BadStory, Fact, counted, parse, render
from troska.demo.company.plot import read
from troska.demo.company.script import Gender, Speaker


def say(source: str, *, customer: str = "f", agent: str = "m", **facts: str) -> str:
    def fact(wanted: Fact) -> str:
        said = facts[wanted.name.replace(".", "_")]
        return said[:1].upper() + said[1:] if wanted.capital else said

    text = parse(source)
    return render(text, customer=Gender(customer), agent=Gender(agent), fact=fact, rng=Random(1))


def test_square_brackets_agree_with_the_customer() -> None:
    assert say("zamówił[em|am]", customer="m") == "zamówiłem"
    assert say("zamówił[em|am]", customer="f") == "zamówiłam"


def test_angle_brackets_agree_with_the_agent() -> None:
    assert say("sprawdził<em|am>", agent="m") == "sprawdziłem"
    assert say("sprawdził<em|am>", agent="f") == "sprawdziłam"


def test_one_of_the_wordings_is_taken_with_its_own_agreements() -> None:
    assert say("{był[em|am] || został[em|am]} tu") in ("byłam tu", "zostałam tu")


def test_a_fact_begins_a_sentence_with_a_capital() -> None:
    assert say("Nie. {p.nom} czeka, {p.nom} leży.", p_nom="kurtka") == "Nie. Kurtka czeka, kurtka leży."
    assert say("Zamówienie nr {p.nom}", p_nom="kurtka") == "Zamówienie nr kurtka"
    assert say("{^p.nom}", p_nom="kurtka") == "Kurtka"


@pytest.mark.parametrize("source", ["{a || b", "zamówił[em", "zamówił[em|am|om]", "sprawdził<em>"])
def test_what_is_written_wrongly_is_refused(source: str) -> None:
    with pytest.raises(BadStory):
        parse(source)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "para"), (2, "pary"), (5, "par"), (12, "par"), (22, "pary"), (25, "par"), (112, "par")]
)
def test_things_are_counted_as_in_polish(number: int, said: str) -> None:
    assert counted(number, ("para", "pary", "par")) == said


STORY = """
=== kettle
subjects: Czajnik ## @blue Niebieski czajnik
labels: zwrot, pilne
age: 3-9
--- customer att=photo
@blue
Niebieski.
~~
Inny.
--- agent 2h ?60 snooze=3d
@blue
Aha, niebieski.
~~
Dobrze.
"""


def test_a_story_is_read_with_its_turns_and_flags() -> None:
    (story,) = read(STORY, "testy")
    assert (story.name, story.topic, story.age, story.labels) == ("kettle", "testy", (3, 9), ("zwrot", "pilne"))
    opening, answer = story.parts
    assert (opening.speaker, opening.attachments) == (Speaker.CUSTOMER, ("photo",))
    assert (answer.delay, answer.chance, answer.snooze_days) == (120, 60, 3)
    assert [wording.tags for wording in answer.wordings] == [frozenset({"blue"}), frozenset()]


def test_a_colleague_called_in_a_note_is_no_tag() -> None:
    (story,) = read(STORY.replace("@blue\nAha,", "@Michał, zerknij:"), "testy")
    assert story.parts[1].wordings[0].text == ("@Michał, zerknij: niebieski.",)


@pytest.mark.parametrize("change", [("labels:", "lables:"), ("2h", "2weeks"), ("Dobrze.", "Dobrze[")])
def test_a_slip_in_a_story_is_noticed(change: tuple[str, str]) -> None:
    with pytest.raises(BadStory):
        read(STORY.replace(*change), "testy")
