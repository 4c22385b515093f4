"""`troska secrets rotate` and `check`: a new key for the installation, and what is encrypted with which.

Every text field whose name begins with `encrypted_` holds a secret of `core.secrets`; so none can be forgotten here.
Others are named: letters that wait, second factors as the library keeps them. Sessions are left to end by themselves. A
rotation that was cut short goes on when it is run again: `rotating` in TROSKA_HOME says so, and remembers, as a hash,
which key is on its way out.
"""

import hashlib
import os
import secrets as random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from troska.config import exits, secret_key
from troska.config.environment import Environment, environment
from troska.core import secrets
from troska.core.files import sync_folder
from troska.staff import audit, deeds
from troska.staff.audit import sealing
from troska.timeline.actors import SYSTEM

_PREFIX = "encrypted_"
_OTHERS = {("email_channel.StaffLetter", "sealed"), ("mfa.Authenticator", "data")}
_BATCH = 100
#: How a secret of `core.secrets` begins (Fernet, version 128).
_BEGINNING = "gAAAA"

#: What a field holds: a secret, or JSON with some within.
Kept = str | dict[str, object]


def holders() -> Iterator[tuple[type[models.Model], str]]:
    """List every column that holds secrets."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name.startswith(_PREFIX) or (model._meta.label, field.name) in _OTHERS:
                yield model, field.name


def rotate_command() -> int:
    """Make a new key, if it is ours to make, and encrypt everything with it."""
    here = environment()
    if here.secret_key is None and change_key(here):
        # What follows has to run with the new key in its settings.
        os.execv(sys.executable, [sys.executable, "-m", "troska", "secrets", "rotate"])  # noqa: S606 -- ourselves
    changed, lost = encrypt_anew()
    with transaction.atomic():
        audit.record(deeds.KEY_ROTATED, by=SYSTEM, secrets=changed, unreadable=lost)
    sealing.seal_all()
    _marker(here).unlink(missing_ok=True)
    print(f"{changed} stored secrets are encrypted with the present key now.")
    if here.secret_key is not None:
        print("The key is given in TROSKA_SECRET_KEY, so it was not changed; see docs/how-to/secrets.md.")
    print("Restart Troska (all machines), then run `troska secrets check`: it says when a former key may go.")
    if lost:
        print(f"WRONG  {lost} secrets can't be read with any key; their passwords have to be given anew.")
        return exits.FAILED
    return exits.OK


def check_command() -> int:
    """Say which secrets still need a former key, or can't be read at all."""
    former, lost, fine = 0, 0, 0
    for model, name in holders():
        for token in (token for _pk, kept in _stored(model, name) for token in _tokens(kept)):
            if secrets.is_under_present_key(token):
                fine += 1
            elif _readable(token):
                former += 1
            else:
                lost += 1
    here = environment()
    print(f"{fine} secrets are encrypted with the present key, {former} with a former one, {lost} can't be read.")
    if _marker(here).exists():
        print("A rotation was cut short: run `troska secrets rotate` again.")
    elif former:
        print("Run `troska secrets rotate`: former keys are still needed.")
    elif settings.SECRET_KEY_FALLBACKS:
        print(
            "No stored secret needs a former key. Reply addresses in mails sent before the change do: when nobody "
            f"answers those any more, remove {secret_key.former_file(here)} (or TROSKA_FORMER_SECRET_KEYS)."
        )
    return exits.FAILED if lost or _marker(here).exists() else exits.OK


def change_key(here: Environment) -> bool:
    """Put a new key in place of the present one, which stays readable; False when that was done before a cut."""
    file, present = secret_key.key_file(here), settings.SECRET_KEY
    marker, mark = _marker(here), hashlib.sha256(present.encode()).hexdigest()
    if marker.exists() and marker.read_text(encoding="ascii").strip() != mark:
        return False
    former = secret_key.former_file(here)
    kept = former.read_text(encoding="ascii").split() if former.exists() else []
    if present not in kept:
        _write(former, "".join(f"{key}\n" for key in [*kept, present]))
    _write(marker, f"{mark}\n")
    _write(file, random.token_urlsafe(50) + "\n")
    return True


def _write(file: Path, text: str) -> None:
    """Put a file in place that only its owner may read, whole and durable."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    sync_folder(file.parent)


def encrypt_anew() -> tuple[int, int]:
    """Encrypt every stored secret with the present key; give how many were changed, and how many nobody can read."""
    changed = lost = 0
    for model, name in holders():
        for pk, kept in list(_stored(model, name)):
            old = [token for token in _tokens(kept) if not secrets.is_under_present_key(token)]
            new = {token: secrets.encrypt(secrets.decrypt(token)) for token in old if _readable(token)}
            lost += len(old) - len(new)
            if new:
                # What somebody changed meanwhile is left as he made it.
                is_ours = model._default_manager.filter(pk=pk, **{name: kept}).update(**{name: _exchanged(kept, new)})
                changed += len(new) if is_ours else 0
    return changed, lost


def _stored(model: type[models.Model], name: str) -> Iterator[tuple[object, Kept]]:
    rows = model._default_manager.exclude(**{name: ""}).order_by("pk").values_list("pk", name)
    yield from rows.iterator(chunk_size=_BATCH)


def _tokens(kept: Kept) -> list[str]:
    """List the secrets of one field: its text, or what is encrypted within its JSON."""
    if isinstance(kept, str):
        return [kept]
    return [text for text in kept.values() if isinstance(text, str) and text.startswith(_BEGINNING)]


def _exchanged(kept: Kept, new: Mapping[str, str]) -> Kept:
    if isinstance(kept, str):
        return new[kept]
    return {name: new.get(text, text) if isinstance(text, str) else text for name, text in kept.items()}


def _readable(token: str) -> bool:
    try:
        secrets.decrypt(token)
    except secrets.SecretUnreadableError:
        return False
    return True


def _marker(here: Environment) -> Path:
    return here.home / "rotating"
