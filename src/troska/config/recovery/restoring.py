"""Restoring a backup into an empty home and an empty database, all or nothing."""

import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

import psycopg

from troska.config import database_address, home
from troska.config.environment import Environment
from troska.config.processes import postgres
from troska.config.processes.database import check_server
from troska.config.recovery import archive, facts, homes, keys, programs
from troska.config.recovery.errors import RecoveryFailed
from troska.config.recovery.verifying import opened
from troska.core.files import make_folder

#: A newer pg_dump says this; an older server does not know it, and needs it as little as we do.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
_PREAMBLE = 4096
_BLOCK = 1024 * 1024


@contextmanager
def restored(
    environment: Environment, file: Path, *, identity: Path | None, with_other_key: bool = False
) -> Iterator[Mapping[str, Any]]:
    """Bring back files and rows and give the manifest; the database runs until the end of the `with`.

    Nothing of Troska starts on this home until that end is reached without an error: what was restored is then still
    to be settled. Raises RecoveryFailed before anything was changed, or after everything was taken away again.
    """
    _refuse_what_is_there(environment)
    home.make_home(environment.home)
    mark = home.restoring(environment.home)
    mark.touch(mode=0o600)
    is_embedded = not environment.database_url
    sink = _Sink(environment, with_other_key=with_other_key)
    try:
        with postgres.EmbeddedPostgres(environment.home) if is_embedded else nullcontext():
            url = database_address.owner_url(environment)
            version = _version_of_empty(url)
            with opened(file, identity) as stream, sink.loading(url, version):
                manifest = archive.read(stream, sink)
            os.sync()
            _compare(url, manifest)
            yield manifest
    except BaseException:
        # A database of its own can go as a whole; in another one nothing is committed unless all sums were right.
        if is_embedded or not sink.is_committed:
            sink.take_away(also=["postgres"] if is_embedded else [])
            mark.unlink(missing_ok=True)
        raise
    mark.unlink()


def _refuse_what_is_there(environment: Environment) -> None:
    folder = environment.home
    if there := homes.in_the_way(environment):
        names = ", ".join(str(path) for path in there[:5])
        raise RecoveryFailed(f"There is something already ({names}). Restore into an empty TROSKA_HOME.")
    if not environment.secret_key and not (folder / "secret_key").exists():
        raise RecoveryFailed(
            f"The key of the installation is missing. Put the file secret_key that you kept into {folder}, or set "
            "TROSKA_SECRET_KEY; without it stored passwords of mailboxes can't be read."
        )


def _version_of_empty(url: str) -> int:
    """See that nothing lies in the database; give its major version."""
    with psycopg.connect(url, autocommit=True, application_name="troska restore", connect_timeout=10) as connection:
        check_server(connection)
        if there := facts.tables(connection):
            raise RecoveryFailed(f"The database is not empty ({', '.join(there[:3])}, …). Restore into an empty one.")
        return connection.info.server_version // 10000


def _compare(url: str, manifest: Mapping[str, Any]) -> None:
    """Hold the restored rows against the manifest."""
    with psycopg.connect(url, application_name="troska restore") as connection:
        found = facts.rows(connection)
        heads = facts.heads(connection)
    different = {
        name for name in found.keys() | manifest["rows"].keys() if found.get(name) != manifest["rows"].get(name)
    }
    if different or any(manifest[name] != value for name, value in heads.items()):
        told = ", ".join(f"{name}: {manifest['rows'].get(name)} → {found.get(name)}" for name in sorted(different))
        raise RecoveryFailed(f"What was restored is not what was backed up: {told or heads}.")


class _Sink:
    """Puts files into the home and rows into the database."""

    def __init__(self, environment: Environment, *, with_other_key: bool) -> None:
        self._environment = environment
        self._with_other_key = with_other_key
        self._unpacked = zlib.decompressobj(wbits=31)
        self._beginning: bytes | None = b""
        self._psql: subprocess.Popen[bytes] | None = None
        self._said: Any = None
        self._brought: set[str] = set()
        self.is_committed = False

    @contextmanager
    def loading(self, url: str, version: int) -> Iterator[None]:
        """Run psql in one transaction, which is committed only when this ends without an error.

        The words are ours: psql's own --single-transaction would also commit when its input ends because we died.
        """
        address, environ = programs.connecting(url)
        command = [
            str(programs.find("psql", at_least=version)),
            *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
            *("--file=-", "--dbname", address),
        ]
        with tempfile.TemporaryFile() as self._said:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=self._said, env=environ)
            self._psql = process
            try:
                self._write(b"BEGIN;\n")
                yield
                self._give(self._unpacked.flush(), is_end=True)
                self._write(b"\nCOMMIT;\n")
                self._input.close()
                if process.wait():
                    raise self._failed()
                self.is_committed = True
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
                with suppress(OSError):
                    self._input.close()

    def begin(self, header: Mapping[str, Any]) -> None:
        """Refuse a backup that needs another key than we have."""
        ours = keys.fingerprints(self._environment)
        lacking = [key for key in header["needs_keys"] if key not in ours]
        if lacking and not self._with_other_key:
            raise RecoveryFailed(
                f"The backup needs the keys with the fingerprints {', '.join(lacking)}; yours: {', '.join(ours)}. Put "
                "the right one in place and earlier ones into the file former_secret_keys beside it, or restore with "
                "--with-other-key and type the passwords of mailboxes in anew."
            )

    def database(self, content: bytes) -> None:
        """Unpack the next piece and hand it on, a block at a time."""
        rest = content
        while rest:
            self._give(self._unpacked.decompress(rest, _BLOCK))
            rest = self._unpacked.unconsumed_tail

    def _give(self, script: bytes, *, is_end: bool = False) -> None:
        if self._beginning is not None:
            script = self._beginning = self._beginning + script
            if len(script) < _PREAMBLE and not is_end:
                return
            self._beginning = None
            head, tail = script[:_PREAMBLE], script[_PREAMBLE:]
            script = head.replace(_UNKNOWN_BEFORE_17, b"", 1) + tail
        self._write(script)

    def _write(self, script: bytes) -> None:
        try:
            self._input.write(script)
        except BrokenPipeError as error:
            if self._psql:
                self._psql.wait()
            raise self._failed() from error

    @property
    def _input(self) -> IO[bytes]:
        if self._psql is None or self._psql.stdin is None:
            raise RuntimeError("loading() comes first")
        return self._psql.stdin

    def _failed(self) -> RecoveryFailed:
        self._said.seek(0)
        return RecoveryFailed(f"psql failed: {self._said.read()[-2000:].decode(errors='replace').strip()}")

    def file(self, name: str, content: BinaryIO) -> None:
        """Write a file to its place."""
        path = homes.place(self._environment, name)
        top, slash, _rest = name.partition("/")
        if not slash or not homes.is_kept(top):
            raise RecoveryFailed(f"The backup holds {name}, which has no place there.")
        self._brought.add(top)
        make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            while block := content.read(_BLOCK):
                target.write(block)

    def take_away(self, *, also: list[str]) -> None:
        """Remove what was put into the home."""
        for name in {*self._brought - {"erasures"}, *also}:
            path = homes.place(self._environment, name)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
