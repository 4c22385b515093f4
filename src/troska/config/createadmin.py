"""`troska createadmin`: the first person who can sign in."""

import getpass
import sys
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from troska.config import exits
from troska.core.errors import TroskaError
from troska.staff.actions import add_agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM


def main(*, email: str | None, name: str | None, password_file: Path | None) -> int:
    """Ask for what was not given, then make the administrator."""
    if (email is None or password_file is None) and not sys.stdin.isatty():
        print("There is no terminal to ask on; give --email and --password-file.", file=sys.stderr)  # noqa: T201
        return exits.FAILED
    email = (email or input("E-mail: ")).strip()
    try:
        password = password_file.read_text(encoding="utf-8").strip() if password_file else _ask()
        validate_password(password)
        agent = add_agent(email=email, name=name or email, password=password, role=Role.ADMINISTRATOR, by=SYSTEM)
    except (OSError, UnicodeError) as error:
        return _refuse(f"Cannot read the password: {error}")
    except ValidationError as error:
        return _refuse(" ".join(error.messages))
    except TroskaError as error:
        return _refuse(str(error))
    print(f"{agent.email} can sign in now.")  # noqa: T201
    return exits.OK


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)  # noqa: T201
    return exits.FAILED


def _ask() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise ValidationError("The two passwords differ.")
    return password
