"""What is audited about conversations: changes of the places they come to, and looks at what nobody should see idly."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

BRAND_ADDED = Deed("conversations.brand_added", _("dodaje markę"))
BRAND_CHANGED = Deed("conversations.brand_changed", _("zmienia markę"))
BRAND_REMOVED = Deed("conversations.brand_removed", _("usuwa markę"))
LOCATION_ADDED = Deed("conversations.location_added", _("dodaje sklep"))
LOCATION_CHANGED = Deed("conversations.location_changed", _("zmienia sklep"))
LOCATION_REMOVED = Deed("conversations.location_removed", _("usuwa sklep"))
INBOX_ADDED = Deed("conversations.inbox_added", _("dodaje skrzynkę"))
INBOX_CHANGED = Deed("conversations.inbox_changed", _("zmienia skrzynkę"))
INBOX_REMOVED = Deed("conversations.inbox_removed", _("usuwa skrzynkę"))
INBOXES_GIVEN = Deed("conversations.inboxes_given", _("zmienia skrzynki zespołu"))
MANY_OPENED = Deed("conversations.many_opened", _("mówi, czemu otwiera tyle rozmów"))
HELD = Deed("conversations.held", _("wstrzymuje usuwanie rozmowy"))
RELEASED = Deed("conversations.released", _("znosi wstrzymanie usuwania"))
RETENTION_CHANGED = Deed("conversations.retention_changed", _("zmienia czas przechowywania"))
SECRET_SEEN = Deed("conversations.secret_seen", _("ogląda ukrytą wartość"))
FILE_READ = Deed("conversations.file_read", _("otwiera wrażliwy plik"))
