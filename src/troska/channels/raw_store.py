"""The raw store: what arrived, compressed, named by its content, synced before it is acknowledged; byte for byte, but
for what must never be kept.
"""

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from troska.core.files import sync_folder, write_synced

_LEVEL = 1  # Mail is text: level 1 saves two thirds at a tenth of the time of level 6.


def digest_of(raw: bytes) -> str:
    """Name the content: SHA-256, hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def put(raws: Iterable[bytes]) -> list[str]:
    """Keep each original once and give the digests in order; all are on the disk when this returns. Raises OSError."""
    named = [(digest_of(raw), raw) for raw in raws]
    new = {path: raw for digest, raw in dict(named).items() if not _is_kept(path := _path(digest))}
    write_synced((path, zlib.compress(raw, _LEVEL)) for path, raw in new.items())
    return [digest for digest, _ in named]


def get(digest: str) -> bytes:
    """Give an original. Raises FileNotFoundError when it was erased, ValueError when the disk changed it."""
    raw = zlib.decompress(_path(digest).read_bytes())
    if digest_of(raw) != digest:
        raise ValueError(f"the raw original {digest} is damaged")
    return raw


def remove(digest: str) -> None:
    """Erase an original."""
    _path(digest).unlink(missing_ok=True)


def _is_kept(path: Path) -> bool:
    """Say whether the file is there and stays there: whoever wrote it a moment ago may not have synced its folder."""
    if not path.exists():
        return False
    sync_folder(path.parent)
    return True


def _path(digest: str) -> Path:
    return Path(settings.TROSKA_FILES) / "raw" / digest[:2] / digest
