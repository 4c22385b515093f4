"""Verbs of the chat: a visitor begins, says who he is, writes, reads, rates, leaves."""

import secrets as randomness
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from troska import timeline
from troska.channels.webchat import admission, deeds, errors, events, files, queries
from troska.channels.webchat.identity import SiteIdentity
from troska.channels.webchat.keys import add_public_key, add_shared_key, retire_key
from troska.channels.webchat.models import Cart, Chat, PageView, Said, UsedIdentity, Visitor, VisitorFile, Widget
from troska.conversations import actions as conversations
from troska.conversations import errors as talk_errors
from troska.conversations import files as store
from troska.conversations.models import Authenticity, Channel, Conversation, Inbox, Message, Status
from troska.conversations.ports import InboundMessage, StoredFile
from troska.core import clock
from troska.core.addresses import is_email
from troska.core.locks import may_erase_files
from troska.core.text import one_line
from troska.customers import actions as customers
from troska.customers import queries as people
from troska.customers.actions import IdentityHint, Stranger
from troska.customers.errors import IdentityTaken
from troska.customers.models import Customer, IdentityKind
from troska.staff import audit
from troska.timeline.actors import Actor

__all__ = [
    "add_public_key",
    "add_shared_key",
    "begin",
    "end",
    "forget_old",
    "hint_of",
    "identify",
    "introduce",
    "keep_file",
    "mark_read",
    "note_cart",
    "note_page",
    "note_seen",
    "rate",
    "retire_key",
    "save_widget",
    "say",
    "sign_out",
]

LONGEST_TEXT = 5000
PAGES_KEPT = 50
#: A file that no message names, and a visitor who never wrote, are kept for so long.
FILES_KEPT, STRANGERS_KEPT = timedelta(days=2), timedelta(days=30)
SEEN_EVERY = timedelta(seconds=20)


@transaction.atomic
def save_widget(inbox: Inbox, *, allowed_origins: Sequence[str], by: Actor, **fields: Any) -> Widget:
    """Put a chat on the pages of these origins for an inbox, or change the one it has; `fields` as in the model."""
    widget, is_new = Widget.objects.get_or_create(inbox=inbox)
    for name, value in {**fields, "allowed_origins": list(allowed_origins)}.items():
        setattr(widget, name, value)
    widget.save(update_fields=["allowed_origins", *fields])
    about, pages = audit.about(inbox), widget.allowed_origins
    audit.record(deeds.WIDGET_SAVED, by=by, about=about, name=inbox.name, active=widget.is_active, pages=pages)
    timeline.record(events.WidgetSaved(widget_id=widget.pk, inbox_id=inbox.pk, is_new=is_new), by=by)
    return widget


@transaction.atomic
def begin(widget: Widget, *, proof: str, network: str, language: str) -> tuple[Visitor, str]:
    """Let a browser be known by a new token, which is given once; `proof` names the puzzle it solved."""
    if Visitor.objects.filter(proof=proof).exists():
        raise errors.ProofWanted
    token = randomness.token_urlsafe(24)
    visitor = Visitor.objects.create(
        widget=widget, token_digest=queries.digest_of(token), proof=proof, network=network, language=language
    )
    return visitor, token


@transaction.atomic
def identify(visitor: Visitor, identity: SiteIdentity) -> Visitor:
    """Know a visitor as who the company's site says he is; what he said before is his from now on.

    Raises ForgedIdentity when the token was signed out of.
    """
    used, _ = UsedIdentity.objects.get_or_create(
        digest=identity.digest, defaults={"visitor": visitor, "expires_at": identity.expires_at}
    )
    if used.spent_at is not None:
        raise errors.ForgedIdentity
    visitor = _lock(visitor)
    if visitor.is_verified and visitor.subject != identity.subject:
        # Another person at the same browser: what was said before is not his.
        raise errors.ForgedIdentity
    is_new = not visitor.is_verified
    before = hint_of(visitor)
    visitor.subject = identity.subject
    customer = _customer_of(visitor, identity)
    visitor.customer = customer
    visitor.name = identity.name or visitor.name
    if identity.email:
        visitor.email, visitor.is_email_verified = identity.email, True
    visitor.save(update_fields=["subject", "customer", "name", "email", "is_email_verified"])
    for chat in Chat.objects.filter(visitor=visitor).select_related("conversation") if is_new else ():
        conversations.recognise(
            chat.conversation, customer, key=before.key, hint=hint_of(visitor), by=Actor.customer(customer.pk)
        )
        _let_be_written_to(visitor, chat.conversation)
    if is_new:
        event = events.VisitorIdentified(visitor_id=visitor.pk, customer_id=customer.pk)
        timeline.record(event, by=Actor.customer(customer.pk))
    return visitor


@transaction.atomic
def sign_out(visitor: Visitor) -> None:
    """Let the visitor's token, and the signed identities he showed, open nothing any more."""
    visitor = _lock(visitor)
    visitor.left_at = clock.now()
    visitor.save(update_fields=["left_at"])
    # Also those that another browser of his showed first.
    shown = Q(visitor=visitor)
    if visitor.is_verified:
        shown |= Q(visitor__widget=visitor.widget_id, visitor__subject=visitor.subject)
    UsedIdentity.objects.filter(shown, spent_at=None).update(spent_at=clock.now())
    timeline.record(events.VisitorLeft(visitor_id=visitor.pk), by=_author(visitor))


@transaction.atomic
def introduce(visitor: Visitor, *, name: str, email: str, consents: bool) -> Visitor:
    """Note what a visitor said of himself. Nothing vouches for it: it finds no customer and shows no history."""
    visitor = _lock(visitor)
    if email and not is_email(email):
        raise errors.NoAddress
    if name:
        visitor.name = one_line(name)[:120]
    before = visitor.email
    if email and not visitor.is_email_verified:
        visitor.email = email
    if consents and visitor.consented_at is None:
        visitor.consented_at = clock.now()
    visitor.save(update_fields=["name", "email", "consented_at"])
    chat = queries.current_chat(visitor)
    if chat is not None:
        _let_be_written_to(visitor, chat.conversation, instead_of=before)
    return visitor


@transaction.atomic
def say(visitor: Visitor, *, key: UUID, text: str, file_codes: Sequence[str] = ()) -> Message:
    """Take in what a visitor wrote; the same key again gives the same message.

    Raises TooFast, MessageTooLong, AnswersWanted, and EmptyMessage of conversations.
    """
    text = text.replace("\x00", "").strip()
    visitor = _lock(visitor)
    standing = queries.standing_of(visitor, key)
    if standing.message_id is not None:
        return Message.objects.get(pk=standing.message_id)
    taken = _take_files(visitor, file_codes) if file_codes else ()
    _refuse(visitor, text, taken, lately=standing.lately)
    message = conversations.receive(
        _inbound(visitor, text, taken),
        inboxes=[visitor.widget.inbox],
        conversation=standing.conversation_id,
    )
    if standing.conversation_id != message.conversation_id:
        _begin_chat(visitor, message.conversation)
    Said.objects.create(visitor=visitor, key=key, message=message)
    return message


def _refuse(visitor: Visitor, text: str, taken: Sequence[StoredFile], *, lately: int) -> None:
    if not text and not taken:
        raise talk_errors.EmptyMessage
    if len(text) > LONGEST_TEXT:
        raise errors.MessageTooLong
    widget = visitor.widget
    if (widget.needs_email and not visitor.email) or (widget.needs_consent and visitor.consented_at is None):
        raise errors.AnswersWanted
    admission.refuse_if_fast(lately)


def _inbound(visitor: Visitor, text: str, taken: Sequence[StoredFile]) -> InboundMessage:
    return InboundMessage(
        channel=Channel.CHAT,
        sender=hint_of(visitor),
        subject=_("Czat na stronie"),
        sender_name=visitor.shown_name or _guest_name(visitor),
        text=text,
        authenticity=Authenticity.PASSED if visitor.is_verified else Authenticity.UNKNOWN,
        files=tuple(taken),
    )


def _begin_chat(visitor: Visitor, conversation: Conversation) -> None:
    Chat.objects.create(conversation=conversation, visitor=visitor)
    if visitor.customer_id is None:
        visitor.customer_id = conversation.customer_id
        visitor.save(update_fields=["customer"])
    _let_be_written_to(visitor, conversation)


def _let_be_written_to(visitor: Visitor, conversation: Conversation, *, instead_of: str = "") -> None:
    if visitor.email:
        conversations.let_be_reached(
            conversation,
            IdentityHint(IdentityKind.EMAIL, visitor.email),
            channel=Channel.EMAIL,
            name=visitor.name,
            by=_author(visitor),
            instead_of=IdentityHint(IdentityKind.EMAIL, instead_of) if instead_of else None,
        )


def keep_file(visitor: Visitor, *, content: bytes, filename: str, content_type: str) -> VisitorFile:
    """Keep a file for what the visitor is writing. Raises FileKindRefused, TooFast, and FileTooLarge, EmptyFile."""
    if not content:
        raise talk_errors.EmptyFile
    if len(content) > files.LARGEST:
        raise talk_errors.FileTooLarge
    filename = one_line(filename).strip() or "plik"
    if not files.is_taken(filename, content_type):
        raise errors.FileKindRefused
    admission.refuse_if_many_files(visitor)
    kept = store.store(content, filename=filename, content_type=content_type)
    return VisitorFile.objects.create(
        visitor=visitor,
        filename=kept.filename[:200],
        content_type=kept.content_type[:120],
        size=kept.size,
        storage_name=kept.storage_name,
    )


def _take_files(visitor: Visitor, codes: Sequence[str]) -> list[StoredFile]:
    rows = VisitorFile.objects.filter(visitor=visitor, code__in=list(codes)[: files.MOST_AT_ONCE]).order_by("pk")
    found = [
        StoredFile(filename=row.filename, content_type=row.content_type, size=row.size, storage_name=row.storage_name)
        for row in rows
    ]
    rows.model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return found


def mark_read(visitor: Visitor, code: str) -> None:
    """Note that the visitor has seen what we wrote up to this message."""
    chat = queries.current_chat(visitor)
    if chat is None:
        return
    upto = queries.messages_of(chat.conversation).filter(code=code).values_list("pk", flat=True).first()
    if upto is None or not Chat.objects.filter(pk=chat.pk, read_upto__lt=upto).update(read_upto=upto):
        return
    conversations.note_seen(chat.conversation, upto=upto, by=_author(visitor))


@transaction.atomic
def rate(visitor: Visitor, rating: int, comment: str = "") -> Chat:
    """Keep what the visitor thinks of the talk, 1 to 5; a later word replaces an earlier one."""
    chat = queries.current_chat(visitor)
    if chat is None or not 1 <= rating <= 5:
        raise errors.NothingToRate
    chat.rating, chat.rating_comment, chat.rated_at = rating, comment.replace("\x00", "").strip()[:1000], clock.now()
    chat.save(update_fields=["rating", "rating_comment", "rated_at"])
    timeline.record(events.ChatRated(conversation_id=chat.conversation_id, rating=rating), by=_author(visitor))
    return chat


def end(visitor: Visitor) -> None:
    """Let the visitor end the talk; writing again goes on with it."""
    chat = queries.current_chat(visitor)
    if chat is not None and chat.conversation.status in (Status.OPEN, Status.PENDING, Status.SNOOZED):
        conversations.change_status(chat.conversation, Status.CLOSED, by=_author(visitor))


def note_page(visitor: Visitor, *, url: str, title: str, seconds: int) -> None:
    """Note that the visitor looks at a page, or has looked for so long by now."""
    url, title = one_line(url)[:500], one_line(title)[:200]
    last = PageView.objects.filter(visitor=visitor).order_by("-at").first()
    if last is not None and last.url == url:
        PageView.objects.filter(pk=last.pk).update(seconds=seconds, title=title)
        return
    PageView.objects.create(visitor=visitor, url=url, title=title, seconds=seconds)
    old = PageView.objects.filter(visitor=visitor).order_by("-at").values_list("pk", flat=True)[PAGES_KEPT:]
    PageView.objects.filter(pk__in=list(old)).delete()


def note_cart(visitor: Visitor, *, items: list[dict[str, object]], total: str, currency: str) -> None:
    """Keep what lies in the visitor's cart now; an empty one is forgotten."""
    if not items:
        Cart.objects.filter(visitor=visitor).delete()
        return
    said = {"items": items, "total": total, "currency": currency, "updated_at": clock.now()}
    Cart.objects.update_or_create(visitor=visitor, defaults=said)


def note_seen(visitor_ids: Sequence[int]) -> None:
    """Note that these visitors have a stream open."""
    stale = clock.now() - SEEN_EVERY
    Visitor.objects.filter(pk__in=visitor_ids, seen_at__lt=stale).update(seen_at=clock.now())


def forget_old() -> int:
    """Let go of what nobody needs any more; give the number of files and visitors. Called by a tick."""
    now, gone = clock.now(), 0
    UsedIdentity.objects.filter(expires_at__lt=now - timedelta(hours=1)).delete()
    with transaction.atomic():
        if may_erase_files():
            for file in VisitorFile.objects.filter(created_at__lt=now - FILES_KEPT)[:500]:
                transaction.on_commit(partial(store.remove, file.storage_name))
                gone += file.delete()[0]
    strangers = Visitor.objects.filter(chats=None, files=None, seen_at__lt=now - STRANGERS_KEPT)
    return gone + Visitor.objects.filter(pk__in=list(strangers.values_list("pk", flat=True)[:500])).delete()[0]


def hint_of(visitor: Visitor) -> IdentityHint:
    """Tell by what a visitor is known: by the company's site, or by his browser alone."""
    if not visitor.is_verified:
        return IdentityHint(IdentityKind.HANDLE, f"chat:#{visitor.code}")
    # Identities are compared without regard to case, and a shop's names for its customers need not be.
    exact = "" if visitor.subject == visitor.subject.casefold() else f"~{queries.digest_of(visitor.subject)[:16]}"
    return IdentityHint(IdentityKind.HANDLE, f"chat:{visitor.widget_id}:{visitor.subject}{exact}")


def _customer_of(visitor: Visitor, identity: SiteIdentity) -> Customer:
    """Find whom the site speaks of: known by its name for him, else by the address it vouches for, else new."""
    by = Actor.customer(None)
    hint = hint_of(visitor)
    known = people.customer_by_identity(hint.kind, hint.key)
    if known is not None:
        return known
    known = people.customer_by_email(identity.email) if identity.email else None
    if known is None and visitor.customer is not None:
        # So far he was a guest with a number.
        known = customers.name_customer(visitor.customer, identity.name, by=by)
    if known is None:
        return _with_address(customers.find_or_add_customers([Stranger(hint, identity.name)], by=by)[0], identity)
    customers.add_identity(known, hint, by=by)
    return _with_address(known, identity)


def _with_address(customer: Customer, identity: SiteIdentity) -> Customer:
    if identity.email:
        hint = IdentityHint(IdentityKind.EMAIL, identity.email)
        with suppress(IdentityTaken):  # another customer's: two people share it, or he was written down twice
            customers.add_identity(customer, hint, by=Actor.customer(customer.pk))
    return customer


def _guest_name(visitor: Visitor) -> str:
    return _("Gość %(code)s") % {"code": visitor.code[-4:].upper()}


def _author(visitor: Visitor) -> Actor:
    return Actor.customer(visitor.customer_id)


def _lock(visitor: Visitor) -> Visitor:
    """Lock who writes, with his other browsers, so that he does not begin two talks at once."""
    mine = Visitor.objects.select_for_update(no_key=True, of=("self",)).select_related("widget__inbox")
    if visitor.is_verified:
        whole = mine.filter(widget=visitor.widget_id, subject=visitor.subject).order_by("pk")
        found = {row.pk: row for row in whole}.get(visitor.pk)
    else:
        found = mine.filter(pk=visitor.pk).first()
    if found is None or found.left_at is not None:
        raise errors.UnknownVisitor
    return found
