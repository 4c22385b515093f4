"""Questions about conversations. Whatever a person sees begins with `visible_to`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from troska.conversations import errors
from troska.conversations.models import (
    Attachment,
    Brand,
    Channel,
    Conversation,
    ConversationInbox,
    ConversationLabel,
    Direction,
    Draft,
    Inbox,
    InboxAddress,
    Label,
    Location,
    Mention,
    Message,
    Participant,
    ParticipantRole,
    RetentionRules,
    Status,
    Upload,
    Visibility,
)
from troska.core import folding
from troska.core.addresses import email_key
from troska.core.business_hours import BusinessHours
from troska.customers import queries as customers
from troska.customers.models import Customer
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.timeline.actors import Actor

#: States in which a conversation is somebody's work.
LIVE = (Status.OPEN, Status.PENDING, Status.SNOOZED)
#: States that lead out of the house: nobody wants to come across what is in them.
BINS = (Status.SPAM, Status.TRASH)
#: So many customers of one name are looked through; who asks for "Anna" alone sees the latest.
NAMESAKES = 200
_REFERENCE = re.compile(r"(?:t-?|#)?(\d{1,18})", re.ASCII | re.IGNORECASE)
_KEPT = "_kept_inbox_ids"


def visible_to(viewer: Agent | Customer) -> QuerySet[Conversation]:
    """Give the conversations that this person may know of.

    An agent: those of his teams' inboxes, those assigned to him, those he was mentioned in; a supervisor all of his
    teams, an administrator all; a customer his own, where he showed that the address is his.
    """
    everything = Conversation.objects.filter(merged_into=None)
    if isinstance(viewer, Customer):
        own = Participant.objects.filter(conversation=OuterRef("pk"), customer=viewer, is_verified=True)
        return everything.filter(Exists(own)).exclude(status__in=(Status.SPAM, Status.TRASH))
    if not staff.reads_conversations(viewer):
        return everything.none()
    if staff.sees_everything(viewer):
        return everything
    inbox_ids = inbox_ids_of(viewer)
    mine = Q(primary_inbox__any_of=inbox_ids) | Q(assignee=viewer)
    return everything.filter(reduce(or_, (Q(pk__in=rows) for rows in _further(viewer, inbox_ids)), mine))


def visible_parts(agent: Agent) -> list[QuerySet[Conversation]]:
    """Give what `visible_to` gives an agent in parts that have nothing in common, each with an index of its own."""
    if not staff.reads_conversations(agent) or staff.sees_everything(agent):
        return [visible_to(agent)]
    inbox_ids = inbox_ids_of(agent)
    here, own = Q(primary_inbox__any_of=inbox_ids), Q(assignee=agent)
    elsewhere = Conversation.objects.filter(~here, merged_into=None)
    further = reduce(QuerySet.union, _further(agent, inbox_ids))
    of_others = elsewhere.filter(Q(assignee=None) | ~own, pk__in=further)
    return [Conversation.objects.filter(here, merged_into=None), elsewhere.filter(own), of_others]


def _further(agent: Agent, inbox_ids: list[int]) -> list[QuerySet[Any, int]]:
    """Name what was addressed to his inboxes beside its primary one, and where he was mentioned.

    Both are few, and are read once whatever number of rows is looked at.
    """
    addressed = ConversationInbox.objects.filter(inbox__any_of=inbox_ids, is_further=True)
    mentions = Mention.objects.filter(agent=agent)
    return [rows.values_list("conversation", flat=True) for rows in (addressed, mentions)]


def addressed_to_teams_of(agent: Agent, conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Keep those in inboxes of the agent's own teams; an administrator, who sees all, may be in none."""
    if not staff.sees_everything(agent):
        inbox_ids = inbox_ids_of(agent)
        further = ConversationInbox.objects.filter(inbox__any_of=inbox_ids, is_further=True)
        return conversations.filter(Q(primary_inbox__any_of=inbox_ids) | Q(pk__in=further.values("conversation")))
    inboxes = _inboxes_of_teams(agent)
    further = ConversationInbox.objects.filter(inbox__in=inboxes, is_further=True)
    own = Q(primary_inbox__in=inboxes) | Q(pk__in=further.values("conversation"))
    # Who is in no team is told so at once, not by looking through everything.
    return conversations.filter(Exists(staff.teams_of(agent)), own)


def _inboxes_of_teams(agent: Agent) -> QuerySet[Inbox, int]:
    inboxes = Inbox.objects.filter(teams__in=staff.teams_of(agent))
    return inboxes.order_by().distinct().values_list("pk", flat=True)


def inbox_ids_of(agent: Agent) -> list[int]:
    """List the ids of the inboxes of the agent's teams; of an administrator, all."""
    kept: list[int] | None = agent.__dict__.get(_KEPT)
    if kept is not None:
        return kept
    everything = staff.sees_everything(agent)
    found = list(Inbox.objects.values_list("pk", flat=True) if everything else _inboxes_of_teams(agent))
    if _KEPT in agent.__dict__:
        agent.__dict__[_KEPT] = found
    return found


def keep_inboxes(agent: Agent) -> None:
    """Ask only once for the agent's inboxes while this object lives; for the length of a request."""
    agent.__dict__.setdefault(_KEPT, None)


def get_visible(viewer: Agent | Customer, code: str, *, seen: QuerySet[Conversation] | None = None) -> Conversation:
    """Give one conversation by its code. Raises ConversationNotFound also when he may not see it.

    `seen` is what `visible_to` gave for him, where that is known already.
    """
    seen = visible_to(viewer) if seen is None else seen
    found = seen.select_related("customer", "assignee", "primary_inbox__brand").filter(code=code).first()
    if found is None:
        raise errors.ConversationNotFound
    return found


def page_of(
    conversations: QuerySet[Conversation], *, before: tuple[datetime, int] | None = None, size: int = 50
) -> QuerySet[Conversation]:
    """Give one page, latest message first; `before` is the (last_message_at, id) of the last row of the page before."""
    rows = conversations.select_related("customer", "assignee", "primary_inbox")
    if before is not None:
        at, pk = before
        rows = rows.filter(last_message_at__lte=at).exclude(last_message_at=at, pk__gte=pk)
    return rows.order_by("-last_message_at", "-pk")[:size]


def retention_rules() -> RetentionRules:
    """Give the rules for how long things are kept, as they are or as they begin."""
    return RetentionRules.objects.filter(pk=1).first() or RetentionRules(pk=1)


def to_purge(older_than: datetime) -> QuerySet[Conversation]:
    """List what has been in spam or trash since before this moment, the longest first.

    What others were merged into stays: it holds their history.
    """
    merged = Conversation.objects.filter(merged_into=OuterRef("pk"))
    gone = Conversation.objects.filter(status__in=BINS, status_since__lt=older_than)
    return gone.exclude(Exists(merged)).order_by("status_since")


def search(seen: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Find, out of what a viewer may see, what somebody means by a few words.

    A reference ("T-123"), an e-mail address or its beginning, or words: each has to begin a word of the subject, of
    the last message or of the customer's name. Case and diacritics do not matter, and Polish forms of a word are one.
    """
    text = text.strip()[: folding.LONGEST_TEXT]
    if "@" in text:
        whose = customers.addressed(text).order_by("-pk").values_list("pk", flat=True)[:NAMESAKES]
        return seen.filter(customer__in=list(whose))
    words, stems = folding.words(text), folding.stems(text)
    if not words:
        return seen.none()
    # A name is not bent in the index: "nowak" finds "Nowak" and "Nowakowski", and "Anna zwrot" finds her return.
    each = [[word] for word in words] if len(words) > 1 else []
    everyone, *by_word = customers.ids_named([words, *each], limit=NAMESAKES)
    meant = Q(words=folding.beginning_with(stems)) | Q(customer__in=everyone)
    if len(words) == len(stems) and any(by_word):
        parts = zip(stems, by_word, strict=True)
        meant |= Q(*(Q(words=folding.beginning_with([stem])) | Q(customer__in=ids) for stem, ids in parts))
    if number := _REFERENCE.fullmatch(text):
        meant |= Q(pk=int(number[1]))
    return seen.alias(words=folding.Words("subject", "preview")).filter(meant)


def customers_found(seen: QuerySet[Conversation], text: str, *, limit: int = 5) -> list[Customer]:
    """Find customers by e-mail or name, of those whose conversations the viewer may see."""
    found = customers.addressed(text) if "@" in text else customers.named(folding.words(text))
    known = found.order_by("-pk")[:NAMESAKES]
    shared = seen.filter(customer__in=list(known.values_list("pk", flat=True))).exclude(status__in=BINS)
    ids = shared.order_by("-customer_id").values_list("customer_id", flat=True).distinct()[:limit]
    return list(Customer.objects.filter(pk__in=list(ids)).prefetch_related("identities").order_by("sort_key"))


def labels_for(conversation: Conversation) -> QuerySet[Label]:
    """List the company's labels in Polish order, each with `is_on`: whether the conversation carries it."""
    on = ConversationLabel.objects.filter(conversation=conversation, label=OuterRef("pk"))
    return Label.objects.annotate(is_on=Exists(on)).order_by("sort_key")


def all_labels() -> QuerySet[Label]:
    """List the company's labels in Polish order."""
    return Label.objects.order_by("sort_key")


def all_brands() -> QuerySet[Brand]:
    """List the brands by name."""
    return Brand.objects.order_by("name")


def all_locations() -> QuerySet[Location]:
    """List the stores by name."""
    return Location.objects.select_related("brand").order_by("name", "pk")


def all_inboxes() -> QuerySet[Inbox]:
    """List the inboxes, those in use first, with brand, teams and addresses."""
    found = Inbox.objects.select_related("brand").prefetch_related("teams", "addresses")
    return found.order_by("-is_active", "name")


def hours_of(inbox: Inbox) -> BusinessHours:
    """Give the hours in which the inbox is looked after, in the time zone in which people entered them."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return BusinessHours(inbox.opening_hours, inbox.closed_days, inbox.keeps_holidays, zone)


def thread(conversation: Conversation, *, since: int = 0, newest: int | None = None) -> list[Message]:
    """Give the messages, oldest first, with their attachments and who was called by name in notes.

    All of them, those from the id `since` on, or as many of the newest.
    """
    found = Message.objects.filter(conversation=conversation, pk__gte=since).prefetch_related(_files())
    messages = list(found.order_by("pk") if newest is None else found.order_by("-pk")[:newest][::-1])
    prefetch_related_objects([message for message in messages if message.is_note], "mentions__agent")
    return messages


def ids_before(conversation: Conversation, before: int, *, newest: int) -> list[int]:
    """Give the ids of the messages before this one, the newest first."""
    earlier = Message.objects.filter(conversation=conversation, pk__lt=before).order_by("-pk")
    return list(earlier.values_list("pk", flat=True)[:newest])


def last_inbound(conversation: Conversation) -> list[Message]:
    """Give the last message that came from outside, none when nothing did."""
    inbound = Message.objects.filter(conversation=conversation, direction=Direction.INBOUND)
    return list(inbound.order_by("-pk").prefetch_related(_files())[:1])


def news_since(conversation: Conversation, seen: int, who: Actor) -> QuerySet[Message]:
    """Give what customers wrote, or others answered, after the message of this id; notes and automatic mails are not
    what somebody's answer would have to change for.
    """
    after = Message.objects.filter(conversation=conversation, pk__gt=seen, visibility=Visibility.PUBLIC)
    own = Q(actor_kind=who.kind, actor_id=who.id)
    return after.exclude(Q(direction=Direction.OUTBOUND) & (own | Q(is_automatic=True))).order_by("pk")


def drafts_in(conversation: Conversation) -> QuerySet[Draft]:
    """Give what agents are writing here, with who they are."""
    return Draft.objects.filter(conversation=conversation, agent__is_active=True).select_related("agent").order_by("pk")


def uploads_of(agent: Agent, conversation: Conversation) -> QuerySet[Upload]:
    """Give the files that the agent put into what he is writing here."""
    return Upload.objects.filter(agent=agent, conversation=conversation).order_by("pk")


def _files() -> "Prefetch[str, QuerySet[Attachment], str]":
    """Fetch the files of messages with them, in the order in which they came."""
    return Prefetch("attachments", queryset=Attachment.objects.order_by("pk"))


def visible_message(viewer: Agent, code: str) -> Message:
    """Give one message of a conversation he may see. Raises ConversationNotFound otherwise."""
    message = Message.objects.filter(code=code).first()
    if message is None or not visible_to(viewer).filter(pk=message.conversation_id).exists():
        raise errors.ConversationNotFound
    return message


def visible_attachment(viewer: Agent, code: str) -> Attachment:
    """Give one attachment of a conversation he may see. Raises ConversationNotFound otherwise."""
    attachment = Attachment.objects.select_related("message").filter(code=code).first()
    if attachment is None or not visible_to(viewer).filter(pk=attachment.message.conversation_id).exists():
        raise errors.ConversationNotFound
    return attachment


def others_of_customer(
    viewer: Agent, conversation: Conversation, *, limit: int = 20, seen: QuerySet[Conversation] | None = None
) -> QuerySet[Conversation]:
    """Give the same customer's other conversations that this agent may see, latest first; `seen` as above."""
    if conversation.customer_id is None:
        return Conversation.objects.none()
    seen = visible_to(viewer) if seen is None else seen
    others = seen.filter(customer=conversation.customer_id).exclude(pk=conversation.pk)
    return others.exclude(status__in=(Status.SPAM, Status.TRASH)).order_by("-last_message_at")[:limit]


def channel_of(conversation: Conversation) -> Channel:
    """Tell the channel of the last message from outside; replies go the same way unless somebody chooses another."""
    inbound = Message.objects.filter(conversation=conversation, direction=Direction.INBOUND)
    last = inbound.order_by("-pk").values_list("channel", flat=True).first()
    return Channel(last) if last else Channel.EMAIL


def channels_of(conversation: Conversation) -> list[Channel]:
    """List the channels in which somebody who takes part can be answered; the usual one (see above) first."""
    rows = conversation.participants.filter(role=ParticipantRole.REQUESTER).values_list("channel", flat=True)
    found = {Channel(name) for name in rows}
    if len(found) < 2:
        return list(found)
    usual = channel_of(conversation)
    return sorted(found, key=lambda channel: (channel != usual, channel.value))


def reply_recipients(
    conversation: Conversation,
    copied: Sequence[tuple[str, str]] = (),
    *,
    blind: Sequence[tuple[str, str]] = (),
    to_all: bool = True,
    channel: Channel = Channel.EMAIL,
) -> dict[str, list[list[str]]]:
    """Tell whom a reply goes to: requesters in "to", those let in (`to_all`) and `copied` in "cc", `blind` in "bcc".

    Only who is reached in the channel; never our own inboxes, and nobody twice.
    """
    ours = InboxAddress.objects.filter(key=OuterRef("address_key"))
    others = [(name, address, email_key(address)) for name, address in (*copied, *blind)]
    seen = _ours(key for _, _, key in others)
    found: dict[str, list[list[str]]] = {"to": [], "cc": [], "bcc": []}

    def add(kind: str, name: str, address: str, key: str) -> None:
        if key not in seen:
            seen.add(key)
            found[kind].append([name, address])

    reached = conversation.participants.filter(channel=channel).exclude(Exists(ours))
    for participant in reached.order_by("pk"):
        is_requester = participant.role == ParticipantRole.REQUESTER
        if is_requester or to_all:
            add("to" if is_requester else "cc", participant.name, participant.address, participant.address_key)
    for nth, (name, address, key) in enumerate(others):
        add("cc" if nth < len(others) - len(blind) else "bcc", name, address, key)
    if not found["bcc"]:
        del found["bcc"]
    return found


def distinct_recipients(people: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Give each address once, our own inboxes left out."""
    keyed = [(name, address, email_key(address)) for name, address in people]
    seen = _ours(key for _, _, key in keyed)
    found = []
    for name, address, key in keyed:
        if key not in seen:
            seen.add(key)
            found.append([name, address])
    return found


def _ours(keys: Iterable[str]) -> set[str]:
    """Tell which of these addresses are of our own inboxes."""
    wanted = set(keys)
    return set(InboxAddress.objects.filter(key__in=wanted).values_list("key", flat=True)) if wanted else set()
