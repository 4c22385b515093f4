"""What a visitor did not see before he left follows him by e-mail; his answer comes back to the same conversation."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from troska.channels.webchat.models import Chat
from troska.conversations import actions as conversations
from troska.conversations.models import (
    Attachment,
    Channel,
    DeliveryState,
    Direction,
    Message,
    Participant,
    ParticipantRole,
    Visibility,
)
from troska.conversations.ports import StoredFile
from troska.core import clock
from troska.timeline.actors import SYSTEM

#: So long after he left, and after it was written, an answer that he has not seen goes out.
PATIENCE = timedelta(minutes=2)
_AT_ONCE = 200


def mail_unseen() -> int:
    """Write to those who left before they saw an answer; give the number of mails. Called by a tick."""
    return sum(_mail(pk) for pk in _left_behind())


def _left_behind() -> list[int]:
    before = clock.now() - PATIENCE
    unseen = _unseen(before).filter(conversation=OuterRef("conversation"), pk__gt=OuterRef("mailed_upto"))
    reached = Participant.objects.filter(
        conversation=OuterRef("conversation"), channel=Channel.EMAIL, role=ParticipantRole.REQUESTER
    )
    gone = Q(visitor__seen_at__lt=before) | Q(visitor__left_at__isnull=False)
    chats = Chat.objects.filter(gone, Exists(unseen.filter(pk__gt=OuterRef("read_upto"))), Exists(reached))
    return list(chats.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic
def _mail(pk: int) -> bool:
    chat = Chat.objects.select_for_update(no_key=True, of=("self",)).select_related("visitor").get(pk=pk)
    unseen = list(
        _unseen(clock.now())
        .filter(conversation=chat.conversation_id, pk__gt=max(chat.read_upto, chat.mailed_upto))
        .prefetch_related("attachments")
        .order_by("pk")
    )
    if not unseen:  # he came back, or another worker was first
        return False
    chat.mailed_upto = unseen[-1].pk
    chat.save(update_fields=["mailed_upto"])
    with translation.override(chat.visitor.language):
        conversations.reply(
            chat.conversation,
            text=_letter(unseen),
            by=SYSTEM,
            author_name=unseen[-1].author_name,
            files=[_stored(file) for message in unseen for file in message.attachments.all()],
            subject=_("Odpowiedź na Twoje pytanie z czatu"),
            channel=Channel.EMAIL,
            is_automatic=True,
        )
    return True


def _unseen(before: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        direction=Direction.OUTBOUND,
        channel=Channel.CHAT,
        visibility=Visibility.PUBLIC,
        delivery__in=[DeliveryState.SENT, DeliveryState.DELIVERED],
        created_at__lte=before,
    )


def _letter(unseen: list[Message]) -> str:
    said = "\n\n".join(message.text for message in unseen if message.text)
    asked = Message.objects.filter(conversation=unseen[0].conversation_id, direction=Direction.INBOUND)
    last = asked.filter(pk__lt=unseen[0].pk).order_by("-pk").values_list("text", flat=True).first()
    intro = _("Dzień dobry, nie zastaliśmy Cię już na czacie, więc odpowiadamy tutaj.")
    outro = _("Odpisz na ten list, a Twoja odpowiedź trafi do tej samej rozmowy.")
    quoted = "\n".join(f"> {line}" for line in (last or "").splitlines()[:20])
    return "\n\n".join(part for part in (intro, said, outro, quoted) if part)


def _stored(file: Attachment) -> StoredFile:
    return StoredFile(**{name: getattr(file, name) for name in ("filename", "content_type", "size", "storage_name")})
