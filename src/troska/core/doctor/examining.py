"""Asks a check, whatever may happen to it."""

import time
from contextlib import nullcontext
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from troska.core.doctor.findings import Finding, wrong_kind
from troska.core.doctor.register import Check

log = structlog.get_logger(__name__)

REFUSED = wrong_kind(
    "check.refused", "%(check)s", _("Baza danych odmówiła odpowiedzi (%(error)s)."), _("Najpierw napraw bazę danych.")
)
FAILED = wrong_kind(
    "check.failed",
    "%(check)s",
    _("Sprawdzenie się nie udało (%(error)s)."),
    _("Zgłoś to twórcom Troski; szczegóły są w dzienniku procesu."),
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a check found and how many seconds it took."""

    check: Check
    findings: tuple[Finding, ...]
    seconds: float


def examine(check: Check) -> Examined:
    """Ask a check; one that fails is a finding of its own, which names the error and not what it says."""
    began = time.monotonic()
    try:
        # One moment of the database for what only asks there; none is held while other servers take their time.
        with transaction.atomic() if check.is_cheap else nullcontext():
            findings = tuple(check.look())
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        findings = (REFUSED(check.name, check=check.name, error=type(error).__name__),)
    except Exception as error:
        log.exception("doctor.check_failed", check=check.name)
        findings = (FAILED(check.name, check=check.name, error=type(error).__name__),)
    return Examined(check, findings, time.monotonic() - began)
