"""What `troska demo` does between the migrations and the start: a company when there is none, its mailbox always."""

import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troska.conversations.models import Brand
from troska.core import clock
from troska.core.errors import TroskaError
from troska.customers.models import Identity, IdentityKind
from troska.demo import account, doubtful, seeding
from troska.demo.company.people import agents
from troska.demo.company.products import BRAND
from troska.demo.company.script import Role
from troska.demo.mail import ports, world
from troska.demo.mail.maildirs import deliver, maildirs

SEED_NUMBER = 2026


class CompanyOfItsOwn(TroskaError):
    """The installation belongs to a real company, which the sample one must not mix with."""

    code = "demo_on_real_company"
    message = gettext_lazy(
        "W tej instalacji jest już prawdziwa firma. Demo potrzebuje osobnego miejsca: ustaw TROSKA_HOME na inny folder."
    )


def prepare() -> Iterator[str]:
    """Make everything that the demo needs; give the lines to tell a newcomer once Troska is ready.

    Raises CompanyOfItsOwn, PortTaken.
    """
    if not seeding.is_seeded():
        _say(_("Przygotowuję przykładową firmę…"))
        began = time.monotonic()
        told = seeding.seed(seed_number=SEED_NUMBER, at=clock.now())
        boxes = maildirs()
        boxes.make(address for customer in told.customers for address in customer.emails)
        for raw in doubtful.mails(clock.now()):
            deliver(boxes.company, raw)
        _say(_("Gotowe po %.1f s.") % (time.monotonic() - began))
    elif not Brand.objects.filter(domain=BRAND.website).exists():
        raise CompanyOfItsOwn
    elif not maildirs().company.is_dir():
        known = Identity.objects.filter(kind=IdentityKind.EMAIL).values_list("value", flat=True)
        maildirs().make(address for address in known if world.is_customer(address))
    ports.choose()
    account.connect()
    yield from _to_tell()


def _to_tell() -> Iterator[str]:
    yield _("Przykładowa firma: %(name)s. Hasło wszystkich: %(password)s") % {
        "name": BRAND.name,
        "password": seeding.PASSWORD,
    }
    labels = {Role.AGENT: _("konsultantka"), Role.SUPERVISOR: _("lider"), Role.ADMINISTRATOR: _("administratorka")}
    for role, label in labels.items():
        person = next(agent for agent in agents() if agent.role == role)
        yield f"  {label + ':':<17}{person.email}"
    yield _("Napisz jako klient: %s/demo/") % settings.PUBLIC_URL


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)  # noqa: T201 -- it speaks to who waits at the terminal
