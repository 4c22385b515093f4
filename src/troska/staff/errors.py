"""What can go wrong with agents and teams."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class AgentExists(TroskaError):
    """Another agent signs in with this address."""

    code = "agent_exists"
    status = 409
    message = _("Ktoś już loguje się tym adresem e-mail.")


class LastAdministrator(TroskaError):
    """Nobody would be left who may manage people."""

    code = "last_administrator"
    status = 409
    message = _("To ostatnia osoba, która zarządza ludźmi. Najpierw daj tę rolę komuś jeszcze.")


class TeamExists(TroskaError):
    """Another team is called so."""

    code = "team_exists"
    status = 409
    message = _("Zespół o tej nazwie już istnieje.")


class RoleExists(TroskaError):
    """Another role is called so."""

    code = "role_exists"
    status = 409
    message = _("Rola o tej nazwie już istnieje.")


class RoleInUse(TroskaError):
    """Somebody has the role."""

    code = "role_in_use"
    status = 409
    message = _("Ktoś ma tę rolę. Najpierw daj tym osobom inną.")


class PasswordNeeded(TroskaError):
    """Without a password nobody could come in when the provider is away."""

    code = "password_needed"
    status = 409
    message = _("Bez hasła nie dałoby się wejść, gdy dostawca logowania nie działa.")


class ProviderExists(TroskaError):
    """There is a provider of this issuer."""

    code = "provider_exists"
    status = 409
    message = _("Dostawca o tym adresie już jest.")
