"""Whether this installation still waits for its first administrator, and the code that proves who may be it.

The code is in TROSKA_HOME and on the terminal of `troska serve`: who can read it runs the server.
"""

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

from troska.staff import deeds
from troska.staff.models import Agent, AuditEntry

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _SIZE = 4, 5


def is_open() -> bool:
    """Say whether nobody could ever sign in here; the audit log remembers also those who were removed."""
    return not Agent.objects.exists() and not AuditEntry.objects.filter(deed=deeds.AGENT_ADDED.name).exists()


def code_file() -> Path:
    """The file with the code, readable by its owner only."""
    return Path(settings.TROSKA_HOME) / "setup_code"


def code() -> str:
    """Give the code, made when there is none."""
    file = code_file()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    made = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_SIZE)) for _ in range(_GROUPS))
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(made + "\n")
    return made


def is_code(text: str) -> bool:
    """Compare in constant time; groups, case and blanks do not matter. Without a file nothing is the code."""
    try:
        known = code_file().read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return False
    expected = _bare(known)
    return len(expected) >= _GROUPS * _SIZE and hmac.compare_digest(_bare(text).encode(), expected.encode())


def forget_code() -> None:
    """The code has served its purpose."""
    code_file().unlink(missing_ok=True)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "").lower()
