"""Becomes another program, tied to the life of its parent; run by path, so it needs the standard library only.

A `preexec_fn` could do the same, but it runs Python between fork and exec, where another thread may hold a lock.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

CLONE_NEWNS = 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAPABILITY_VERSION_3, CAP_DAC_READ_SEARCH = 0x20080522, 2
MOST_FILES = 65536

CANNOT_BIND = 117
CANNOT_REACH = 118


def command(
    argv: list[str],
    *,
    death_signal: int = 0,
    user: tuple[int, int] | None = None,
    binds: tuple[tuple[Path, Path], ...] = (),
    passes_doors: bool = False,
) -> list[str]:
    """The argument list that runs `argv` through this file.

    `death_signal` is sent to it when its parent dies, `user` is the (uid, gid) it runs as, and every (source, target)
    of `binds` is mounted for it alone, so that it can work in a folder whose parents it may not enter. Where mounting
    is not possible, `passes_doors` lets it enter every folder instead.
    """
    identity = f"{user[0]}:{user[1]}:{int(passes_doors)}" if user else "-"
    pairs = [str(path) for pair in binds for path in pair]
    head = [sys.executable, "-I", "-S", __file__, str(death_signal), str(os.getpid()), identity, str(len(pairs))]
    return [*head, *pairs, *argv]


def probe(paths: list[Path]) -> list[str]:
    """What to run to learn whether a user can read all these paths: it exits with CANNOT_REACH when not."""
    return ["?", *(str(path) for path in paths)]


def _bind(pairs: list[str]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    # Private first, so that nothing of this is seen outside of the new namespace.
    failed = libc.unshare(CLONE_NEWNS) or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    for source, target in zip(pairs[::2], pairs[1::2], strict=True):
        failed = failed or libc.mount(os.fsencode(source), os.fsencode(target), None, MS_BIND, None)
    if failed:
        sys.exit(CANNOT_BIND)


def _become(identity: str) -> None:
    uid, gid, passes_doors = (int(number) for number in identity.split(":"))
    libc = ctypes.CDLL(None, use_errno=True)
    if passes_doors:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if passes_doors:
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        only = 1 << CAP_DAC_READ_SEARCH
        sets = (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0)  # effective, permitted, inheritable; low and high words
        if libc.capset(header, sets) or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0):
            sys.exit(CANNOT_REACH)


def _reached(paths: list[str]) -> int:
    """Tried rather than asked: `access` knows nothing of capabilities."""
    try:
        for path in paths:
            os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return CANNOT_REACH
    return 0


def main(arguments: list[str]) -> None:
    """Arguments: death signal, parent's process id, uid:gid:flag or "-", number of mount paths, these, the program."""
    death_signal, parent, identity, count = int(arguments[0]), int(arguments[1]), arguments[2], int(arguments[3])
    pairs, argv = arguments[4 : 4 + count], arguments[4 + count :]
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    if pairs:
        _bind(pairs)
    if identity != "-":
        _become(identity)
    if argv[0] == "?":
        sys.exit(_reached(argv[1:]))
    if death_signal:
        # After the change of user, which clears it; then look whether the parent died before.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(argv[0], argv)  # noqa: S606 - becoming it is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
