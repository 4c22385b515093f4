"""Whether this is the sample company's installation: `troska demo` says so to the parts that it starts."""

import os
from pathlib import Path

from django.conf import settings


def is_on() -> bool:
    """Say whether the sample company's pages belong here; elsewhere they do not exist."""
    return os.environ.get("TROSKA_DEMO") == "1"


def folder() -> Path:
    """Give the folder of what only the demo has: its mailboxes and the ports of its mail server."""
    return Path(settings.TROSKA_HOME) / "demo"
