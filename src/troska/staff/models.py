"""The people who answer: agents in teams, each with a role."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.core import clock
from troska.core.addresses import email_key
from troska.core.text import polish_sort_key
from troska.timeline.actors import Actor


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    SUPERVISOR = "supervisor", _("lider")
    AGENT = "agent", _("konsultant")


class Language(models.TextChoices):
    POLISH = "pl", "polski"
    ENGLISH = "en", "English"


class AgentQuerySet(models.QuerySet["Agent"]):
    def active(self) -> "AgentQuerySet":
        return self.filter(is_active=True)


class AgentManager(BaseUserManager["Agent"]):
    """Django's authentication asks for these two; everything else goes through actions."""

    def get_queryset(self) -> AgentQuerySet:
        return AgentQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email__iexact=username)


class Team(models.Model):
    name = models.CharField(_("nazwa"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("zespół")

    def __str__(self) -> str:
        return self.name


class Agent(AbstractBaseUser):
    """A member of staff who signs in; also Django's user."""

    email = models.EmailField(_("e-mail"), unique=True)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField(_("imię i nazwisko"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    role = models.CharField(_("rola"), max_length=20, choices=Role, default=Role.AGENT)
    language = models.CharField(_("język"), max_length=2, choices=Language, default=Language.POLISH)
    signature = models.TextField(_("podpis"), default="", blank=True)
    is_active = models.BooleanField(_("aktywny"), default=True)
    teams: "models.ManyToManyField[Team, Membership]" = models.ManyToManyField(
        Team, through="Membership", related_name="agents"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AgentManager] = AgentManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("konsultant")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_agent_role_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="staff_agent_language_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the derived keys in step with what they are derived from."""
        self.email_key = email_key(self.email)
        self.sort_key = polish_sort_key(self.name, longest=240)
        super().save(*args, **kwargs)

    @property
    def actor(self) -> Actor:
        return Actor.agent(self.pk)

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "agent"], name="staff_membership_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.team_id}"
