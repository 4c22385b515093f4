"""The sample company told: every conversation of the last 90 days, the same for the same seed and moment."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from troska.demo.company import casting, days, people, voice
from troska.demo.company.facts import Matter, matter
from troska.demo.company.grammar import Text, render
from troska.demo.company.plot import Part, Story, Wording
from troska.demo.company.script import (
    Agent,
    Conversation,
    Customer,
    Inbox,
    Mailbox,
    Mood,
    Speaker,
    State,
    Team,
    Turn,
)

_TURNED_AWAY = {"spam": State.SPAM, "newsletter": State.TRASH}


@dataclass
class Told:
    """One conversation while it is being told."""

    story: Story
    customer: Customer
    facts: Matter
    main: int
    other: int
    mood: Mood
    sender: Mailbox
    turns: list[Turn] = field(default_factory=list)
    snoozed_until: datetime | None = None
    is_cut: bool = False
    last_answer: Turn | None = None
    tags: frozenset[str] = frozenset()


@dataclass
class Teller:
    """Tells stories; remembers which wordings were used so that all have their turn."""

    rng: Random
    seed: int
    now: datetime
    agents: tuple[Agent, ...]
    teams: tuple[Team, ...]
    inboxes: tuple[Inbox, ...]
    decks: dict[str, list[int]] = field(default_factory=dict)

    def tell(
        self, story: Story, customer: Customer, number: int | None, at: datetime, *, is_held: bool = False
    ) -> Conversation:
        """Tell one story to the end, or as far as it has come by now; a held one still waits for its first answer."""
        told = self._begin(story, customer, at)
        for position, part in enumerate(story.parts):
            if position and self.rng.random() * 100 >= part.chance:
                break
            when = at if position == 0 else self._when(part, told)
            if when > self.now or (is_held and part.speaker is not Speaker.CUSTOMER):
                told.is_cut = True
                break
            self._turn(told, position, part, when)
        return self._end(told, number)

    def _begin(self, story: Story, customer: Customer, at: datetime) -> Told:
        inbox = self.inboxes[people.INBOX_KEYS[story.inbox]]
        main = self._agent_of(inbox.team)
        other = self._agent_of(1 - inbox.team)
        facts = matter(self.rng, customer, at, wish=story.product, age=story.age, agent=self.agents[main])
        facts.colleagues = {"m": self.agents[main], "o": self.agents[other]}
        sender = Mailbox(customer.name, customer.emails[0])
        if story.senders:
            name, _, address = self.rng.choice(story.senders).partition(" <")
            sender = Mailbox(name, address.rstrip(">"))
        elif len(customer.emails) > 1 and self.rng.random() < 0.35:
            sender = Mailbox(customer.name, customer.emails[1])
        return Told(story, customer, facts, main, other, story.mood, sender)

    def _agent_of(self, team: int) -> int:
        """Mostly the agents; now and then the supervisor takes one."""
        members = [i for i in self.teams[team].members if i not in (0, 1)]
        return self.rng.choice(members) if self.rng.random() > 0.06 else self.teams[team].lead

    def _when(self, part: Part, told: Told) -> datetime:
        before = told.turns[-1].at
        spread = self.rng.uniform(0.75, 1.35)
        if part.speaker is Speaker.AUTOMATIC:
            return before + timedelta(seconds=self.rng.randint(8, 75))
        if part.speaker is Speaker.CUSTOMER:
            if part.delay and part.delay >= 1440:
                return self._days_later(before, part.delay // 1440)
            minutes = part.delay or self.rng.choice((14, 35, 70, 150, 300, 900, 1500))
            return days.awake(before + timedelta(minutes=minutes * spread, seconds=self.rng.randrange(60)), self.rng)
        if part.delay is not None:
            minutes = part.delay if part.delay < 1440 else part.delay * 600 // 1440
        elif part.speaker is Speaker.NOTE:
            minutes = self.rng.randint(4, 30)
        else:
            rush = 3 if days.local(before).date() == days.birthday_sale(self.now) else 1
            minutes = round(min(560.0, self.rng.lognormvariate(3.7, 0.9)) * rush) + 2
        return days.after_work(before, minutes * spread + self.rng.random())

    def _days_later(self, before: datetime, count: int) -> datetime:
        """After so many working days, in the afternoon or later: what was promised for that day has happened by then."""
        day = days.working_day(days.local(before).date(), count) + timedelta(days=self.rng.random() < 0.3)
        return days.moment(day, self.rng.choice((14, 15, 16, 17, 18, 19, 19, 20, 20, 21)), self.rng.randrange(60))

    def _turn(self, told: Told, position: int, part: Part, at: datetime) -> None:
        if part.speaker in (Speaker.CUSTOMER, Speaker.AUTOMATIC):
            turn = self._outside(told, position, part, at)
        else:
            turn = self._ours(told, position, part, at)
        told.turns.append(turn)
        told.snoozed_until = None
        if part.snooze_days:
            day = days.working_day(days.local(at).date(), part.snooze_days)
            told.snoozed_until = days.moment(day, 9, 0)
        if part.speaker is Speaker.AGENT:
            told.last_answer = turn

    def _outside(self, told: Told, position: int, part: Part, at: datetime) -> Turn:
        told.facts.now = at
        body = self._said(told, part.wordings, str(position), is_first=position == 0)
        answer = told.last_answer
        text, quote = body, ""
        hand = voice.hand_of(told.customer, self.seed)
        if not part.is_bare:
            agent = told.facts.agent if answer else None
            text = voice.customer_mail(self.rng, hand, told.customer, body, mood=told.mood, agent=agent, at=at)
        elif not told.story.senders:
            text = voice.in_hand(self.rng, hand, body)
        if answer and part.speaker is Speaker.CUSTOMER and told.customer.language == "pl" and self.rng.random() < 0.5:
            address = self.inboxes[people.INBOX_KEYS[told.story.inbox]].address
            quote = voice.quoted(self.rng, answer.text, "Kładka", address, answer.at)
        return Turn(
            at, part.speaker, text, None, told.sender, quote,
            casting.copies(part.copies, told.customer),
            casting.attachments(self.rng, part.attachments, told.facts),
        )  # fmt: skip

    def _ours(self, told: Told, position: int, part: Part, at: datetime) -> Turn:
        number = {"": told.main, "other": told.other, "lead": 1, "owner": 0}[part.voice]
        facts, before = told.facts, told.facts.agent
        facts.now, facts.agent = at, self.agents[number]
        text = self._said(told, part.wordings, str(position))
        if part.speaker is Speaker.NOTE:
            facts.agent = before
            return Turn(at, part.speaker, text, number)
        if not part.is_bare:
            text = voice.agent_mail(
                self.rng, told.customer, text, is_first=told.last_answer is None, mood=told.mood, at=at
            )
        return Turn(
            at, part.speaker, text, number, None, "",
            casting.copies(part.copies, told.customer),
            casting.attachments(self.rng, part.attachments, facts),
        )  # fmt: skip

    def _said(self, told: Told, wordings: tuple[Wording, ...], place: str, *, is_first: bool = False) -> str:
        """Say it in a wording that belongs to how the thread began."""
        fitting = [w for w in wordings if w.tags & told.tags]
        fitting = list(wordings) if is_first else fitting or [w for w in wordings if not w.tags] or list(wordings)
        key = f"{told.story.name} {place} {' '.join(sorted(told.tags))}"
        wording = fitting[self._drawn(key, len(fitting))]
        if is_first:
            told.tags = wording.tags
        return self._rendered(wording.text, told)

    def _drawn(self, place: str, count: int) -> int:
        """A card from a deck that is shuffled anew only when it is empty."""
        deck = self.decks.setdefault(place, [])
        if not deck:
            deck.extend(range(count))
            self.rng.shuffle(deck)
        return deck.pop()

    def _rendered(self, text: Text, told: Told) -> str:
        gender, facts = told.customer.gender, told.facts
        said = render(text, customer=gender, agent=facts.agent.gender, fact=facts.fact, rng=self.rng)
        tidy = "\n".join(" ".join(line.split()) for line in said.splitlines()).strip()
        return re.sub(r"(?<!\.)\.\.(?!\.)", ".", tidy)  # "2025 r." and "s.c." bring a full stop of their own

    def _end(self, told: Told, number: int | None) -> Conversation:
        inbox = people.INBOX_KEYS[told.story.inbox]
        state = self._state(told)
        subject = self._said(told, told.story.subjects, "subject")
        if not told.story.senders:
            hand = voice.hand_of(told.customer, self.seed)
            subject = voice.in_hand(self.rng, hand, "" if subject == "-" else subject)
        ours = [turn.agent for turn in told.turns if turn.speaker in (Speaker.AGENT, Speaker.NOTE)]
        return Conversation(
            customer=number,
            inbox=inbox,
            subject=subject,
            turns=tuple(told.turns),
            state=state,
            assignee=ours[-1] if ours else None,
            labels=told.story.labels,
            topic=told.story.topic,
            story=told.story.name,
            mood=told.mood,
            language=told.customer.language,
            snoozed_until=told.snoozed_until if state is State.SNOOZED else None,
        )

    def _state(self, told: Told) -> State:
        for label, state in _TURNED_AWAY.items():
            if label in told.story.labels:
                return state
        last = told.turns[-1]
        quiet = self.now - last.at
        if told.snoozed_until and told.snoozed_until > self.now:
            return State.SNOOZED
        if last.speaker in (Speaker.CUSTOMER, Speaker.AUTOMATIC, Speaker.NOTE):
            waits = told.is_cut or quiet < timedelta(hours=2)
            return State.OPEN if waits else State.CLOSED
        if told.is_cut or quiet < timedelta(hours=16):
            return State.PENDING
        return State.PENDING if quiet < timedelta(days=6) and self.rng.random() < 0.2 else State.CLOSED
