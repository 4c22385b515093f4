"""What is audited about the chat."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

WIDGET_SAVED = Deed("webchat.widget_saved", _("ustawia czat na stronie"))
KEY_ADDED = Deed("webchat.key_added", _("dodaje klucz tożsamości czatu"))
KEY_RETIRED = Deed("webchat.key_retired", _("wycofuje klucz tożsamości czatu"))
