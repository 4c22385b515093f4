"""What a backup looks like: a tar of a header, the database, the files and, last, what all of it must add up to.

    header.json             format, versions, when, which key is needed
    database.sql.gz/00000…  pg_dump's plain script, packed, in pieces: to be put together in their order
    files/…                 everything of TROSKA_HOME that can't be made again
    manifest.json           rows per table, position of the timeline, sizes and SHA-256 of both parts

A backup without its manifest is not whole. age, tar, gunzip and psql open it without Troska.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

from troska.config.recovery.errors import Damaged

FORMAT = 1
PIECE = 8 * 1024 * 1024
_BLOCK = 256 * 1024
HEADER, MANIFEST, DATABASE, FILES = "header.json", "manifest.json", "database.sql.gz", "files"


@dataclass
class Part:
    """One part as it is written or read: how much, and its sum."""

    count: int = 0
    size: int = 0
    sum: Any = field(default_factory=hashlib.sha256)

    def told(self) -> dict[str, object]:
        return {"count": self.count, "bytes": self.size, "sha256": self.sum.hexdigest()}

    def add_file(self, name: str, size: int, digest: str) -> None:
        """Sum a file by a line, so that the sum also says which files there are, and in which order."""
        self.count, self.size = self.count + 1, self.size + size
        self.sum.update(f"{digest}  {size}  {name}\n".encode())

    def add_piece(self, content: bytes) -> None:
        self.count, self.size = self.count + 1, self.size + len(content)
        self.sum.update(content)


class Writer:
    """Writes a backup into a stream, one member after another."""

    def __init__(self, stream: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- closed by exit
        self.database, self.files = Part(), Part()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # Without its end the tar is seen to be cut off, which after an error is the truth.
        if kind is None:
            self._tar.close()

    def document(self, name: str, content: Mapping[str, object]) -> None:
        """Write a document of a few kilobytes."""
        self._add(name, json.dumps(content, indent=1).encode())

    def piece(self, content: bytes) -> None:
        """Write the next piece of the database."""
        self._add(f"{DATABASE}/{self.database.count:05d}", content)
        self.database.add_piece(content)

    def file(self, name: str, path: Path) -> bool:
        """Write a file; False when it is gone. Raises OSError when it changes meanwhile."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return False
        with source:
            found = os.fstat(source.fileno())
            member = tarfile.TarInfo(f"{FILES}/{name}")
            member.size, member.mtime, member.mode = found.st_size, int(found.st_mtime), 0o600
            summing = _Summing(source)
            self._tar.addfile(member, summing)
        self.files.add_file(name, found.st_size, summing.sum.hexdigest())
        return True

    def _add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


class _Summing(io.RawIOBase):
    """A file that is summed while it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._source.read(size)
        self.sum.update(content)
        return content


class Sink(Protocol):
    """Takes what a backup holds, in its order."""

    def begin(self, header: Mapping[str, Any]) -> None:
        """The header, before all else; raises RecoveryFailed to go no further."""

    def database(self, content: bytes) -> None:
        """The next piece of the database, packed."""

    def file(self, name: str, content: BinaryIO) -> None:
        """A file by its name within TROSKA_HOME."""


def read(stream: BinaryIO, sink: Sink) -> Mapping[str, Any]:
    """Hand everything to the sink and give the manifest, once all sums are found to be right. Raises Damaged."""
    database, files = Part(), Part()
    manifest: Mapping[str, Any] | None = None
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=_BLOCK) as tar:
            for nth, member in enumerate(tar):
                content = tar.extractfile(member)
                if content is None or manifest is not None or (nth == 0) != (member.name == HEADER):
                    raise Damaged(f"The backup holds {member.name}, which has no place there.")
                folder, _slash, name = member.name.partition("/")
                if nth == 0:
                    sink.begin(_header(content))
                elif member.name == MANIFEST:
                    manifest = json.load(content)
                elif folder == DATABASE:
                    piece = content.read()
                    database.add_piece(piece)
                    sink.database(piece)
                else:
                    if folder != FILES:
                        raise Damaged(f"The backup holds {member.name}, which has no place there.")
                    _take_file(name, member.size, content, files, sink)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Damaged(f"The backup can't be read to its end: {error}") from error
    if manifest is None:
        raise Damaged("The backup has no manifest: it is cut off.")
    for part, told in ((database, manifest["database"]), (files, manifest["files"])):
        if part.told() != told:
            raise Damaged(f"The backup is damaged: its manifest says {told}, it holds {part.told()}.")
    return manifest


def _header(content: Any) -> Mapping[str, Any]:
    header: Mapping[str, Any] = json.load(content)
    if header.get("format") != FORMAT:
        raise Damaged(f"The backup has format {header.get('format')}; this version reads {FORMAT}. Take a newer one.")
    return header


def _take_file(name: str, size: int, content: Any, files: Part, sink: Sink) -> None:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        raise Damaged(f"The backup holds {name}, which has no place there.")
    summing = _Summing(content)
    sink.file(name, summing)  # type: ignore[arg-type] # it reads, and no more is asked of it
    while summing.read(_BLOCK):
        pass  # what the sink did not want belongs into the sum all the same
    files.add_file(name, size, summing.sum.hexdigest())
