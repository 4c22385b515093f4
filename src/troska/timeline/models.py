"""The timeline's tables. Events are only ever added; their order is kept beside them."""

from django.db import models
from django.db.models import Q

from troska.timeline.actors import ActorKind


class EventRow(models.Model):
    """One thing that happened. The table is partitioned by month of `recorded_at` (see the first migration)."""

    append_only = True

    # The key in the database is (id, recorded_at), as partitions ask for it; ids come from one sequence.
    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    stream_key = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    payload = models.JSONField()

    class Meta:
        db_table = "timeline_event"
        managed = False

    def __str__(self) -> str:
        return f"{self.kind} {self.stream_key}"


class Unsequenced(models.Model):
    """An event that is committed and waits for its position."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "timeline_unsequenced"

    def __str__(self) -> str:
        return str(self.event_id)


class Position(models.Model):
    """The place of an event in the one order that all readers follow."""

    append_only = True

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "timeline_position"

    def __str__(self) -> str:
        return str(self.position)


class Head(models.Model):
    """The last position given; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "timeline_head"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="timeline_head_is_one")]

    def __str__(self) -> str:
        return str(self.position)


class Cursor(models.Model):
    """How far one follower has read in one of its partitions."""

    follower = models.CharField(max_length=80)
    partition = models.PositiveSmallIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "timeline_cursor"
        constraints = [models.UniqueConstraint(fields=["follower", "partition"], name="timeline_cursor_once")]

    def __str__(self) -> str:
        return f"{self.follower}/{self.partition} at {self.position}"


class ParkedEvent(models.Model):
    """An event that a follower could not digest, or that waits behind one of the same stream."""

    follower = models.CharField(max_length=80)
    stream_key = models.CharField(max_length=80)
    position = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="Next try; null when only a person's replay tries again.")
    error = models.TextField(default="", blank=True)

    class Meta:
        db_table = "timeline_parked"
        constraints = [models.UniqueConstraint(fields=["follower", "position"], name="timeline_parked_once")]
        indexes = [models.Index(fields=["follower", "stream_key", "position"], name="timeline_parked_stream")]

    def __str__(self) -> str:
        return f"{self.follower} {self.stream_key} at {self.position}"
