"""What each agent has of a conversation: how far he read, what he is writing, files he is about to send."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models.conversation import Conversation
from troska.core import clock, ids
from troska.staff.models import Agent


class ReadMark(models.Model):
    """The agent has seen the conversation as it stood when its last message was of `upto`."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="read_marks", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="read_marks")
    upto = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "conversation"], name="conversations_read_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} read {self.conversation_id}"


class Opening(models.Model):
    """When the agent last opened a conversation that was not his to answer."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="openings", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "conversation"], name="conversations_opening_once")]
        indexes = [models.Index(fields=["agent", "at"], name="conversations_openings")]

    def __str__(self) -> str:
        return f"{self.agent_id} opened {self.conversation_id}"


class DraftKind(models.TextChoices):
    REPLY = "reply", _("odpowiedź")
    NOTE = "note", _("notatka")
    FORWARD = "forward", _("przekazanie")


class Draft(models.Model):
    """What an agent is writing and has not sent; one of a kind in each conversation."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=DraftKind)
    text = models.TextField(default="", blank=True)
    #: Recipients as typed: {"to": "…", "cc": "…", "bcc": "…"}, and of a reply "mode": "reply" or "all".
    recipients = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("szkic")
        constraints = [
            models.UniqueConstraint(fields=["agent", "conversation", "kind"], name="conversations_draft_once"),
            models.CheckConstraint(condition=Q(kind__in=DraftKind.values), name="conversations_draft_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.agent_id} in {self.conversation_id}"


class Upload(models.Model):
    """A file that an agent put into what he writes; it becomes an attachment when that is sent."""

    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="uploads", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="uploads")
    #: What it was put into: a file meant for the team must not leave with a reply.
    kind = models.CharField(max_length=8, choices=DraftKind, default=DraftKind.REPLY, db_default=DraftKind.REPLY.value)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    storage_name = models.CharField(max_length=120, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("plik")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DraftKind.values), name="conversations_upload_kind_known"),
        ]
        indexes = [models.Index(fields=["created_at"], name="conversations_uploads_by_age")]

    def __str__(self) -> str:
        return self.filename
