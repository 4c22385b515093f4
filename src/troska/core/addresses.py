"""E-mail addresses: one canonical key, shared by look-up, limits and every comparison."""

import re
import unicodedata
from functools import lru_cache

import idna

_COMMENT_DEPTH = 10
#: What only a quoted local part may hold (RFC 5322 3.2.3), and what none may; letters of all scripts may (RFC 6531).
_SPECIAL = re.compile(r'[\s()<>\[\]:;@\\,"]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
_ESCAPED, _TO_ESCAPE = re.compile(r"\\(.)"), re.compile(r'(["\\])')
_DOMAIN = re.compile(r"[^\s@\x00-\x1f\x7f]{1,253}")
MAX_LENGTH = 254


class InvalidAddressError(ValueError):
    """The text is no e-mail address that mail could be sent to."""


@lru_cache(maxsize=8192)
def email_key(address: str) -> str:
    """Give the key under which an address is known: no comments, needless quotes or plus tag, lower case, ASCII domain.

    "Anna.Nowak+sklep@POCZTA.example" and "(x)anna.nowak@poczta.example" are one key.
    Raises InvalidAddressError. RFC 5321 4.1.2, RFC 5322 3.4.1, UTS 46.
    """
    bare = _without_comments(unicodedata.normalize("NFKC", address)).strip()
    local, at, domain = bare.rpartition("@")
    if not at or not local or len(bare) > MAX_LENGTH:
        raise InvalidAddressError(address)
    local = _local_key(local.strip())
    key = f"{local}@{_domain_key(domain.strip())}"
    if len(key) > MAX_LENGTH:
        raise InvalidAddressError(address)
    return key


def is_email(address: str) -> bool:
    """Say whether mail could be sent to the address."""
    try:
        email_key(address)
    except InvalidAddressError:
        return False
    return True


def _local_key(local: str) -> str:
    if _QUOTED.fullmatch(local):
        local = _ESCAPED.sub(r"\1", local[1:-1])
    elif _SPECIAL.search(local):
        raise InvalidAddressError(local)
    local = local.casefold()
    name, plus, _tag = local.partition("+")
    local = name if plus and name else local
    if not local or _CONTROL.search(local):
        raise InvalidAddressError(local)
    # Quotes stay where the address needs them, so that no other address can have the same key.
    return '"' + _TO_ESCAPE.sub(r"\\\1", local) + '"' if _SPECIAL.search(local) else local


def _domain_key(domain: str) -> str:
    domain = domain.rstrip(".")
    if not _DOMAIN.fullmatch(domain):
        raise InvalidAddressError(domain)
    if domain.startswith("[") and domain.endswith("]"):
        return domain.lower()
    try:
        encoded = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise InvalidAddressError(domain) from error
    return encoded.lower()


def _without_comments(address: str) -> str:
    """Drop RFC 5322 comments; one left to right pass that knows quotes and escapes."""
    if "(" not in address and ")" not in address:
        return address
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for mark in address:
        if escaped:
            escaped = False
        elif mark == "\\" and (quoted or depth):
            escaped = True
        elif mark == '"' and not depth:
            quoted = not quoted
        elif mark == "(" and not quoted:
            depth += 1
            if depth > _COMMENT_DEPTH:
                raise InvalidAddressError(address[:80])
            continue
        elif mark == ")" and not quoted:
            if not depth:
                raise InvalidAddressError(address[:80])
            depth -= 1
            continue
        if not depth:
            kept.append(mark)
    if depth or quoted:
        raise InvalidAddressError(address[:80])
    return "".join(kept)
