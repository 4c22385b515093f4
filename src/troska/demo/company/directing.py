"""The cast and the order of events: which story happens to whom and when, so that the inbox looks alive at ``now``."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from troska.demo.company import days, people
from troska.demo.company.plot import Story
from troska.demo.company.products import BRAND, LOCATIONS
from troska.demo.company.script import Company, Conversation, Customer, Gender, State
from troska.demo.company.stories import all_stories
from troska.demo.company.telling import Teller

_THROUGH_90_DAYS = 985
_SINCE_THIS_MORNING = 14
_OVERDUE = 4
_UNDER_WAY = 16
_SNOOZED = 8
_TRIES = 12

_STRANGER = Customer("", "", Gender.MAN, ("nobody@stranger.example",), None, "", "pl", None, None)


@dataclass
class Director:
    """Deals stories to customers; nobody lives through the same story twice."""

    rng: Random
    now: datetime
    customers: tuple[Customer, ...]
    teller: Teller
    used: Counter[str] = field(default_factory=Counter)
    lived: set[tuple[int, str]] = field(default_factory=set)
    last: list[str] = field(default_factory=list)
    told: list[Conversation] = field(default_factory=list)
    by_who: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for who, fits in _WHO.items():
            fitting = [n for n, customer in enumerate(self.customers) if fits(customer)]
            # A few write often, most once or twice.
            self.by_who[who] = fitting, [1 / (1 + place) ** 0.45 for place in range(len(fitting))]

    def happen(self, at: datetime, wish: Callable[[Story], bool], *, is_held: bool = False) -> Conversation:
        """Let a fitting story begin at this moment."""
        story = self._story(at, wish)
        number = None if story.who == "stranger" else self._customer(story)
        customer = _STRANGER if number is None else self.customers[number]
        conversation = self.teller.tell(story, customer, number, at, is_held=is_held)
        self.used[story.name] += 1
        self.last = [*self.last[-5:], story.name]
        if number is not None:
            self.lived.add((number, story.name))
        return conversation

    def _story(self, at: datetime, wish: Callable[[Story], bool]) -> Story:
        here = days.local(at)
        is_sale = here.date() == days.birthday_sale(self.now)
        fitting = [
            story
            for story in all_stories()
            if here.month in story.months
            and here.weekday() in story.weekdays
            and (is_sale or not story.only_on_sale)
            and self.used[story.name] < story.most
            and (story.name not in self.last or story.only_on_sale)
            and wish(story)
        ]
        if not fitting:
            fitting = [story for story in all_stories() if wish(story) and not story.only_on_sale]
        weights = [story.weight for story in fitting]
        return self.rng.choices(fitting, weights)[0]

    def _customer(self, story: Story) -> int:
        numbers, weights = self.by_who[story.who]
        number = 0
        for number in self.rng.choices(numbers, weights, k=_TRIES):
            if (number, story.name) not in self.lived:
                break
        return number


_WHO: dict[str, Callable[[Customer], bool]] = {
    "pl": lambda customer: customer.language == "pl" and customer.company is None,
    "any": lambda customer: customer.language == "pl",
    "firm": lambda customer: customer.company is not None,
    "en": lambda customer: customer.language == "en",
}


def company(seed: int, now: datetime) -> Company:
    """Tell the sample company as it stands at ``now`` (aware): the same seed and moment give the same company."""
    rng = Random(seed)
    customers = people.customers(rng)
    agents, teams, inboxes = people.agents(), people.teams(), people.inboxes()
    teller = Teller(rng, seed, now, agents, teams, inboxes)
    director = Director(rng, now, customers, teller)
    for at in days.beginnings(rng, now, _THROUGH_90_DAYS):
        director.told.append(director.happen(at, _any_story))
    _fill_the_queue(director)
    told = sorted(director.told, key=lambda conversation: conversation.turns[0].at)
    return Company(BRAND, LOCATIONS, teams, agents, inboxes, customers, tuple(told))


def _any_story(_: Story) -> bool:
    return True


def _is_asked_by_customer(story: Story) -> bool:
    return story.who in ("pl", "any", "en") and story.topic not in ("inne", "pochwały")


def _fill_the_queue(director: Director) -> None:
    """What an agent sees first: new since the morning, a few overdue, threads under way, some put off until later."""
    rng, now = director.rng, director.now
    for _ in range(_SINCE_THIS_MORNING):
        at = now - timedelta(minutes=rng.uniform(4, 300))
        director.told.append(director.happen(at, _is_asked_by_customer, is_held=True))
    for _ in range(_OVERDUE):
        at = days.awake(now - timedelta(hours=rng.uniform(40, 76)), rng)
        director.told.append(director.happen(at, _is_asked_by_customer, is_held=True))
    for _ in range(_UNDER_WAY):
        at = days.awake(now - timedelta(hours=rng.uniform(12, 84)), rng)
        director.told.append(director.happen(at, lambda story: len(story.parts) >= 5))
    snoozed = 0
    for _ in range(_SNOOZED * _TRIES):
        at = days.awake(now - timedelta(hours=rng.uniform(10, 100)), rng)
        conversation = director.happen(at, lambda story: story.snoozes)
        if conversation.state is State.SNOOZED:
            director.told.append(conversation)
            snoozed += 1
        if snoozed == _SNOOZED:
            break
