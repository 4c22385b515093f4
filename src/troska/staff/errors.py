"""What can go wrong with agents and teams."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import NotFound, TroskaError


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


class NotATaxNumber(TroskaError):
    """The digits do not add up."""

    code = "not_a_tax_number"
    message = _("To nie jest poprawny NIP: ma 10 cyfr, a ostatnia musi się zgadzać z pozostałymi.")


class NotAnAddress(TroskaError):
    """It is neither a network nor the name of a host."""

    code = "not_an_address"
    message = _("Podaj adres (10.1.2.3), sieć (10.1.2.0/24) albo nazwę hosta (poczta.firma.lan).")


class MetadataAddress(TroskaError):
    """The network holds the address where clouds hand out the keys of a machine."""

    code = "metadata_address"
    status = 409
    message = _(
        "Ta sieć zawiera adresy 169.254.0.0/16, pod którymi chmury wydają klucze do serwera. "
        "Zaznacz, że naprawdę tego chcesz."
    )


class TooWide(TroskaError):
    """The network is most of the internet."""

    code = "too_wide"
    message = _("Ta sieć jest za szeroka: dla IPv4 najmniej /8, dla IPv6 najmniej /16.")


class SetUpClosed(NotFound):
    """Somebody could sign in here once: there are no first steps any more."""

    code = "set_up_closed"


class WrongCode(TroskaError):
    """The one-time code is not the one that the server printed."""

    code = "wrong_code"
    status = 403
    message = _("To nie jest kod z terminala serwera.")
