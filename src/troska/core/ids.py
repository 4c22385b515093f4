"""Unguessable codes for URLs and the API; numbers stay inside."""

import base64
import os

CODE_LENGTH = 26


def new_code() -> str:
    """Make a code of 128 random bits: 26 characters, lower case, safe in URLs and mail addresses."""
    return base64.b32encode(os.urandom(16)).decode("ascii").rstrip("=").lower()
