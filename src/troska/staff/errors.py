"""What can go wrong with agents and teams."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class AgentExists(TroskaError):
    """Another agent signs in with this address."""

    code = "agent_exists"
    status = 409
    message = _("Ktoś już loguje się tym adresem e-mail.")
