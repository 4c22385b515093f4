"""Makes or updates `.venv` from the lock; run by make with the machine's python3, by the standard library alone.

Usage: python3 scripts/environment.py run|dev
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = ROOT / "scripts" / "bootstrap" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
NEEDED = (3, 11)


def main(kind: str) -> None:
    """Bring `.venv` in line with requirements/<kind>.lock; does nothing, quickly, when it is."""
    if sys.version_info < NEEDED:
        fail("Troska needs python3 3.11 or newer; this is {}.{}.".format(*sys.version_info))
    lock = ROOT / "requirements" / (kind + ".lock")
    # The folder is part of it: an environment that was moved or copied does not work.
    wanted = hashlib.sha256(lock.read_bytes() + str(ROOT).encode() + sys.version.encode()).hexdigest()
    stamp = VENV / (kind + ".stamp")
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if hashlib.sha256(PIP.read_bytes()).hexdigest() != PIP_SHA256:
        fail("{} is damaged; run: git checkout scripts".format(PIP))
    if not works():
        say("Making the environment in .venv")
        make()
    say("Installing what Troska needs (once; then it is quick)")
    pip = [str(PYTHON), str(PIP / "pip"), "--disable-pip-version-check", "--no-python-version-warning"]
    install = ["install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if subprocess.call([*pip[:3], *install], cwd=str(ROOT)):
        fail("The packages could not be installed; see above. Is there a connection to your package index?")
    link()
    stamp.write_text(wanted)


def works() -> bool:
    """Whether .venv has a Python that starts and is of this version."""
    if not PYTHON.exists():
        return False
    code = "import sys; print(sys.version)"
    run = subprocess.run(
        [str(PYTHON), "-c", code], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return run.stdout.strip() == sys.version.strip()


def make() -> None:
    """Make .venv without pip, which many a python3 cannot bring."""
    try:
        import venv
    except ImportError:
        fail("This python3 cannot make environments; on Debian and Ubuntu run: apt-get install python3-venv")
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=True).create(str(VENV))


def link() -> None:
    """Put the product's source on the environment's path, and the `troska` command beside its Python."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.check_output([str(PYTHON), "-c", code], text=True).strip())
    (packages / "troska.pth").write_text(str(ROOT / "src") + "\n")
    command = VENV / "bin" / "troska"
    command.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -m troska "$@"\n')
    command.chmod(0o755)


def say(line: str) -> None:
    """Tell how it goes, on the error stream, as make does."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def fail(line: str) -> NoReturn:
    """End with one line that helps."""
    say(line)
    sys.exit(1)


if __name__ == "__main__":
    os.umask(0o022)
    main(sys.argv[1])
