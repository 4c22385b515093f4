"""Every address of the product, and who may expect what of it: the table that `test_matrix.py` goes through.

It is written by hand and knows nothing of `staff.permissions`, so that a slip there is seen here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.urls import URLPattern, URLResolver, get_resolver


class Who(Enum):
    """Who asks. `…_HERE` works in the team that the conversation came to, `…_ELSEWHERE` in another one."""

    ANONYMOUS = "anonymous"
    ADMINISTRATOR = "administrator"
    SUPERVISOR_HERE = "supervisor here"
    SUPERVISOR_ELSEWHERE = "supervisor elsewhere"
    AGENT_HERE = "agent here"
    AGENT_ELSEWHERE = "agent elsewhere"
    ASSIGNED = "agent elsewhere, made responsible"
    MENTIONED = "agent elsewhere, mentioned"
    EDITOR = "editor in the team here"
    CLERK = "clerk in the team here"
    PRIVACY_OFFICER = "privacy officer"
    NOTHING = "own role without permissions, in the team here"
    DEACTIVATED = "deactivated agent of the team here"


W = Who
INSIDE = frozenset(Who) - {W.ANONYMOUS, W.DEACTIVATED}
AT_DESK = INSIDE - {W.EDITOR, W.CLERK, W.NOTHING}
ANSWERING = AT_DESK - {W.PRIVACY_OFFICER}
SEEING = frozenset({W.ADMINISTRATOR, W.PRIVACY_OFFICER, W.SUPERVISOR_HERE, W.AGENT_HERE, W.ASSIGNED, W.MENTIONED})
SEEING_MAIL_AT_THE_DOOR = SEEING - {W.ASSIGNED, W.MENTIONED}
SUPERVISING = frozenset({W.ADMINISTRATOR, W.SUPERVISOR_HERE, W.SUPERVISOR_ELSEWHERE})
ADMINISTRATORS = frozenset({W.ADMINISTRATOR})
AUDITORS = frozenset({W.ADMINISTRATOR, W.PRIVACY_OFFICER})
ALL = frozenset(Who)


class Door(Enum):
    """What who is not let in gets to hear."""

    PUBLIC = "everyone is let in"
    #: Not signed in: to the sign-in page. Signed in: there is no such page.
    HIDDEN = "404"
    #: The same, but who may look and not act is told so.
    ACTING = "403 for who may look, else 404"
    #: Asks for what nobody has here: the people of these tests have neither passwords nor second factors.
    PROOF = "403 for who is signed in"
    #: Its address is a secret itself, and shows nothing of anybody else's.
    TOKEN = "404 for all without the secret"
    SHUT = "404 for all"


@dataclass(frozen=True)
class Row:
    """One address: how it is guarded, who is let in, and what is sent to it."""

    door: Door
    let_in: frozenset[Who] = ALL
    #: May look, not act (for ACTING).
    may_look: frozenset[Who] = frozenset()
    posts: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


def _reads(let_in: frozenset[Who]) -> Row:
    return Row(Door.HIDDEN, let_in)


def _posts(let_in: frozenset[Who], **data: str) -> Row:
    return Row(Door.HIDDEN, let_in, posts=True, data=data)


def _acts(let_in: frozenset[Who], looking: frozenset[Who], **data: str) -> Row:
    return Row(Door.ACTING, let_in & ANSWERING, looking, posts=True, data=data)


def _acts_on_conversation(**data: str) -> Row:
    return _acts(SEEING, SEEING, **data)


_PUBLIC = Row(Door.PUBLIC)

ROWS: Mapping[str, Row] = {
    "healthz": _PUBLIC,
    # The doors of the library: what they show depends on nobody's data.
    **dict.fromkeys(
        [
            "account_login",
            "account_inactive",
            "account_signup",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "account_confirm_email",
            "account_email_verification_sent",
        ],
        _PUBLIC,
    ),
    **dict.fromkeys(
        [
            "account_logout",
            "account_change_password",
            "account_reauthenticate",
        ],
        _reads(INSIDE),
    ),
    **dict.fromkeys(
        [
            "mfa_index",
            "mfa_activate_totp",
            "mfa_generate_recovery_codes",
            "mfa_add_webauthn",
        ],
        _reads(INSIDE),
    ),
    # Only for who has one, or is half-way through the door.
    **dict.fromkeys(
        [
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_remove_webauthn",
        ],
        _reads(INSIDE),
    ),
    # Who is in already is led to the desk.
    **dict.fromkeys(["mfa_authenticate", "mfa_login_webauthn"], _reads(INSIDE)),
    **dict.fromkeys(["mfa_reauthenticate", "mfa_reauthenticate_webauthn"], Row(Door.PROOF)),
    **dict.fromkeys(["account_email", "account_set_password", "account_confirm_login_code"], Row(Door.SHUT)),
    "mfa_list_webauthn": _PUBLIC,  # leads to mfa_index
    "socialaccount_login_cancelled": _PUBLIC,
    # The chat knows nobody's session: who may what there is asked in channels/webchat/test_doors.py.
    "webchat:loader": _PUBLIC,
    **dict.fromkeys(["webchat:greet", "webchat:history", "webchat:file"], Row(Door.TOKEN)),
    **dict.fromkeys(
        [
            "webchat:puzzle",
            "webchat:begin",
            "webchat:identify",
            "webchat:sign-out",
            "webchat:introduce",
            "webchat:say",
            "webchat:add-file",
            "webchat:sign",
            "webchat:rate",
            "webchat:end",
            "webchat:transcript",
        ],
        Row(Door.TOKEN, posts=True),
    ),
    # Invitations, providers, pictures of people: nothing without the secret in the address.
    "staff:invitation": Row(Door.TOKEN),
    "staff:provider": Row(Door.TOKEN, posts=True),
    "staff:provider-back": Row(Door.TOKEN),
    "staff:saml-metadata": Row(Door.TOKEN),
    "staff:saml-answer": Row(Door.TOKEN, posts=True),
    "staff:saml-back": Row(Door.TOKEN),
    "staff:picture": Row(Door.TOKEN),
    # The desk.
    "desk:home": _reads(INSIDE),
    "desk:list": _reads(AT_DESK),
    "desk:counts": _reads(AT_DESK),
    "desk:search": _reads(AT_DESK),
    "desk:hints": _reads(AT_DESK),
    "desk:guide": _reads(AT_DESK),
    "desk:quarantine": _reads(AT_DESK),
    "desk:quarantine-entry": _reads(SEEING_MAIL_AT_THE_DOOR),
    "desk:decide": _acts(SEEING_MAIL_AT_THE_DOOR, SEEING_MAIL_AT_THE_DOOR),
    "desk:bulk": _acts(AT_DESK, AT_DESK, co="kosz"),
    "desk:reason": _reads(AT_DESK),
    "desk:undo": _acts(AT_DESK, AT_DESK),
    "desk:presence": _posts(AT_DESK, conversation="", tab="a" * 16, doing="gone"),
    "desk:conversation": _reads(SEEING),
    "desk:visitor": _reads(SEEING),
    "desk:forward-form": Row(Door.ACTING, SEEING & ANSWERING, SEEING),
    "desk:attachment": _reads(SEEING),
    "desk:hidden": _posts(SEEING),
    "desk:hold": _reads(frozenset({W.ADMINISTRATOR, W.PRIVACY_OFFICER})),
    "email:html": _reads(SEEING),
    "desk:read": _posts(SEEING),
    "desk:unread": _posts(SEEING),
    "desk:assign": _acts_on_conversation(agent="0"),
    "desk:status": _acts_on_conversation(status="closed"),
    "desk:snooze": _acts_on_conversation(until="tomorrow"),
    "desk:label": _acts_on_conversation(),
    "desk:priority": _acts_on_conversation(priorytet="high"),
    "desk:spam": _acts_on_conversation(),
    "desk:reply": _acts_on_conversation(text="Już sprawdzam."),
    "desk:note": _acts_on_conversation(text="Sprawdzam."),
    "desk:forward": _acts_on_conversation(text="Proszę.", to="magazyn@firma.example"),
    "desk:draft": _acts_on_conversation(text="Szk"),
    "desk:add-file": _acts_on_conversation(),
    "desk:remove-file": _acts_on_conversation(),
    "desk:preview": _acts_on_conversation(text="**x**"),
    "desk:let-in": _acts_on_conversation(),
    "desk:take-back": _acts_on_conversation(),
    "desk:decide-delivery": _acts_on_conversation(),
    "administration:labels": _reads(SUPERVISING),
    "administration:label-add": _posts(SUPERVISING),
    "administration:label-change": _posts(SUPERVISING),
    "administration:label-remove": _posts(SUPERVISING),
    "administration:blocked": _reads(SUPERVISING),
    "administration:unblock": _posts(SUPERVISING),
    "desk:theme": _posts(INSIDE),
    "desk:language": _posts(INSIDE),
    "desk:keys": _posts(INSIDE),
    "email:picture": Row(Door.TOKEN),
    # The administration.
    "administration:chat": _reads(ADMINISTRATORS),
    "administration:chat-key": _posts(ADMINISTRATORS),
    "administration:chat-key-retire": _posts(ADMINISTRATORS),
    "administration:home": _reads(INSIDE),
    "administration:people": _reads(ADMINISTRATORS),
    "administration:person": _reads(ADMINISTRATORS),
    "administration:access": _posts(ADMINISTRATORS),
    "administration:roles": _reads(ADMINISTRATORS),
    "administration:role-add": _reads(ADMINISTRATORS),
    "administration:role": _reads(ADMINISTRATORS),
    "administration:role-remove": _posts(ADMINISTRATORS),
    **dict.fromkeys(["administration:me", "administration:sessions"], _reads(INSIDE)),
    **dict.fromkeys(["administration:picture", "administration:link", "administration:unlink"], _posts(INSIDE)),
    "administration:sessions-end": _posts(INSIDE, sesja="x"),
    "administration:person-sessions": _posts(ADMINISTRATORS),
    "administration:factors": _posts(ADMINISTRATORS),
    "administration:unlock": _posts(ADMINISTRATORS),
    "administration:invitations": _reads(ADMINISTRATORS),
    "administration:invite": _reads(ADMINISTRATORS),
    "administration:invitation-again": _posts(ADMINISTRATORS),
    "administration:invitation-withdraw": _posts(ADMINISTRATORS),
    "administration:rules": _reads(ADMINISTRATORS),
    "administration:role-rule": _reads(ADMINISTRATORS),
    "administration:providers": _reads(ADMINISTRATORS),
    "administration:provider-add": _reads(ADMINISTRATORS),
    "administration:provider": _reads(ADMINISTRATORS),
    "administration:provider-remove": _posts(ADMINISTRATORS),
    # Nobody begins where somebody is.
    "administration:first-steps": Row(Door.SHUT),
    **dict.fromkeys(
        [
            "administration:company",
            "administration:retention",
            "administration:brands",
            "administration:brand-add",
            "administration:brand",
            "administration:brand-logo",
            "administration:locations",
            "administration:location-add",
            "administration:location",
            "administration:inboxes",
            "administration:inbox-add",
            "administration:inbox",
            "administration:teams",
            "administration:team-add",
            "administration:team",
            "administration:accounts",
            "administration:account-add",
            "administration:account",
            "administration:addresses",
        ],
        _reads(ADMINISTRATORS),
    ),
    **dict.fromkeys(
        [
            "administration:samples-remove",
            "administration:brand-remove",
            "administration:location-remove",
            "administration:inbox-remove",
            "administration:team-remove",
            "administration:account-try",
            "administration:address-forbid",
        ],
        _posts(ADMINISTRATORS),
    ),
    "administration:audit": _reads(AUDITORS),
    "administration:system": _reads(ADMINISTRATORS),
    "administration:system-check": _posts(ADMINISTRATORS),
    "administration:system-alarms": _posts(ADMINISTRATORS),
}
#: Let in, but nothing there for the values tried: a picture that is not, a file that never was.
NOTHING_THERE = {
    "administration:brand-logo",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_remove_webauthn",
    "administration:label-change",
    "administration:label-remove",
    "administration:unblock",
    "administration:chat-key",
    "administration:chat-key-retire",
    "administration:link",
    "administration:unlink",
    "administration:invitation-again",
    "administration:invitation-withdraw",
    "desk:let-in",
    "desk:decide-delivery",
}
#: The first who decides leaves nothing to decide to the others.
ONCE = {"desk:decide"}
#: Pages of the sample company, which only `troska demo` has.
DEMO = "demo"


@dataclass(frozen=True)
class Address:
    """One address of the table: its name with its namespaces, and its pattern."""

    name: str
    route: str

    def filled(self, values: Mapping[str, str]) -> str:
        """Give the address with its gaps filled; of named choices, (?P<decision>ponow|wyslana), the first one."""

        def fill(gap: re.Match[str]) -> str:
            return gap["choices"].partition("|")[0] if "|" in (gap["choices"] or "") else values[gap["name"]]

        route = re.sub(r"\(\?P<(?P<name>\w+)>(?P<choices>[^()]*)\)", fill, self.route)
        route = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", lambda gap: values[gap["name"]], route)
        return "/" + route.replace("^", "").replace(r"\Z", "").replace("$", "")


def addresses() -> list[Address]:
    """List every address of the product, in the order of its table."""
    return list(_walk(get_resolver().url_patterns, (), ""))


def _walk(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], route: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, inner, here)
        else:
            yield Address(":".join((*spaces, pattern.name or "home")), here)
