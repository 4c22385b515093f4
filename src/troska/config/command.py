"""The `troska` command. Each subcommand imports only what it needs, so that `troska mail inspect` is quick."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from troska.config import exits
from troska.config.environment import BadSetting, Environment, environment

Handler = Callable[[argparse.Namespace, list[str]], int]


def _django(part: str) -> Environment:
    """Set Django up for a command, in the role that goes with the part."""
    from troska.config import logs

    os.environ["TROSKA_PART"] = part
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    settings = environment()
    logs.configure(settings, part=part)
    import django

    django.setup()
    return settings


def _serve(_arguments: argparse.Namespace, _rest: list[str], *, with_demo: bool = False) -> int:
    from troska.config import logs
    from troska.config.processes import supervisor

    settings = environment()
    logs.configure(settings, part="supervisor")
    return supervisor.serve(settings, with_demo=with_demo)


def _demo(arguments: argparse.Namespace, rest: list[str]) -> int:
    os.environ["TROSKA_DEMO"] = "1"  # the parts inherit it, and show the sample company's pages
    return _serve(arguments, rest, with_demo=True)


def _part(name: str) -> Handler:
    def run(_arguments: argparse.Namespace, _rest: list[str]) -> int:
        import_module(f"troska.config.processes.{name}").main()
        return exits.OK

    return run


def _migrate(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    settings = _django("migrate")
    import psycopg
    from django.db import OperationalError

    from troska.config import static
    from troska.config.processes import database

    try:
        database.migrate(settings)
    except (psycopg.OperationalError, OperationalError) as error:
        said = str(error).strip().splitlines()[-1:]
        logging.getLogger(__name__).warning("the database does not answer: %s", "".join(said))
        return exits.TEMPORARY
    if not settings.debug:
        static.collect()
    return exits.OK


def _collect_static(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("static")
    from troska.config import static

    static.collect()
    return exits.OK


def _first_steps(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("step")
    from django.contrib.auth import get_user_model

    if not get_user_model()._default_manager.exists():
        from troska.staff import setting_up

        if setting_up.is_open():
            print(f"Nobody can sign in yet. Open {environment().address}/zacznij/ with this code: {setting_up.code()}")
            print("or make an administrator here: troska createadmin")
        else:
            print("Nobody can sign in any more. Make an administrator: troska createadmin")
    return exits.OK


def _demo_prepare(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("step")
    if find_spec("troska.demo.prepare") is None:
        return exits.OK
    from troska.core.errors import TroskaError

    try:
        for line in import_module("troska.demo.prepare").prepare():
            print(line)
    except TroskaError as error:
        print(error, file=sys.stderr)
        return exits.CONFIGURATION
    return exits.OK


def _demo_mail(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    from troska.config.processes import parts

    stop = parts.begin("demo-mail")
    if find_spec("troska.demo.mail_server") is None:
        stop.wait()
    else:
        import_module("troska.demo.mail_server").run(stop)
    return exits.OK


def _fork(arguments: argparse.Namespace, _rest: list[str]) -> int:
    from troska.config.processes import forking

    return forking.main(arguments.parts, lambda name: main([name]))


def _doctor(arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("doctor")
    from troska.config.doctor import command

    return command.main(as_json=arguments.json, bundle=arguments.bundle)


def _audit(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("audit")
    from troska.config import auditing

    return auditing.main()


def _secrets(arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("secrets")
    from troska.config import rotating

    return rotating.rotate_command() if arguments.action == "rotate" else rotating.check_command()


def _jobs(_arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("jobs")
    from troska.config import retrying

    return retrying.main()


def _backup(arguments: argparse.Namespace, _rest: list[str]) -> int:
    from troska.config.recovery import command

    if arguments.action == "new-key":
        return command.new_key()
    if arguments.action == "verify":
        if arguments.file is None:
            raise BadSetting("Name the backup: troska backup verify FILE")
        _django("backup")
        return command.verify(arguments.file, arguments.identity)
    return command.backup(_django("backup"), arguments.to)


def _restore(arguments: argparse.Namespace, _rest: list[str]) -> int:
    from troska.config.recovery import command

    return command.restore(environment(), arguments, set_up=_django)


def _export(arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("export")
    from troska.config.recovery import command

    return command.export(arguments.folder)


def _customers(arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("customers")
    from troska.config.recovery import command

    return command.customers(arguments)


def _createadmin(arguments: argparse.Namespace, _rest: list[str]) -> int:
    _django("createadmin")
    from troska.config import createadmin

    return createadmin.main(email=arguments.email, name=arguments.name, password_file=arguments.password_file)


def _mail(arguments: argparse.Namespace, rest: list[str]) -> int:
    if arguments.action != "inspect":
        _django("mail")
    module = {
        "inspect": "troska.channels.email.inspect",
        "import": "troska.channels.email.importing",
        "replay": "troska.channels.replay",
        "reread": "troska.channels.email.rereading",
    }[arguments.action]
    if find_spec(module) is None:
        print(f"`troska mail {arguments.action}` is not part of this version.", file=sys.stderr)
        return exits.FAILED
    return int(import_module(module).main(rest) or 0)


def _manage(_arguments: argparse.Namespace, rest: list[str]) -> int:
    _django("migrate" if rest[:1] == ["migrate"] else "manage")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["troska manage", *rest])
    return exits.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="troska", description="Self-hosted customer care.")
    from troska import __version__

    parser.add_argument("--version", action="version", version=f"troska {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Handler, meaning: str | None) -> argparse.ArgumentParser:
        # A command without a meaning is for the supervisor or for developers and is not listed.
        listed = {} if meaning is None else {"help": meaning, "description": meaning}
        command = commands.add_parser(name, **listed)  # type: ignore[arg-type] # help and description
        command.set_defaults(run=run)
        return command

    add("serve", _serve, "Run everything on this machine: database, web, worker and mail intake.")
    add("demo", _demo, "The same, with a lively sample company.")
    add("web", _part("web"), "Run the web server alone.")
    add("worker", _part("worker"), "Run the worker alone.")
    add("intake", _part("intake"), "Run mail intake alone.")
    add("migrate", _migrate, "Bring the database up to date with this version.")
    doctor = add("doctor", _doctor, "Say what is wrong with this installation and how to mend it.")
    doctor.add_argument("--json", action="store_true", help="print findings with their stable codes, for programs")
    doctor.add_argument("--bundle", type=Path, metavar="FILE", help="write a file for support, without secrets")
    add("audit", _audit, "Verify the audit log.").add_argument("action", choices=["verify"])
    keys = add("secrets", _secrets, "Change the installation's key, or look what is encrypted with which.")
    keys.add_argument("action", choices=["check", "rotate"])
    jobs = add("jobs", _jobs, "Try failed jobs again.")
    jobs.add_argument("action", choices=["retry"])
    _add_recovery(add)
    admin = add("createadmin", _createadmin, "Make an administrator who can sign in.")
    admin.add_argument("--email", help="e-mail address to sign in with; asked for when missing")
    admin.add_argument("--name", help="name shown to colleagues; the address when missing")
    admin.add_argument("--password-file", type=Path, help="file with the password; asked for when missing")
    mail = add("mail", _mail, "Look at mail, bring old mail in, take kept mail in again.")
    mail.add_argument("action", choices=["inspect", "import", "replay", "reread"])
    add("manage", _manage, None)
    add("fork", _fork, None).add_argument("parts", nargs="+")
    add("collect-static", _collect_static, None)
    add("first-steps", _first_steps, None)
    add("demo-prepare", _demo_prepare, None)
    add("demo-mail", _demo_mail, None)
    return parser


def _add_recovery(add: Callable[[str, Handler, str | None], argparse.ArgumentParser]) -> None:
    backup = add("backup", _backup, "Write a backup, make a key for backups, or see whether a backup is whole.")
    backup.add_argument("action", nargs="?", choices=["write", "new-key", "verify"], default="write")
    backup.add_argument("file", nargs="?", type=Path, help="the backup to verify")
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="instead of TROSKA_BACKUP_TO")
    restore = add("restore", _restore, "Restore a backup into an empty TROSKA_HOME and an empty database.")
    restore.add_argument("file", type=Path)
    restore.add_argument("--erasures", type=Path, metavar="FOLDER", help="more tombstones of people who were erased")
    restore.add_argument("--with-other-key", action="store_true", help="although the installation's key is another one")
    for command in (backup, restore):
        command.add_argument("--identity", type=Path, metavar="FILE", help="the age identity that opens it")
    export = add("export", _export, "Write everything in open formats into a new folder.")
    export.add_argument("folder", type=Path)
    customers = add("customers", _customers, "Export or erase all that is known of one customer.")
    customers.add_argument("action", choices=["export", "erase"])
    customers.add_argument("customer", help="his code, or an e-mail address he is known by")
    customers.add_argument("--to", type=Path, metavar="FOLDER", help="a new folder for the export")
    customers.add_argument("--reason", choices=["request", "objection", "retention"], default="request")
    customers.add_argument("--by", metavar="E-MAIL", help="the agent who decided it")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    # What follows these belongs to the command behind them, options and all.
    cut = {"manage": 1, "mail": 2}.get(given[0] if given else "", len(given))
    arguments = _parser().parse_args(given[:cut])
    run: Handler = arguments.run
    from troska.config.processes.lock import AlreadyRunning
    from troska.config.recovery.errors import RecoveryFailed

    try:
        return run(arguments, given[cut:])
    except RecoveryFailed as error:
        print(error, file=sys.stderr)
        return exits.FAILED
    except (BadSetting, AlreadyRunning) as error:
        print(error, file=sys.stderr)
        return exits.CONFIGURATION
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
