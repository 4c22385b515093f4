"""A backup is whole, or it is seen that it is not."""

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from troska.config.recovery import archive
from troska.config.recovery.encrypting import decrypting, encrypting
from troska.config.recovery.errors import Damaged, RecoveryFailed

HEADER = {"format": archive.FORMAT, "needs_keys": ["0123"]}
DATABASE = [b"pierwsza" * 40_000, b"druga"]
PAIR = pyrage.x25519.Identity.generate()


class Kept:
    """Remembers what it is given."""

    def __init__(self) -> None:
        self.header: Mapping[str, Any] = {}
        self.script = b""
        self.files: dict[str, bytes] = {}

    def begin(self, header: Mapping[str, Any]) -> None:
        self.header = header

    def database(self, content: bytes) -> None:
        self.script += content

    def file(self, name: str, content: BinaryIO) -> None:
        self.files[name] = content.read()


def written(folder: Path) -> bytes:
    """A small encrypted backup."""
    file = folder / "plik"
    file.write_bytes(b"zawarto\xc5\x9b\xc4\x87" * 1000)
    target = io.BytesIO()
    with encrypting(target, [PAIR.to_public()]) as stream, archive.Writer(stream) as writer:
        writer.document(archive.HEADER, HEADER)
        for piece in DATABASE:
            writer.piece(piece)
        assert writer.file("raw/ab/zażółć", file)
        assert not writer.file("raw/ab/gone", folder / "gone")
        manifest = {**HEADER, "database": writer.database.told(), "files": writer.files.told()}
        writer.document(archive.MANIFEST, manifest)
    return target.getvalue()


def read(content: bytes) -> Kept:
    sink = Kept()
    with decrypting(io.BytesIO(content), [PAIR]) as stream:
        archive.read(stream, sink)
    return sink


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("backup"))


def test_what_was_written_is_read(backup: bytes) -> None:
    sink = read(backup)
    assert sink.header == HEADER
    assert sink.script == b"".join(DATABASE)
    assert sink.files == {"raw/ab/zażółć": b"zawarto\xc5\x9b\xc4\x87" * 1000}


@given(some.data())
@settings(max_examples=60)
def test_no_changed_and_no_cut_off_backup_is_taken_for_whole(backup: bytes, data: some.DataObject) -> None:
    at = data.draw(some.integers(min_value=0, max_value=len(backup) - 1))
    changed = bytearray(backup)
    changed[at] ^= data.draw(some.integers(min_value=1, max_value=255))
    for damaged in (bytes(changed), backup[:at]):
        with pytest.raises(RecoveryFailed):
            read(damaged)


def test_without_encryption_the_sums_tell(tmp_path: Path) -> None:
    content = io.BytesIO()
    with decrypting(io.BytesIO(written(tmp_path)), [PAIR]) as stream:
        content.write(stream.read())
    whole = content.getvalue()
    assert archive.read(io.BytesIO(whole), Kept())
    with pytest.raises(Damaged, match="damaged"):
        archive.read(io.BytesIO(whole.replace(b"pierwsza", b"ostatnia", 1)), Kept())
    with pytest.raises(Damaged):
        archive.read(io.BytesIO(whole[: whole.index(archive.MANIFEST.encode())]), Kept())


@pytest.mark.parametrize("name", ["files/../../etc/passwd", "files//etc/passwd", "files/", "elsewhere/a", "a"])
def test_nothing_is_written_outside(name: str) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for member, text in ((archive.HEADER, json.dumps(HEADER)), (name, "x")):
            info = tarfile.TarInfo(member)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    sink = Kept()
    with pytest.raises(Damaged):
        archive.read(io.BytesIO(content.getvalue()), sink)
    assert sink.files == {}
