"""`troska doctor`: what is wrong with this installation, and how to mend it."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import autodiscover_modules

from troska.config import database_address, exits
from troska.config.environment import environment
from troska.config.processes.database import append_only_tables
from troska.core import clock, heartbeat
from troska.core.doctor import Finding, Verdict, check, checks, fine, notice, wrong

MARKS = {Verdict.FINE: "ok", Verdict.NOTICE: "!", Verdict.WRONG: "WRONG"}
SKEW_SECONDS = 2
SILENT_SECONDS = 60
LEAST_FREE = 1024**3


def main() -> int:
    """Print what every check found; fails when anything is wrong."""
    autodiscover_modules("doctor")
    findings = [finding for one in checks for finding in _found(one)]
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        print(f"{MARKS[finding.verdict]:>5}  {finding.subject:<{width}}  {finding.text}")  # noqa: T201
        if finding.remedy:
            print(f"{'':5}  {'':<{width}}  → {finding.remedy}")  # noqa: T201
    is_wrong = any(finding.verdict is Verdict.WRONG for finding in findings)
    print("\nSomething is wrong." if is_wrong else "\nNothing is wrong.")  # noqa: T201
    return exits.FAILED if is_wrong else exits.OK


def _found(one: object) -> list[Finding]:
    name = getattr(one, "__name__", "check").replace("_", " ")
    try:
        return list(one()) if callable(one) else []
    except DatabaseError as error:
        return [wrong(name, f"the database refused: {_first_line(error)}", "mend the database first")]
    except Exception as error:  # noqa: BLE001 - one check that fails must not hide the others
        return [wrong(name, f"the check failed: {type(error).__name__}: {_first_line(error)}", "report this")]


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


@check
def database() -> Iterator[Finding]:
    """Answers, is new enough, and knows two roles."""
    settings = environment()
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError, psycopg.Error) as error:
        remedy = "check DATABASE_URL" if settings.database_url else "start Troska: troska serve"
        yield wrong("database", f"does not answer: {_first_line(error)}", remedy)
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        yield fine("database", f"PostgreSQL {cursor.fetchone()[0].split()[0]}")
    yield from _roles()


def _roles() -> Iterator[Finding]:
    changeable = [table for table in append_only_tables() if _may_change(table)]
    if changeable:
        yield notice(
            "database roles",
            f"the application may change what is to be append-only ({', '.join(changeable)})",
            "make a second role, give its address as DATABASE_URL and the owner's as DATABASE_OWNER_URL",
        )
    else:
        yield fine("database roles", "events and audit can be added to, not changed")


def _may_change(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')", [table, table])
        return bool(cursor.fetchone()[0])


@check
def migrations() -> Iterator[Finding]:
    """Every migration of this version is applied."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield wrong("migrations", f"{len(pending)} are not applied", "troska migrate")
    else:
        yield fine("migrations", "all applied")


@check
def clocks() -> Iterator[Finding]:
    """This machine and the database agree on the time."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    skew = abs((there - before).total_seconds())
    if skew > SKEW_SECONDS:
        yield wrong("clock", f"differs from the database's by {skew:.0f} s", "let both machines keep time by NTP")
    else:
        yield fine("clock", "agrees with the database's")


@check
def home() -> Iterator[Finding]:
    """The folder is ours alone and has room."""
    folder = environment().home
    usage = shutil.disk_usage(folder)
    free = f"{usage.free / 1024**3:.1f} GB free in {folder}"
    if usage.free < LEAST_FREE:
        yield wrong("disk", free, "make room; mail stays with its sender until there is some")
    else:
        yield fine("disk", free)
    open_files = [file.name for file in _secrets(folder) if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if open_files:
        yield wrong("secrets", f"others can read {', '.join(open_files)}", f"chmod 600 in {folder}")
    else:
        yield fine("secrets", "readable by their owner only")


def _secrets(folder: Path) -> list[Path]:
    return [file for file in (folder / "secret_key", *(folder / "postgres").glob("*.password")) if file.exists()]


@check
def running_parts() -> Iterator[Finding]:
    """The parts of this machine run and none of their loops is stuck."""
    reports = sorted(heartbeat.folder(environment().home).glob("*.json"))
    alive = set()
    for file in reports:
        report = json.loads(file.read_text(encoding="utf-8"))
        if not Path(f"/proc/{report['pid']}").exists():
            file.unlink(missing_ok=True)
            continue
        alive.add(report["part"])
        yield from _loops(report["part"], report["loops"])
    for part in {"worker", "intake"} - alive:
        elsewhere = _connected(part)
        if elsewhere:
            yield fine(part, f"{elsewhere} connections from elsewhere")
        else:
            yield wrong(part, "does not run", f"troska serve, or troska {part}")


def _loops(part: str, states: list[dict[str, object]]) -> Iterator[Finding]:
    for state in states:
        name, silent = f"{part}: {str(state['loop']).removeprefix('troska.')}", state["silent_for"]
        if not state["alive"]:
            yield wrong(name, "has ended", f"restart troska {part}")
        elif isinstance(silent, float) and silent > SILENT_SECONDS:
            yield wrong(name, f"gave no sign of life for {silent:.0f} s", f"look into its log; restart troska {part}")
        elif state["trouble"]:
            yield notice(name, f"runs; failed {state['failures']} times, last: {state['trouble']}", "look into its log")
        else:
            yield fine(name, "runs")
    if not states:
        yield fine(part, "runs")


def _connected(part: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [f"troska {part}"])
        return int(cursor.fetchone()[0])


@check
def settings() -> Iterator[Finding]:
    """Nothing is set that is meant for developers or that will surprise."""
    given = environment()
    if given.debug:
        yield wrong("settings", "TROSKA_DEBUG is on and shows program errors to everyone", "remove TROSKA_DEBUG")
    if given.public_url is None and given.host not in {"127.0.0.1", "::1", "localhost"}:
        yield wrong("settings", f"listens on {given.host} without a public address", "set TROSKA_PUBLIC_URL")
    if os.geteuid() == 0:
        yield notice("settings", "runs as root", "start Troska as a user of its own")
    if not database_address.application_role(given):
        yield wrong("settings", "DATABASE_URL names no user", "postgresql://user:password@host/name")
