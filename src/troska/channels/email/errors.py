"""What can go wrong with e-mail, told to the person who tried."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class NotBlockable(TroskaError):
    """There is no address that could be blocked."""

    code = "not_blockable"
    message = _("Ta rozmowa nie ma adresu e-mail, który można zablokować.")


class OwnSender(TroskaError):
    """It is one of ours."""

    code = "own_sender"
    status = 409
    message = _("To nasz własny adres, nie można go zablokować.")


class PublicDomain(TroskaError):
    """The domain belongs to a provider where everybody may have an address."""

    code = "public_domain"
    status = 409
    message = _("To poczta publiczna, z której piszą też zwykli klienci. Zablokuj sam adres nadawcy.")
