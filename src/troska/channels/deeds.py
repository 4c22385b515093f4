"""What is audited about how long things are kept."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

RETAINED = Deed("channels.retained", _("usuwa to, czego czas przechowywania minął"))
