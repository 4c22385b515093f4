"""Which files of TROSKA_HOME belong into a backup, and when a home is empty enough to restore into."""

import os
from collections.abc import Iterator
from pathlib import Path

#: Made anew by whoever needs them, or of this machine only; the database goes by pg_dump, the key by nobody but people.
NOT_KEPT = frozenset(
    {"postgres", "static", "locale", "backups", "secret_key", "audit_head", "troska.lock", "restoring", "serve.log"}
)
#: May lie in a home before something is restored into it.
MAY_LIE = NOT_KEPT - {"postgres", "audit_head"} | {"erasures"}


def kept_files(home: Path, *, but: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Give every file that can't be made again, by its name within the home; never what lies under `but`."""
    for entry in _sorted(home):
        if entry.name not in NOT_KEPT:
            yield from _files(home, Path(entry.path), but)


def _files(home: Path, path: Path, but: Path | None) -> Iterator[tuple[str, Path]]:
    if path.is_symlink() or path == but or path.name.endswith(".part"):
        return
    if path.is_dir():
        try:
            entries = _sorted(path)
        except FileNotFoundError:
            return  # emptied and removed meanwhile
        for entry in entries:
            yield from _files(home, Path(entry.path), but)
    elif path.is_file():
        yield path.relative_to(home).as_posix(), path


def _sorted(folder: Path) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def in_the_way(home: Path) -> list[str]:
    """Name what keeps a home from being restored into."""
    if not home.exists():
        return []
    return sorted(entry.name for entry in _sorted(home) if entry.name not in MAY_LIE)
