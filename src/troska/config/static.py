"""Static files, collected with hashed names and compressed into TROSKA_HOME when they changed."""

import hashlib
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The folders that hold scripts of our own.
_OURS = ("ui/", "desk/", "demo/")
log = logging.getLogger(__name__)


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files under names that change with them, those too that one of our scripts imports from another."""

    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *given: Any, **more: Any) -> Callable[[re.Match[str]], str]:
        """Leave scripts of others as they are: they name what only a build of theirs has."""
        convert: Callable[[re.Match[str]], str] = super().url_converter(name, *given, **more)
        return convert if name.startswith(_OURS) or not name.endswith(".js") else (lambda found: found[0])


def collect() -> None:
    """Bring the collected files up to date; Django must run in a part that collects (`migrate`, `static`).

    Files of earlier versions stay, since a page opened before an update still asks for them.
    """
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except ValueError as error:  # a style sheet names a file that does not exist
        log.error("static files are served uncollected: %s", error)  # noqa: TRY400 - the message says all
        (Path(settings.STATIC_ROOT) / "staticfiles.json").unlink(missing_ok=True)
        return
    stamp.write_text(now, encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
