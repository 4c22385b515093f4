"""What is audited about mail accounts."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

MAILBOX_ADDED = Deed("email.mailbox_added", _("dodaje konto pocztowe"))
MAILBOX_CHANGED = Deed("email.mailbox_changed", _("zmienia konto pocztowe"))
