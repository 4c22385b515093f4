"""Lets every check be asked in its time, by one process at a time, wherever it runs."""

import socket
from datetime import timedelta

from django.utils.module_loading import autodiscover_modules

from troska.core.doctor import keeping
from troska.core.doctor.examining import Examined, examine
from troska.core.doctor.register import Check, Where, checks


def load() -> None:
    """Let every package register its checks."""
    autodiscover_modules("doctor")


def this_machine() -> str:
    """Name the machine that this process runs on."""
    return socket.gethostname()[:253]


def scope_of(check: Check) -> str:
    """Give the machine that a check asked here is about; empty when it is about the installation."""
    return this_machine() if check.where is Where.MACHINE else ""


def watch(*, later_by: timedelta = timedelta(0)) -> int:
    """Ask the checks that are due by at least `later_by`; give how many were asked."""
    asked = 0
    for check in list(checks().values()):
        if keeping.claim(check, scope_of(check), later_by=later_by):
            keeping.keep(examine(check), scope_of(check))
            asked += 1
    return asked


def ask_again() -> None:
    """Ask the quick checks here and now, and let those that go out be asked by whoever comes first."""
    keeping.ask_for_all()
    for check in list(checks().values()):
        if check.is_cheap and keeping.claim(check, scope_of(check)):
            keeping.keep(examine(check), scope_of(check))


def ask_all() -> list[Examined]:
    """Ask every check here and now, keeping nothing."""
    return [examine(check) for check in list(checks().values())]
