"""What is audited about conversations: who looks at more than his work asks for, and at what nobody should see idly."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

MANY_OPENED = Deed("conversations.many_opened", _("mówi, czemu otwiera tyle rozmów"))
SECRET_SEEN = Deed("conversations.secret_seen", _("ogląda ukrytą wartość"))
FILE_READ = Deed("conversations.file_read", _("otwiera wrażliwy plik"))
