"""Who can read a backup (age keys), and which of Troska's own keys a backup needs."""

import hashlib
from pathlib import Path
from typing import TypeAlias

from pyrage import IdentityError, RecipientError, x25519

from troska.config.environment import BadSetting, Environment
from troska.config.recovery.errors import RecoveryFailed
from troska.config.secret_key import former_keys, secret_key

Recipient: TypeAlias = x25519.Recipient
Identity: TypeAlias = x25519.Identity


def new_key() -> tuple[str, str]:
    """Make a pair: the identity, which opens backups and is for a person to keep, and the recipient for settings."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipients(environment: Environment) -> list[Recipient] | None:
    """Give whom backups are encrypted to; None where encryption was turned off.

    Raises BadSetting where neither was decided: a backup that anybody can read is nothing to happen by default.
    """
    if not environment.backup_encryption:
        return None
    if not environment.backup_recipients:
        raise BadSetting(
            "Nobody is named who could read the backup. Make a key with `troska backup new-key` and put its recipient "
            "into TROSKA_BACKUP_RECIPIENTS, or set TROSKA_BACKUP_ENCRYPTION=off if the disk is encrypted anyway."
        )
    try:
        return [x25519.Recipient.from_str(one) for one in environment.backup_recipients]
    except RecipientError as error:
        raise BadSetting("TROSKA_BACKUP_RECIPIENTS: expected public keys of age, such as age1…, by comma.") from error


def identities(file: Path) -> list[Identity]:
    """Read the identities of a file as age-keygen writes it. Raises RecoveryFailed when there is none."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        return [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeError, IdentityError) as error:
        raise RecoveryFailed(f"{file} holds no identity of age (AGE-SECRET-KEY-1…): {error}") from error


def fingerprints(environment: Environment) -> list[str]:
    """Name the keys that something in the database may be encrypted or signed with, the present one first."""
    return [fingerprint(key) for key in (secret_key(environment), *former_keys(environment))]


def fingerprint(secret_key: str) -> str:
    """Name the installation's key without telling it: who holds a key can see whether it is the one."""
    return hashlib.sha256(b"troska:fingerprint:" + secret_key.encode()).hexdigest()[:16]
