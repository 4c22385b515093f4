"""F5: the disk under everything is full; the mail stays with the sender, and comes when there is room again."""

import smtplib
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from bench import lmtp
from bench.load import RECIPIENT, mails
from bench.stand import Stand

from faults import ledger

SIZE = "500m"
_FULL_SECONDS = 20


def full(*, number: int = 400, seed: int = 5) -> str:
    """Fill the file system that holds the database and the raw store while mails arrive, then make room."""
    home = Path(tempfile.mkdtemp(prefix="troska-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", str(home)], check=False)
    if mounted.returncode:
        home.rmdir()
        return "disk full: SKIPPED, this machine lets nobody mount a file system"
    try:
        with Stand(home=home) as stand:
            return _under_load(stand, number, seed)
    finally:
        subprocess.run(["umount", "-l", str(home)], check=False)


def _under_load(stand: Stand, number: int, seed: int) -> str:
    prefix = f"d{seed}-"
    load = mails(seed, new=number * 3 // 5, replies=number * 2 // 5, prefix=prefix)
    lmtp.send(load[:100], port=stand.lmtp_port)
    ballast = stand.home / "ballast"
    _fill(ballast)
    refused = _refused(stand, load[100].raw)
    stop = threading.Event()
    sender = threading.Thread(target=ledger.send_until_taken, args=(load[100:], stop), kwargs={"port": stand.lmtp_port})
    sender.start()
    time.sleep(_FULL_SECONDS)
    ballast.unlink()
    began = time.monotonic()
    sender.join(240)
    stop.set()
    ledger.wait_for(stand, prefix, len(load))
    verdict = ledger.reconcile(stand, load, prefix)
    back = time.monotonic() - began
    told = f"disk full: sender was told {refused!r} and kept the mail"
    return f"{told}; {verdict}; all there {back:.1f} s after there was room"


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            for size in (1 << 20, 1 << 12):
                while True:
                    file.write(b"x" * size)
        except OSError:
            pass


def _refused(stand: Stand, raw: bytes) -> str:
    """Try one mail and tell what the server said to it."""
    try:
        with smtplib.LMTP("127.0.0.1", stand.lmtp_port, timeout=30) as server:
            server.sendmail("klient@poczta.example", [RECIPIENT], raw)
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    except smtplib.SMTPException as error:
        return str(error)
    except OSError as error:
        return type(error).__name__
    return "250"
