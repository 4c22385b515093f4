"""Files appear whole or not at all, also when several threads write the same one."""

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from tests import given

from troska.core import files


def test_a_file_is_there_with_its_folders(tmp_path: Path) -> None:
    files.write_synced([(tmp_path / "a" / "b" / "c", b"tre\xc5\x9b\xc4\x87"), (tmp_path / "d", b"")])
    assert (tmp_path / "a" / "b" / "c").read_bytes() == "treść".encode()
    assert (tmp_path / "d").read_bytes() == b""
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_when_one_cannot_be_written_none_is_and_nothing_is_left_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"not a folder")
    with pytest.raises(OSError, match=r"file|directory"):
        files.write_synced([(tmp_path / "good", b"1"), (tmp_path / "file" / "bad", b"2")])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            files.write_synced([(tmp_path / "small", b"1"), (tmp_path / "large", bytes(1_000_000))])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_many_threads_may_write_the_same_file_at_once(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000
    for nth in range(10):
        path = tmp_path / f"{nth}"
        given.at_once(*[lambda path=path: files.write_synced([(path, content)]) for _ in range(8)])
        assert path.read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 10


def test_attachments_are_stored_under_the_name_given_and_read_back(tmp_path: Path) -> None:
    storage = files.SyncedFileSystemStorage(location=tmp_path)
    name = storage.save("ab/abcdef", ContentFile(b"\x00\xff"))
    assert (tmp_path / name).read_bytes() == b"\x00\xff"
    with storage.open(name) as file:
        assert file.read() == b"\x00\xff"


def test_a_batch_is_there_whole_and_nothing_else_is(tmp_path: Path) -> None:
    batch = {tmp_path / f"{number % 7}" / f"{number}": os.urandom(number * 10) for number in range(200)}
    files.write_synced(batch.items())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == batch


def test_of_a_batch_that_does_not_fit_on_the_disk_nothing_is_left_and_room_is_used_again(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        files.write_synced((small_disk / f"{number}", os.urandom(30_000)) for number in range(100))
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    files.write_synced([(small_disk / "one", b"there is room again")])
    assert (small_disk / "one").read_bytes() == b"there is room again"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)
