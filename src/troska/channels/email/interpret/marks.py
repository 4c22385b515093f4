"""Marks of mail that no person wrote just now: automatic answers, lists, newsletters."""

import re

from troska.channels.email.interpret.headers import Headers

# Programs begin the subject with these; a customer does not.
_CERTAIN_SUBJECT = re.compile(
    r"(?i)\s*(?:(?:re|odp|aw|sv)\s*:\s*)?"
    r"(?:automatyczna odpowied[źz]|autoodpowied[źz]|odpowied[źz] automatyczna|auto(?:matic)?[ -]?(?:reply|response)|"
    r"out of (?:the )?office(?:\b|:)|abwesenheitsnotiz|automatische antwort|r[ée]ponse automatique|"
    r"respuesta autom[áa]tica|risposta automatica)"
)
# Words that count only beside another sign.
_WEAK_SUBJECT = re.compile(
    r"(?i)\b(?:nieobecno[śs][ćc]|poza biurem|urlop|on vacation|away from|out of office|abwesend|autoreply|auto)\b"
)


def _value(headers: Headers, name: str) -> str:
    return (headers.first(name) or b"").decode("latin-1").split("(")[0].strip().lower()


def is_auto_submitted(headers: Headers, subject: str, *, null_return_path: bool) -> bool:
    """Tell whether a machine sent this (RFC 3834 and what programs used before and beside it)."""
    declared = _value(headers, "auto-submitted").split(";")[0].strip()
    if declared and declared != "no":
        return True
    if any(
        _value(headers, name) not in {"", "no", "false"}
        for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")
    ):
        return True
    suppressed = _value(headers, "x-auto-response-suppress")
    if suppressed and suppressed != "none":
        return True
    precedence = _value(headers, "precedence")
    if precedence in {"auto_reply", "auto-reply", "autoreply"} or _value(headers, "x-precedence") == "auto_reply":
        return True
    if _CERTAIN_SUBJECT.match(subject):
        return True
    return bool(_WEAK_SUBJECT.search(subject)) and (null_return_path or precedence in {"junk", "bulk"})


def is_list_mail(headers: Headers, *, auto_submitted: bool) -> bool:
    """Tell whether this came from a mailing list or is a newsletter."""
    if headers.first("list-id") or headers.first("list-unsubscribe") or headers.first("list-post"):
        return True
    precedence = _value(headers, "precedence")
    return precedence == "list" or (precedence == "bulk" and not auto_submitted)
