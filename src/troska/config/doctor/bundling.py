"""The bundle for support: what is needed to help, and nothing that belongs to the company or its customers.

Findings go in by code, their values only where they are numbers; settings by name; the log by the shape of its lines.
Nothing that a person wrote, named or chose is copied.
"""

import io
import json
import os
import platform
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from importlib.metadata import distributions
from pathlib import Path

from django.db import connection

from troska import __version__
from troska.config.environment import Environment, environment
from troska.core import clock, processes
from troska.core.doctor import keeping
from troska.core.doctor.examining import Examined
from troska.core.doctor.watching import this_machine
from troska.core.models import RunningProcess, Trouble

#: Settings whose value is a number, a switch or one of a few words: it can tell nothing but itself.
_HARMLESS = (int, bool)
_TABLES = """
SELECT c.relname, c.reltuples::bigint, pg_total_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 3 DESC
"""
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
_SERVER = """
SELECT name, setting FROM pg_settings WHERE name IN (
 'server_version', 'max_connections', 'shared_buffers', 'work_mem', 'fsync', 'synchronous_commit', 'wal_level',
 'max_wal_size', 'server_encoding', 'TimeZone', 'default_transaction_isolation', 'jit')
"""
_LOG_BYTES = 2 * 1024 * 1024


def write(file: Path, examined: Sequence[Examined]) -> None:
    """Write the bundle (tar.gz), readable by its owner only."""
    parts = {
        "about.json": _about(),
        "settings.json": _settings(environment()),
        "findings.json": [_finding(one) for one in examined],
        "troubles.json": [_trouble(trouble) for trouble in keeping.standing()],
        "processes.json": [_process(number, one) for number, one in enumerate(processes.known(), 1)],
        "tables.json": _rows(_TABLES, ("table", "rows", "bytes")),
        "migrations.json": _rows(_MIGRATIONS, ("app", "name")),
        "server.json": _rows(_SERVER, ("name", "setting")),
        "database_log.json": _database_log(environment().home),
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in parts.items():
            data = (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()
            entry = tarfile.TarInfo(f"troska-support/{name}")
            entry.size, entry.mode, entry.mtime = len(data), 0o600, int(clock.now().timestamp())
            archive.addfile(entry, io.BytesIO(data))


def _about() -> dict[str, object]:
    return {
        "troska": __version__,
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "at": clock.now().isoformat(timespec="seconds"),
        "packages": dict(sorted({(one.metadata["Name"], one.version) for one in distributions()})),
    }


def _settings(given: Environment) -> dict[str, object]:
    """Name the settings; what they are is told of numbers and switches only."""
    return {row.metadata["name"]: _shown(getattr(given, row.name), row.metadata["secret"]) for row in fields(given)}


def _shown(value: object, is_secret: bool) -> object:  # noqa: FBT001 -- one of the row's marks
    if not is_secret and isinstance(value, _HARMLESS):
        return value
    return "set" if value else "not set"


def _finding(one: Examined) -> dict[str, object]:
    found = [
        {"code": finding.code, "verdict": str(finding.verdict), "numbers": _numbers(finding.values)}
        for finding in one.findings
    ]
    return {"check": one.check.name, "seconds": round(one.seconds, 3), "findings": found}


def _numbers(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if isinstance(value, int | float)}


def _trouble(trouble: Trouble) -> dict[str, object]:
    since = trouble.began_at.isoformat(timespec="seconds")
    return {"code": trouble.code, "since": since, "numbers": _numbers(trouble.values)}


def _process(number: int, one: RunningProcess) -> dict[str, object]:
    """Tell of a process; machines are numbered, as their names are the company's."""
    return {
        "part": one.part,
        "version": one.version,
        "is_this_machine": one.machine == this_machine(),
        "number": number,
        "started": one.started_at.isoformat(timespec="seconds"),
        "beat": one.beat_at.isoformat(timespec="seconds"),
        "loops": [{"loop": loop["loop"], "alive": loop["alive"], "failures": loop["failures"]} for loop in one.loops],
    }


def _rows(question: str, names: Iterable[str]) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _database_log(home: Path) -> dict[str, int]:
    """Count what the embedded database complained of, by severity and SQLSTATE-free first words."""
    shapes: Counter[str] = Counter()
    for file in sorted((home / "postgres").rglob("postgresql-*.log")):
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - _LOG_BYTES))
            for line in stream.read().decode("utf-8", "replace").splitlines():
                if (found := re.search(r"\b(WARNING|ERROR|FATAL|PANIC): ", line)) is not None:
                    shapes[found[1]] += 1
    return dict(shapes)
