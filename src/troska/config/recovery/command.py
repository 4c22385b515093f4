"""`troska backup`, `troska restore`, `troska export` and `troska customers` at the command line."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from troska.config import exits
from troska.config.environment import BadSetting, Environment
from troska.config.recovery import keys
from troska.config.recovery.errors import RecoveryFailed

_MB = 1024 * 1024


def new_key() -> int:
    """Print a new pair of keys and say what to do with each."""
    identity, recipient = keys.new_key()
    print(
        "# Keep this line where the backups are not: without it none of them can be opened.\n"
        f"{identity}\n"
        "# Put this one into the settings of every machine that writes backups:\n"
        f"# TROSKA_BACKUP_RECIPIENTS={recipient}"
    )
    return exits.OK


def backup(settings: Environment, folder: Path | None) -> int:
    """Write a backup, remove those that no rule keeps, and note how it went; Django is set up."""
    from troska.config.recovery import backing_up, keeping, runs
    from troska.core import clock
    from troska.customers import tombstones

    target = folder or settings.backup_to
    if target is None:
        raise BadSetting("Say where to: troska backup --to FOLDER, or set TROSKA_BACKUP_TO.")
    started_at = clock.now()
    try:
        done = backing_up.back_up(settings, target)
        tombstones.copy_all(target / tombstones.FOLDER)
    except (RecoveryFailed, BadSetting, OSError) as error:
        runs.note_failed(str(error), started_at=started_at)
        raise
    runs.note_good(done, started_at=started_at)
    if folder is None or folder == settings.backup_to:
        daily, weekly, monthly = settings.backup_keep
        keeping.prune(target, daily=daily, weekly=weekly, monthly=monthly)
    manifest = done.manifest
    print(
        f"{done.file}: {done.size / _MB:.1f} MB in {done.seconds:.1f} s, {sum(manifest['rows'].values())} rows, "
        f"{manifest['files']['count']} files."
    )
    if done.missing:
        print(f"{done.missing} files that rows name are not there: {', '.join(manifest['missing']['names'])}")
    print(
        f"It does not hold the installation's key (fingerprint {', '.join(manifest['needs_keys'])}): keep that as well."
    )
    return exits.OK


def verify(file: Path, identity: Path | None) -> int:
    """Read a backup from end to end; note it, where the database answers."""
    from django.db import DatabaseError

    from troska.config.recovery import runs, verifying

    manifest = verifying.verify(file, identity)
    try:
        runs.note_verified(file)
    except DatabaseError:
        print("The database does not answer, so this is not noted.", file=sys.stderr)
    print(
        f"{file.name} is whole: taken {manifest['taken_at']}, {sum(manifest['rows'].values())} rows in "
        f"{len(manifest['rows'])} tables, {manifest['files']['count']} files. "
        f"It needs the keys with the fingerprints {', '.join(manifest['needs_keys'])}."
    )
    return exits.OK


def restore(settings: Environment, given: argparse.Namespace, *, set_up: Callable[[str], object]) -> int:
    """Restore into an empty home and database, and make it ready to start; `set_up` sets Django up, once it can be."""
    from troska.config.recovery import restoring

    began = time.monotonic()
    folders = _folders_of_erasures(settings, given.file, given.erasures)
    with restoring.restored(
        settings, given.file, identity=given.identity, with_other_key=given.with_other_key
    ) as manifest:
        set_up("migrate")
        from django.db import connections

        from troska.config.processes import database
        from troska.config.recovery.settling import settle

        database.migrate(settings)
        done = settle(manifest, erasures=[folder for folder in folders if folder.is_dir()])
        connections.close_all()
    rows = sum(manifest["rows"].values())
    print(
        f"Restored in {time.monotonic() - began:.1f} s: the state of {manifest['taken_at']}; what came later is lost."
    )
    print(
        f"{rows} rows in {len(manifest['rows'])} tables, as many as were backed up; "
        f"{manifest['files']['count']} files; the timeline at {manifest['timeline']}."
    )
    print(
        f"{done.mails} mails that waited are held as unsure, {done.letters} letters ended, {done.sessions} sessions "
        f"ended; {done.tombstones} tombstones found, {done.erased_again} people erased again."
    )
    print(f"The audit log: {done.sealed} entries are chained.")
    for fault in done.audit_faults:
        print(f"WRONG  {fault}")
    print("Now start it: troska serve")
    return exits.FAILED if done.audit_faults else exits.OK


def _folders_of_erasures(settings: Environment, file: Path, given: Path | None) -> list[Path]:
    """Where tombstones may lie: in the home, beside the backup, in the folder of backups, and where somebody says."""
    if given is not None and not given.is_dir():
        raise RecoveryFailed(f"There is no folder {given}.")
    beside = [file.absolute().parent, settings.backup_to]
    return [
        settings.home / "erasures",
        *(folder / "erasures" for folder in beside if folder),
        *([given] if given else []),
    ]


def customers(given: argparse.Namespace) -> int:
    """Erase or export one customer, by his code or his e-mail address."""
    from troska.config.recovery import one_customer
    from troska.core.errors import TroskaError

    try:
        if given.action == "erase":
            print(one_customer.erase(given.customer, reason=given.reason, by=given.by))
        elif given.to is None:
            raise BadSetting("Say where to: troska customers export CUSTOMER --to FOLDER")
        else:
            print(one_customer.export(given.customer, given.to, by=given.by))
    except TroskaError as error:
        print(error, file=sys.stderr)
        return exits.FAILED
    return exits.OK


def export(folder: Path) -> int:
    """Write everything in open formats."""
    from troska.config.recovery import exporting

    for name, number in exporting.export(folder).items():
        print(f"{number:>9}  {name}")
    return exits.OK
