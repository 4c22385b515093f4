"""What can go wrong with customers."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class IdentityTaken(TroskaError):
    """Another customer is known by this identity."""

    code = "identity_taken"
    status = 409
    message = _("Ten adres należy już do innego klienta.")
