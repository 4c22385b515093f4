"""Unguessable codes for URLs and the API; numbers stay inside."""

import base64
import os

CODE_LENGTH = 26


def new_code() -> str:
    """Make a code of 128 random bits: 26 characters, lower case, safe in URLs and mail addresses."""
    return base64.b32encode(os.urandom(16)).decode("ascii").rstrip("=").lower()


def is_code(text: str) -> bool:
    """Say whether a text has the form of a code."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalnum()
