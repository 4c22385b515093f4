"""Encryption with age of a stream that is never held whole: a thread between two ends of a pipe."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage

from troska.config.recovery.errors import Damaged
from troska.config.recovery.keys import Identity, Recipient


@contextmanager
def encrypting(target: BinaryIO, recipients: Sequence[Recipient] | None) -> Iterator[BinaryIO]:
    """Give a stream whose content ends up in `target`, encrypted; as it is when `recipients` is None."""
    if recipients is None:
        yield target
        return
    readable, writable = _pipe()
    thread = _Thread(lambda: pyrage.encrypt_io(readable, target, list(recipients)), readable)
    thread.start()
    try:
        with suppress(BrokenPipeError), writable:
            yield writable
    finally:
        thread.join()
    if thread.error is not None:
        raise thread.error


@contextmanager
def decrypting(source: BinaryIO, identities: Sequence[Identity] | None) -> Iterator[BinaryIO]:
    """Give a stream of what `source` holds, decrypted; as it is when `identities` is None.

    Raises Damaged when it was not encrypted to any of them, was changed or is cut off.
    """
    if identities is None:
        yield source
        return
    readable, writable = _pipe()
    thread = _Thread(lambda: pyrage.decrypt_io(source, writable, list(identities)), writable)
    thread.start()
    try:
        with readable:
            yield readable
    except Exception as error:
        thread.join()
        if isinstance(thread.error, pyrage.DecryptError):
            raise Damaged(_undecryptable(thread.error)) from error
        raise
    thread.join()
    if thread.error is not None:
        raise Damaged(_undecryptable(thread.error)) from thread.error


def _undecryptable(error: BaseException) -> str:
    return f"The backup can't be decrypted ({error}): it is another identity's, was changed or is cut off."


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    read_end, write_end = os.pipe()
    return os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")


class _Thread(threading.Thread):
    """Works at one end of the pipe and closes it, so that whoever is at the other end does not wait for ever."""

    def __init__(self, work: Callable[[], None], end: BinaryIO) -> None:
        super().__init__(name="age", daemon=True)
        self._work, self._end = work, end
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 -- told in the thread that waits for this one
            self.error = error
        finally:
            with suppress(OSError):
                self._end.close()
