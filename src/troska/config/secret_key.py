"""The signing key of this installation: given in the environment, or made once and kept in TROSKA_HOME."""

import os
import secrets
from pathlib import Path

from troska.config.environment import BadSetting, Environment
from troska.config.home import make_home


def secret_key(environment: Environment) -> str:
    """The signing key; makes and keeps one, readable by its owner only, when none was given."""
    if environment.secret_key:
        return environment.secret_key
    file = key_file(environment)
    try:
        if not file.exists():
            _make(file)
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise BadSetting(f"Cannot keep the signing key in {file} ({error}); check TROSKA_HOME.") from error
    if len(key) < 32:
        raise BadSetting(f"{file} is damaged; put the key from your backup there, or remove it for a new one.")
    return key


def key_file(environment: Environment) -> Path:
    """The file with the key, where none was given."""
    return environment.home / "secret_key"


def former_keys(environment: Environment) -> list[str]:
    """Keys that came before, given or kept beside the present one; the latest first."""
    try:
        kept = former_file(environment).read_text(encoding="ascii").split()
    except FileNotFoundError:
        kept = []
    except (OSError, UnicodeError) as error:
        raise BadSetting(f"Cannot read {former_file(environment)} ({error}); check TROSKA_HOME.") from error
    return list(dict.fromkeys([*environment.former_secret_keys, *reversed(kept)]))


def former_file(environment: Environment) -> Path:
    """The file with former keys, one a line."""
    return environment.home / "former_secret_keys"


def _make(file: Path) -> None:
    """Write a new key so that of two processes at once, both end up with the same one and neither with half of it."""
    make_home(file.parent)
    draft = file.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(50) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
