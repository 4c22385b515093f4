"""The composer: what an agent is writing, to whom it will go, what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from troska.channels.email import queries as mails
from troska.conversations import queries
from troska.conversations.actions.writing import LARGEST_FILE
from troska.conversations.models import Attachment, Channel, Conversation, Draft, DraftKind, Message, Upload
from troska.core import clock
from troska.desk.forms import LONGEST_TEXT, ForwardForm, ReplyForm, WritingForm
from troska.desk.once import new_token
from troska.staff.models import Agent

_QUOTED = LONGEST_TEXT - 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One form as it is shown: `version` names the draft on the server that it goes on from, "" for none."""

    kind: str
    fields: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]
    files: Sequence[Upload]
    version: str
    token: str

    @property
    def text(self) -> str:
        return self.fields.get("text", "")

    @property
    def is_copied(self) -> bool:
        return bool({"cc", "bcc"} & {name for name, value in self.fields.items() if value} or self.errors.get("cc"))


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a colleague is writing; the words are his own until he sends them."""

    name: str
    what: str
    when: str


class Composer:
    """Everything the composer shows; each question is asked only where a template wants its answer.

    `messages` are those that the page shows; `refused` is a form that came back, `quoted` what a forward passes on
    instead of what it goes on from.
    """

    largest_file = LARGEST_FILE

    def __init__(
        self,
        agent: Agent,
        conversation: Conversation,
        messages: Sequence[Message],
        *,
        refused: WritingForm | None = None,
        quoted: Sequence[Message] | None = None,
    ) -> None:
        self.agent, self.conversation, self.messages = agent, conversation, messages
        self.refused, self._quoted = refused, quoted

    @cached_property
    def recipients(self) -> dict[str, list[list[str]]]:
        """Whom an answer to all goes to."""
        return queries.reply_recipients(self.conversation)

    @cached_property
    def ways(self) -> list[Channel]:
        """The channels in which the customer can be answered, the usual one first."""
        return queries.channels_of(self.conversation)

    @cached_property
    def way(self) -> Channel:
        """The channel that is chosen."""
        wanted = self.refused.data.get("channel", "") if isinstance(self.refused, ReplyForm) else ""
        usual = self.ways[0] if self.ways else Channel.EMAIL
        return next((way for way in self.ways if way.value == wanted), usual)

    @cached_property
    def news(self) -> list[Message]:
        """What others wrote after what the agent had seen when he sent the form that came back."""
        seen = self.refused.last_seen if isinstance(self.refused, ReplyForm) else None
        return [] if seen is None else list(queries.news_since(self.conversation, seen, self.agent.actor))

    @cached_property
    def newest(self) -> int:
        """The last message that the page shows."""
        return self.messages[-1].pk if self.messages else 0

    @cached_property
    def seen(self) -> int:
        """The last message that the agent has seen; while news wait for him, the one before them."""
        return self.news[0].pk - 1 if self.news else self.newest

    @cached_property
    def meant(self) -> str:
        """What was to become of the conversation when the answer was held back."""
        return str(self.refused.then_or_usual) if self.news and isinstance(self.refused, ReplyForm) else ""

    @cached_property
    def signature(self) -> str:
        """What will stand under the text."""
        return mails.signature_for(self.agent, self.conversation)

    @cached_property
    def mode(self) -> str:
        """The mode that is chosen at first: that of what came back, else of what was written last."""
        own = sorted(self._own.values(), key=lambda draft: draft.updated_at)
        kind = self.refused.kind if self.refused else own[-1].kind if own else DraftKind.REPLY
        if kind == DraftKind.REPLY and self.recipients["cc"] and self.reply.fields.get("mode") == "all":
            return "all"
        return str(kind)

    @cached_property
    def reply(self) -> Writing:
        return self._writing(DraftKind.REPLY)

    @cached_property
    def note(self) -> Writing:
        return self._writing(DraftKind.NOTE)

    @cached_property
    def forward(self) -> Writing:
        return self._writing(
            DraftKind.FORWARD, {"text": self._as_quote(), "subject": f"Fwd: {self.conversation.subject}"}
        )

    @cached_property
    def offered(self) -> list[tuple[Attachment, bool]]:
        """Files of what is passed on, and whether they go along."""
        kept = self.refused["copy"].value() if isinstance(self.refused, ForwardForm) else None
        files = [file for message in self.quoted for file in message.attachments.all()]
        return [(file, kept is None or file.code in kept) for file in files]

    @cached_property
    def last_inbound(self) -> str:
        """The code of the customer's last message."""
        return self._last_inbound[0].code if self._last_inbound else ""

    @cached_property
    def quoted(self) -> Sequence[Message]:
        """What a forward passes on: the customer's last message, unless other ones were asked for."""
        if self._quoted is not None:
            return self._quoted
        return self._last_inbound

    @cached_property
    def theirs(self) -> list[Theirs]:
        """What colleagues are writing here."""
        return [
            Theirs(draft.agent.name, _WHAT[DraftKind(draft.kind)](), _when(draft))
            for draft in self._drafts
            if draft.agent_id != self.agent.pk
        ]

    @cached_property
    def _last_inbound(self) -> Sequence[Message]:
        shown = [message for message in self.messages if message.is_inbound][-1:]
        return shown or queries.last_inbound(self.conversation)

    @cached_property
    def _drafts(self) -> list[Draft]:
        return list(queries.drafts_in(self.conversation))

    @cached_property
    def _own(self) -> dict[str, Draft]:
        return {draft.kind: draft for draft in self._drafts if draft.agent_id == self.agent.pk}

    @cached_property
    def _uploads(self) -> list[Upload]:
        return list(queries.uploads_of(self.agent, self.conversation))

    def _writing(self, kind: DraftKind, usual: Mapping[str, str] | None = None) -> Writing:
        draft = self._own.get(kind)
        version = draft.updated_at.isoformat() if draft else ""
        if kind == DraftKind.FORWARD and self._quoted is not None:
            draft = None  # other messages were asked for than the draft passes on
        fields = dict(usual or {})
        if draft is not None:
            fields |= {**draft.recipients, "text": draft.text}
        errors: Mapping[str, Any] = {}
        if self.refused is not None and self.refused.kind == kind:
            fields = {name: str(value) for name, value in self.refused.data.items()}
            errors = self.refused.errors
        return Writing(
            kind=kind.value,
            fields=fields,
            errors=errors,
            files=[upload for upload in self._uploads if upload.kind == kind],
            version=version,
            token=new_token(),
        )

    def _as_quote(self) -> str:
        parts = [_quote(message) for message in self.quoted]
        return f"\n\n{_('Przekazana wiadomość:')}\n\n" + "\n\n".join(parts)[:_QUOTED] if parts else ""


def _quote(message: Message) -> str:
    who = f"{message.author_name} <{message.author_address}>" if message.author_address else message.author_name
    lines = [
        f"{_('Od:')} {who}",
        f"{_('Data:')} {clock.local(message.created_at):%d.%m.%Y, %H:%M}",
        *([f"{_('Temat:')} {message.subject}"] if message.subject else []),
        "",
        *message.text.strip().splitlines(),
    ]
    return "\n".join(f"> {line}".rstrip() for line in lines)


_WHAT = {
    DraftKind.REPLY: lambda: _("szkic odpowiedzi"),
    DraftKind.NOTE: lambda: _("szkic notatki"),
    DraftKind.FORWARD: lambda: _("szkic przekazania"),
}


def _when(draft: Draft) -> str:
    at = clock.local(draft.updated_at)
    is_today = at.date() == clock.local(clock.now()).date()
    return f"{at:%H:%M}" if is_today else date_format(at, "j E")
