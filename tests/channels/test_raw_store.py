"""What arrived is kept byte for byte, once, and a change on the disk is noticed."""

import zlib
from pathlib import Path

import pytest
from pytest_django import Settings
from tests import given

from troska.channels import raw_store


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.TROSKA_FILES = tmp_path
    return tmp_path


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\r\n.\r\n", b"x" * 1_000_000, "zażółć".encode("cp1250")])
def test_what_is_put_comes_back_byte_for_byte(raw: bytes) -> None:
    [digest] = raw_store.put([raw])
    assert digest == raw_store.digest_of(raw)
    assert raw_store.get(digest) == raw


def test_the_same_content_is_kept_once(home: Path) -> None:
    digests = raw_store.put([b"a", b"b", b"a"])
    assert digests[0] == digests[2] != digests[1]
    assert raw_store.put([b"a"]) == [digests[0]]
    assert len([path for path in (home / "raw").rglob("*") if path.is_file()]) == 2


def test_it_is_readable_for_nobody_else(home: Path) -> None:
    raw_store.put([b"a"])
    assert (home / "raw").stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_noticed(home: Path) -> None:
    [digest] = raw_store.put([b"one"])
    (home / "raw" / digest[:2] / digest).write_bytes(zlib.compress(b"two"))
    with pytest.raises(ValueError, match="damaged"):
        raw_store.get(digest)


def test_an_erased_original_is_gone_and_may_be_erased_twice() -> None:
    [digest] = raw_store.put([b"a"])
    raw_store.remove(digest)
    raw_store.remove(digest)
    with pytest.raises(FileNotFoundError):
        raw_store.get(digest)


def test_when_the_disk_is_full_nothing_is_half_there(home: Path) -> None:
    (home / "raw").write_bytes(b"no folder can be made here")
    with pytest.raises(OSError, match=r"raw|directory|exists"):
        raw_store.put([b"a"])


def test_threads_that_keep_the_same_original_at_once_all_succeed() -> None:
    raws = [bytes([nth]) * 300_000 for nth in range(5)]
    digests = given.at_once(*[lambda: raw_store.put(raws) for _ in range(6)])
    assert all(found == digests[0] for found in digests)
    assert [raw_store.get(digest) for digest in digests[0]] == raws
