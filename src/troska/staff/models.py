"""The people who answer: agents in teams, each with a role."""

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.core import clock
from troska.core.addresses import email_key
from troska.core.ids import new_code
from troska.core.text import polish_sort_key
from troska.staff.permissions import ROLES, Permission, Role, known
from troska.timeline.actors import Actor, ActorKind


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


class OwnRole(models.Model):
    """A role of the company's own: a choice from the permissions of `staff.permissions`."""

    name = models.CharField(_("nazwa"), max_length=60, unique=True)
    permission_names = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        verbose_name = _("własna rola")

    def __str__(self) -> str:
        return self.name

    @property
    def permissions(self) -> frozenset[Permission]:
        return known(self.permission_names)


class Agent(AbstractBaseUser):
    """A member of staff who signs in; also Django's user."""

    email = models.EmailField(_("e-mail"), unique=True)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField(_("imię i nazwisko"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    role = models.CharField(_("rola"), max_length=20, choices=Role, default=Role.AGENT)
    own_role = models.ForeignKey(OwnRole, on_delete=models.PROTECT, null=True, blank=True, related_name="agents")
    language = models.CharField(_("język"), max_length=2, choices=Language, default=Language.POLISH)
    #: Names the file of his picture; empty while he has none.
    picture = models.CharField(max_length=32, default="", db_default="", blank=True)
    wants_alarms = models.BooleanField(_("dostaje listy, gdy coś się zepsuje"), default=True, db_default=True)
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
        self.forget_permissions()
        super().save(*args, **kwargs)

    @property
    def actor(self) -> Actor:
        return Actor.agent(self.pk)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What he may do: by his role, or by the company's own role where he has one. Nothing once deactivated."""
        if not self.is_active:
            return frozenset()
        return self.own_role.permissions if self.own_role else ROLES[Role(self.role)]

    @property
    def lacks_second_factor(self) -> bool:
        """Whether his role must have a second factor by now and he has none; known of who is signed in."""
        return bool(getattr(self, "misses_factor", False))

    def forget_permissions(self) -> None:
        """Look anew what he may do, after his role has changed."""
        self.__dict__.pop("permissions", None)

    @property
    def role_name(self) -> str:
        return self.own_role.name if self.own_role else str(Role(self.role).label)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Forget also what was derived."""
        self.forget_permissions()
        super().refresh_from_db(*args, **kwargs)


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "agent"], name="staff_membership_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.team_id}"


class SignInRules(models.Model):
    """How long one stays signed in; one row, or none while nobody changed anything."""

    IDLE = timedelta(hours=8)
    WHOLE = timedelta(hours=12)

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    idle = models.DurationField(default=IDLE)
    whole = models.DurationField(default=WHOLE)

    class Meta:
        db_table = "staff_sign_in_rules"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="staff_sign_in_rules_once")]

    def __str__(self) -> str:
        return f"{self.idle}, {self.whole}"


class RoleRule(models.Model):
    """How those who have a role sign in, where it differs from the usual; built-in or the company's own."""

    role = models.CharField(max_length=20, choices=Role, null=True, unique=True)  # noqa: DJ001 -- null: not of one
    own_role = models.OneToOneField(OwnRole, on_delete=models.CASCADE, null=True, related_name="rule")
    #: From then on nobody of the role comes in without a second factor.
    second_factor_from = models.DateTimeField(null=True)
    allows_password = models.BooleanField(default=True)

    class Meta:
        db_table = "staff_role_rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(role=None, own_role__isnull=False) | Q(role__isnull=False, own_role=None),
                name="staff_role_rule_of_one_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.own_role_id}"


class AgentSession(AbstractBaseSession):
    """A browser that is signed in, or about to be (see `staff.sessions`)."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    address = models.GenericIPAddressField(null=True)
    program = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "staff_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from troska.staff.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """Who may join, as what; the link that was sent holds a token of which only the hash is kept."""

    email = models.EmailField(_("e-mail"))
    email_key = models.CharField(max_length=254)
    name = models.CharField(_("imię i nazwisko"), max_length=120, blank=True)
    role = models.CharField(_("rola"), max_length=20, choices=Role, default=Role.AGENT)
    own_role = models.ForeignKey(OwnRole, on_delete=models.PROTECT, null=True, blank=True)
    language = models.CharField(_("język"), max_length=2, choices=Language, default=Language.POLISH)
    teams: "models.ManyToManyField[Team, Any]" = models.ManyToManyField(Team)
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email_key"], name="staff_invitation_once_each")]

    def __str__(self) -> str:
        return self.email

    @property
    def role_name(self) -> str:
        return self.own_role.name if self.own_role else str(Role(self.role).label)

    @property
    def is_open(self) -> bool:
        return self.expires_at > clock.now()


class Guesses(models.Model):
    """How often somebody was wrong about a secret, and until when nobody is asked again (see `staff.guessing`)."""

    #: What is counted: an account from one network, an account from anywhere, a network.
    key = models.CharField(max_length=120, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="guesses")

    class Meta:
        db_table = "staff_guesses"
        indexes = [models.Index(fields=["last_at"], name="staff_guesses_by_time")]

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class ProviderKind(models.TextChoices):
    OPENID = "openid", "OpenID Connect"
    SAML = "saml", "SAML 2.0"


class SignInProvider(models.Model):
    """Somebody else at whom people prove who they are.

    Accounts are linked by (issuer, subject). So the issuer never changes: another one is another provider.
    """

    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    label = models.CharField(_("napis na przycisku"), max_length=40)
    issuer = models.URLField(_("wystawca"), max_length=300, unique=True)
    kind = models.CharField(max_length=6, choices=ProviderKind, default=ProviderKind.OPENID, db_default="openid")
    client_id = models.CharField(_("identyfikator klienta"), max_length=190)
    #: Of SAML: where people sign in, and the certificates that sign answers, each in a line.
    sso_url = models.URLField(max_length=500, default="", db_default="", blank=True)
    certificates = models.TextField(default="", db_default="", blank=True)
    #: Encrypted.
    encrypted_secret = models.TextField(default="", blank=True)
    #: Whose verified address is in one of these joins without being invited; nobody when there are none.
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.AGENT)
    own_role = models.ForeignKey(OwnRole, on_delete=models.PROTECT, null=True, blank=True)
    is_on = models.BooleanField(_("włączony"), default=True)

    class Meta:
        db_table = "staff_sign_in_provider"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProviderKind.values), name="staff_provider_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="saml") | ~Q(certificates=""), name="staff_saml_never_without_a_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AuditEntry(models.Model):
    """One deed in the audit log (see `staff.audit`)."""

    append_only = True

    at = models.DateTimeField()
    deed = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    #: The thing it was done to, as "agent:42"; empty when it is about none.
    about = models.CharField(max_length=80, default="", blank=True)
    address = models.GenericIPAddressField(null=True)
    program = models.CharField(max_length=300, default="", blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "staff_audit_entry"
        indexes = [
            models.Index(fields=["deed", "id"], name="staff_audit_by_deed"),
            models.Index(fields=["actor_kind", "actor_id", "id"], name="staff_audit_by_actor"),
            models.Index(fields=["about", "id"], name="staff_audit_by_subject"),
            models.Index(fields=["at"], name="staff_audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.about}"


class AuditSeal(models.Model):
    """The place of an entry in the chain, and the hash over it and all before."""

    append_only = True

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.DO_NOTHING, related_name="seal")
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=32)

    class Meta:
        db_table = "staff_audit_seal"

    def __str__(self) -> str:
        return str(self.position)


class Company(models.Model):
    """Who runs this installation; one row. What stands in letters and on documents comes from here."""

    legal_name = models.CharField(_("pełna nazwa"), max_length=160)
    #: Ten digits of a NIP; empty for who has none.
    tax_number = models.CharField(_("NIP"), max_length=10, default="", blank=True)
    street = models.CharField(_("ulica i numer"), max_length=120, default="", blank=True)
    postal_code = models.CharField(_("kod pocztowy"), max_length=12, default="", blank=True)
    city = models.CharField(_("miejscowość"), max_length=80, default="", blank=True)
    privacy_contact = models.EmailField(_("kontakt w sprawie danych osobowych"), default="", blank=True)
    system_address = models.EmailField(_("adres listów systemowych"), default="", blank=True)
    language = models.CharField(_("język"), max_length=2, choices=Language, default=Language.POLISH)
    #: Where the first steps were left; empty when they are done.
    setup_step = models.CharField(max_length=12, default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("firma")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="staff_one_company"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="staff_company_language_known"),
        ]

    def __str__(self) -> str:
        return self.legal_name


class AllowedAddress(models.Model):
    """A network or host that we may connect to although it is loopback or private, beside TROSKA_EGRESS_ALLOW."""

    word = models.CharField(_("sieć albo host"), max_length=253, unique=True)
    note = models.CharField(_("do czego"), max_length=120, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("dozwolony adres")

    def __str__(self) -> str:
        return self.word
