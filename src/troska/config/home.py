"""The folder TROSKA_HOME itself."""

import os
from pathlib import Path

from troska.config.environment import BadSetting


def make_home(home: Path) -> None:
    """Make the folder if it is missing, closed to others.

    Made by root it may be passed through, since the embedded database runs as another user; its contents stay closed.
    """
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise BadSetting(f"TROSKA_HOME: cannot make the folder {home} ({error.strerror}).") from error


def restoring(home: Path) -> Path:
    """The mark that lies in a home while a backup is being restored into it."""
    return home / "restoring"


def refuse_half_restored(home: Path) -> None:
    """Raise BadSetting when a restore into this home has not ended: mail might be sent a second time."""
    if restoring(home).exists():
        raise BadSetting(
            f"A backup is being restored into {home}, or that was broken off. Let it end; else empty the folder and "
            "the database and restore again."
        )
