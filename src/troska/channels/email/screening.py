"""Mails that may not walk in by themselves: who sent them is unclear, or they are none of our customers' business."""

import re
from collections.abc import Container

from troska.channels.email.interpret.mail import InboundMail
from troska.channels.models import QuarantineReason
from troska.conversations.models import Authenticity
from troska.core.addresses import InvalidAddressError, email_key

_ROBOT = re.compile(r"^(?:.*[._-])?(?:no-?_?reply|do-?_?not-?_?reply|nie-?odpowiada[jc]|noresponse)(?:[._-].*)?@")
_LONGEST_SUBJECT = 300
#: Subjects by which a service proves that someone holds an address. Whoever sees such a mail can take over an account
#: that was made in our name ("ticket trick"), so it is shown to staff on purpose only.
_CODE_SUBJECTS = (
    "verification code", "verify your", "verification link", "confirm your", "confirmation code", "security code",
    "login code", "sign-in code", "sign in code", "log in code", "one-time", "one time pass", "passcode", "magic link",
    "login link", "sign-in link", "sign in to", "reset your password", "password reset", "your code", "is your code",
    "activate your account", "invited you", "join your team", "authentication code", "2fa",
    "kod weryfikacyjny", "kod potwierdzaj", "kod logowania", "kod bezpieczeństwa", "kod jednorazowy", "twój kod",
    "zweryfikuj", "potwierdź adres", "potwierdź swój", "potwierdź rejestrację", "potwierdzenie adresu",
    "aktywuj konto", "aktywacja konta", "zresetuj hasło", "reset hasła", "resetowanie hasła", "link do logowania",
    "zaprasza cię", "zaproszenie do zespołu", "dołącz do zespołu",
)  # fmt: skip


def screen(mail: InboundMail, *, own_addresses: Container[str], authenticity: Authenticity) -> QuarantineReason:
    """Say why a mail must wait for a person, or NONE."""
    if mail.from_ is None or not (key := _key(mail.from_.address)):
        return QuarantineReason.NO_SENDER
    if mail.from_is_ambiguous:
        return QuarantineReason.AMBIGUOUS_SENDER
    if key in own_addresses and authenticity != Authenticity.PASSED:
        return QuarantineReason.OWN_ADDRESS
    if is_verification_code(key, mail.subject or ""):
        return QuarantineReason.VERIFICATION_CODE
    return QuarantineReason.NONE


def is_robot(address: str) -> bool:
    """Say whether the address says of itself that nobody reads it."""
    return _ROBOT.match(address.casefold()) is not None


def is_verification_code(sender: str, subject: str) -> bool:
    """Say whether a robot sends something by which an address is proved."""
    folded = " ".join(subject[:_LONGEST_SUBJECT].casefold().split())
    return is_robot(sender) and any(phrase in folded for phrase in _CODE_SUBJECTS)


def _key(address: str) -> str:
    try:
        return email_key(address)
    except InvalidAddressError:
        return ""
