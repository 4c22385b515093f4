"""Reading a backup from end to end without restoring it: is it whole, can it be opened?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from troska.config.recovery import archive, keys
from troska.config.recovery.encrypting import decrypting
from troska.config.recovery.errors import RecoveryFailed

_MAGIC = b"age-encryption.org/"


@contextmanager
def opened(file: Path, identity: Path | None) -> Iterator[BinaryIO]:
    """Open a backup for reading, decrypted. Raises RecoveryFailed when that needs an identity that was not given."""
    try:
        source = file.open("rb")
    except OSError as error:
        raise RecoveryFailed(f"{file} can't be opened: {error.strerror}.") from error
    with source:
        is_encrypted = source.peek(len(_MAGIC)).startswith(_MAGIC)
        if is_encrypted and identity is None:
            raise RecoveryFailed(f"{file.name} is encrypted: name the file with your age identity by --identity FILE.")
        with decrypting(source, keys.identities(identity) if is_encrypted and identity else None) as stream:
            yield stream


class _Nothing:
    """A sink that wants to know nothing but the sums."""

    def begin(self, header: Mapping[str, Any]) -> None: ...

    def database(self, content: bytes) -> None: ...

    def file(self, name: str, content: BinaryIO) -> None: ...


def verify(file: Path, identity: Path | None) -> Mapping[str, Any]:
    """Decrypt everything, compare all sums, and give the manifest. Raises Damaged."""
    with opened(file, identity) as stream:
        return archive.read(stream, _Nothing())
