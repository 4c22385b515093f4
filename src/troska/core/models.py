"""What the installation knows of itself: what its checks found, since when, and which processes run."""

from django.db import models
from django.db.models import Q

from troska.core import clock


class Checkup(models.Model):
    """What one check found the last time; of a check about one machine, one for each machine."""

    name = models.CharField(max_length=120)
    #: Empty for what is the same everywhere.
    machine = models.CharField(max_length=253, default="", blank=True)
    #: When somebody took it on; null when it is to be done at once.
    claimed_at = models.DateTimeField(null=True)
    ran_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    #: [{"code": …, "verdict": …, "key": …, "values": {…}}]
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "machine"], name="core_checkup_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.machine}".strip()


class Trouble(models.Model):
    """Something that is not fine, from when it was first seen to when it was gone."""

    check_name = models.CharField(max_length=120)
    machine = models.CharField(max_length=253, default="", blank=True)
    code = models.CharField(max_length=80)
    key = models.CharField(max_length=120, default="", blank=True)
    verdict = models.CharField(max_length=6)
    values = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: When people were written to: that it is there, that it still is, that it is over.
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_name", "machine", "code", "key"],
                condition=Q(ended_at=None),
                name="core_trouble_once",
            ),
        ]
        indexes = [models.Index(fields=["ended_at"], name="core_trouble_by_end")]

    def __str__(self) -> str:
        return f"{self.code} {self.key}".strip()


class BackupRun(models.Model):
    """One backup that was tried: where it lies, or why there is none."""

    machine = models.CharField(max_length=253)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=clock.now)
    is_good = models.BooleanField()
    #: The command's own words when it failed.
    reason = models.CharField(max_length=1000, default="", blank=True)
    file = models.CharField(max_length=1000, default="", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    is_encrypted = models.BooleanField(default=False)
    #: Files that rows name and that were not there.
    missing = models.PositiveIntegerField(default=0)
    #: When it was last read from end to end, with all sums right.
    verified_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="core_backups_by_time")]

    def __str__(self) -> str:
        return f"{self.started_at} {'good' if self.is_good else 'failed'}"


class RunningProcess(models.Model):
    """A part that runs on some machine; one that gives no sign of life for a while has died."""

    machine = models.CharField(max_length=253)
    pid = models.PositiveIntegerField()
    part = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(default=clock.now)
    #: What its long loops say of themselves: [{"loop": …, "alive": …, "silent_for": …, "failures": …, "trouble": …}]
    loops = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["machine", "pid"], name="core_process_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.machine}:{self.pid}"
