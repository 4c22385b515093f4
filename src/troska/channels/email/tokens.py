"""Signed reply tokens: the only thing in a mail that proves to which conversation it belongs.

A token is the conversation's id and 128 bits of HMAC-SHA256 over it, in base32, lower case, as mail servers may change
the case of an address. It stands in the Reply-To ("pomoc+r.TOKEN@sklep.example") and in each Message-ID of ours
("<CODE.r.TOKEN@sklep.example>"), so one of the two survives whatever a mail program keeps.
"""

import base64
import re

from troska.core import secrets

_PURPOSE = "email.reply-token"
_ID_BYTES = 6
_SIGNATURE_BYTES = 16
_TOKEN_LENGTH = 36  # ceil(22 bytes * 8 / 5)
_IN_ADDRESS = re.compile(rf"\+r\.([a-z2-7]{{{_TOKEN_LENGTH}}})@")
_IN_MESSAGE_ID = re.compile(rf"\.r\.([a-z2-7]{{{_TOKEN_LENGTH}}})@")


def reply_token(conversation_id: int) -> str:
    """Make the conversation's token: 36 characters of a-z and 2-7."""
    number = conversation_id.to_bytes(_ID_BYTES, "big")
    return _written(number + secrets.sign(_PURPOSE, number, size=_SIGNATURE_BYTES))


def read_token(token: str) -> int | None:
    """Give the conversation's id when the token is ours, else None."""
    try:
        signed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    number, signature = signed[:_ID_BYTES], signed[_ID_BYTES:]
    if len(signature) != _SIGNATURE_BYTES or not secrets.is_signed(_PURPOSE, number, signature):
        return None
    # Base32 leaves four bits unused: one spelling of a token counts, not sixteen.
    return int.from_bytes(number, "big") if _written(signed) == token else None


def _written(signed: bytes) -> str:
    return base64.b32encode(signed).decode("ascii").rstrip("=").lower()


def reply_address(address: str, conversation_id: int) -> str:
    """Put the conversation's token into one of our addresses."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}+r.{reply_token(conversation_id)}@{domain}"


def message_id(code: str, conversation_id: int, *, domain: str) -> str:
    """Give the Message-ID, without brackets, that a message of ours always has."""
    return f"{code}.r.{reply_token(conversation_id)}@{domain}"


def conversation_of_address(address: str) -> int | None:
    """Read the token in a recipient's address."""
    found = _IN_ADDRESS.search(address.lower())
    return read_token(found[1]) if found else None


def conversation_of_message_id(identifier: str) -> int | None:
    """Read the token in a Message-ID of ours."""
    found = _IN_MESSAGE_ID.search(identifier.lower())
    return read_token(found[1]) if found else None


def has_token(address: str) -> bool:
    """Say whether an address looks like a reply address of ours, whoever signed it."""
    return _IN_ADDRESS.search(address.lower()) is not None
