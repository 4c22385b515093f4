"""A transcript by e-mail, for the visitor who asks for one.

The address is what he typed, and part of the text is his own: so that nobody's letters are sent to strangers this way,
there is one only of a talk in which somebody of ours has answered, one a day, and a few a day for an address.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from troska.channels.webchat import errors, queries
from troska.channels.webchat.models import Chat, Visitor
from troska.conversations import actions as conversations
from troska.conversations.models import Channel, Message
from troska.core import clock
from troska.timeline.actors import SYSTEM, ActorKind

AGAIN_AFTER = timedelta(days=1)
MOST_FOR_ADDRESS = 3
_MOST_MESSAGES = 300


@transaction.atomic
def send_transcript(visitor: Visitor) -> None:
    """Send the talk to the address that the visitor gave. Raises NoAddress, NothingToSend, TooFast."""
    chat = queries.current_chat(visitor)
    if not visitor.email:
        raise errors.NoAddress
    said = list(queries.messages_of(chat.conversation_id)[:_MOST_MESSAGES]) if chat else []
    if chat is None or not any(message.actor_kind == ActorKind.AGENT for message in said):
        raise errors.NothingToSend
    chat = Chat.objects.select_for_update(no_key=True, of=("self",)).select_related("conversation").get(pk=chat.pk)
    _refuse_if_sent_lately(chat, visitor)
    chat.transcript_at = clock.now()
    chat.save(update_fields=["transcript_at"])
    with translation.override(visitor.language):
        conversations.reply(
            chat.conversation,
            text=_written(said),
            by=SYSTEM,
            subject=_("Zapis rozmowy na czacie"),
            channel=Channel.EMAIL,
            is_automatic=True,
        )


def _refuse_if_sent_lately(chat: Chat, visitor: Visitor) -> None:
    lately = Chat.objects.filter(transcript_at__gt=clock.now() - AGAIN_AFTER)
    of_address = lately.filter(visitor__email__iexact=visitor.email)
    if lately.filter(pk=chat.pk).exists() or of_address.count() >= MOST_FOR_ADDRESS:
        raise errors.TooFast


def _written(said: list[Message]) -> str:
    parts = [_("Oto zapis rozmowy, o który prosisz.")]
    for message in said:
        who = _("Ty") if message.is_inbound else message.author_name
        files = "".join(f"\n[{file.filename}]" for file in message.attachments.all())
        parts.append(f"{clock.local(message.created_at):%d.%m.%Y, %H:%M} · {who}\n{message.text}{files}")
    return "\n\n".join(parts)
