"""Which files of TROSKA_HOME belong into a backup, and when a home is empty enough to restore into.

Originals and attachments may lie elsewhere (TROSKA_FILES): in a backup they have the same names either way.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from troska.config.environment import Environment

#: What lies in TROSKA_FILES where that is set.
SHARED = frozenset({"attachments", "raw"})
#: Folders that are made anew by whoever needs them; the database goes by pg_dump.
_MADE_ANEW = frozenset({"postgres", "static", "locale", "backups"})
#: May lie in a home before something is restored into it.
_MAY_LIE = frozenset(
    {"static", "locale", "backups", "erasures", "secret_key", "former_secret_keys"}
    | {"troska.lock", "restoring", "setup_code", "serve.log"}
)


def place(environment: Environment, name: str) -> Path:
    """Tell where a file of a backup lies, by its name within it."""
    is_shared = name.partition("/")[0] in SHARED
    return (environment.files if is_shared and environment.files else environment.home) / name


def kept_files(environment: Environment, *, but: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Give every file that can't be made again, by its name within the home; never what lies under `but`.

    Data lies in folders. What lies in the home itself is of this machine only: keys, codes, locks, marks.
    """
    folders = {entry.name for entry in _sorted(environment.home) if entry.is_dir(follow_symlinks=False)} | SHARED
    for name in sorted(name for name in folders if is_kept(name)):
        root = place(environment, name)
        yield from _files(root.parent, root, but)


def is_kept(folder: str) -> bool:
    """Say whether a folder of the home, by its name, belongs into a backup."""
    return folder not in _MADE_ANEW and not folder.startswith(".")


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


def in_the_way(environment: Environment) -> list[Path]:
    """Name what keeps a home from being restored into."""
    there = [Path(entry.path) for entry in _sorted(environment.home)] if environment.home.exists() else []
    shared = [place(environment, name) for name in SHARED]
    return sorted({path for path in there if path.name not in _MAY_LIE} | {path for path in shared if path.exists()})
