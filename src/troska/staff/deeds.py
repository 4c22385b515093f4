"""What is audited about people: signing in, roles, teams, access."""

from django.utils.translation import gettext_lazy as _

from troska.staff.audit import Deed

SIGNED_IN = Deed("staff.signed_in", _("loguje się"))
SIGNED_OUT = Deed("staff.signed_out", _("wylogowuje się"))
SIGN_IN_FAILED = Deed("staff.sign_in_failed", _("nie może się zalogować"))
AGENT_ADDED = Deed("staff.agent_added", _("dodaje osobę"))
AGENT_CHANGED = Deed("staff.agent_changed", _("zmienia dane osoby"))
AGENT_DEACTIVATED = Deed("staff.agent_deactivated", _("odbiera dostęp"))
AGENT_REACTIVATED = Deed("staff.agent_reactivated", _("przywraca dostęp"))
ROLE_GIVEN = Deed("staff.role_given", _("zmienia rolę"))
TEAM_JOINED = Deed("staff.team_joined", _("dodaje do zespołu"))
TEAM_LEFT = Deed("staff.team_left", _("usuwa z zespołu"))
TEAM_ADDED = Deed("staff.team_added", _("zakłada zespół"))
TEAM_RENAMED = Deed("staff.team_renamed", _("zmienia nazwę zespołu"))
TEAM_REMOVED = Deed("staff.team_removed", _("usuwa zespół"))
OWN_ROLE_ADDED = Deed("staff.own_role_added", _("tworzy rolę"))
OWN_ROLE_CHANGED = Deed("staff.own_role_changed", _("zmienia rolę firmy"))
OWN_ROLE_REMOVED = Deed("staff.own_role_removed", _("usuwa rolę"))
COMPANY_CHANGED = Deed("staff.company_changed", _("zmienia dane firmy"))
ADDRESS_ALLOWED = Deed("staff.address_allowed", _("zezwala na adres prywatny"))
ADDRESS_FORBIDDEN = Deed("staff.address_forbidden", _("cofa zgodę na adres prywatny"))
SET_UP = Deed("staff.set_up", _("uruchamia instalację"))
KEY_ROTATED = Deed("staff.key_rotated", _("wymienia klucz instalacji"))
