"""The company itself, and which private addresses it lets us connect to."""

import ipaddress
import re

from django.db import IntegrityError, connection, transaction

from troska.core import egress
from troska.core.locks import AdvisoryLock
from troska.core.tax_numbers import nip
from troska.core.text import one_line
from troska.staff import audit, deeds, errors, setting_up
from troska.staff.actions.people import add_agent
from troska.staff.models import Agent, AllowedAddress, Company, Language
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM, Actor

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,62})?(\.[a-z0-9]([a-z0-9-]{0,62})?)*\Z")
_WIDEST = {4: 8, 6: 16}


@transaction.atomic
def change_company(
    *,
    legal_name: str,
    tax_number: str,
    street: str,
    postal_code: str,
    city: str,
    privacy_contact: str,
    system_address: str,
    language: Language,
    by: Actor,
) -> Company:
    """Say who runs this installation. Raises NotATaxNumber."""
    digits = nip(tax_number) if tax_number.strip() else ""
    if digits is None:
        raise errors.NotATaxNumber
    company = Company.objects.select_for_update(no_key=True).filter(pk=1).first() or Company(pk=1)
    before = company.legal_name
    company.legal_name, company.tax_number, company.street = one_line(legal_name), digits, one_line(street)
    company.postal_code, company.city = one_line(postal_code), one_line(city)
    company.privacy_contact, company.system_address, company.language = privacy_contact, system_address, language
    company.save()
    audit.record(deeds.COMPANY_CHANGED, by=by, about=audit.about(company), before=before, after=company.legal_name)
    return company


@transaction.atomic
def allow_address(text: str, *, note: str = "", is_sure: bool = False, by: Actor) -> AllowedAddress:
    """Let mail servers at a private address be used, by everybody within seconds.

    Raises NotAnAddress, TooWide; MetadataAddress unless `is_sure`.
    """
    word = _word(text)
    if not is_sure and egress.holds_metadata(word):
        raise errors.MetadataAddress
    allowed, is_new = AllowedAddress.objects.get_or_create(word=word, defaults={"note": one_line(note)[:120]})
    if is_new:
        audit.record(deeds.ADDRESS_ALLOWED, by=by, about=audit.about(allowed), name=word)
        transaction.on_commit(egress.forget_allowed)
    return allowed


@transaction.atomic
def forbid_address(allowed: AllowedAddress, *, by: Actor) -> None:
    """Let it be used no more; open connections end by themselves."""
    audit.record(deeds.ADDRESS_FORBIDDEN, by=by, about=audit.about(allowed), name=allowed.word)
    allowed.delete()
    transaction.on_commit(egress.forget_allowed)


@transaction.atomic
def set_up(*, code: str, email: str, name: str, password: str, language: Language) -> Agent:
    """Make the first administrator of an empty installation, once. Raises SetUpClosed, WrongCode, AgentExists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AdvisoryLock.SET_UP])
    if not setting_up.is_open():
        raise errors.SetUpClosed
    if not setting_up.is_code(code):
        raise errors.WrongCode
    try:
        agent = add_agent(
            email=email, name=name, password=password, role=Role.ADMINISTRATOR, language=language, by=SYSTEM
        )
    except IntegrityError as error:
        raise errors.AgentExists from error
    audit.record(deeds.SET_UP, by=agent.actor, about=audit.about(agent))
    keep_step("company")
    transaction.on_commit(setting_up.forget_code)
    return agent


def make_setup_code() -> str:
    """Make the one-time code of the first person, where there is none yet, and give it."""
    return setting_up.code()


def keep_step(step: str) -> None:
    """Remember where the first steps were left; "" when they are done."""
    Company.objects.get_or_create(pk=1)
    Company.objects.filter(pk=1).update(setup_step=step)


def _word(text: str) -> str:
    word = text.strip().rstrip(".").lower()
    try:
        network = ipaddress.ip_network(word, strict=False)
    except ValueError:
        # What looks like a number but is none of the usual notations ("2130706433", "0x7f.1") is refused.
        if not _HOST.match(word) or word.split(".")[-1][:1].isdigit() or word.startswith("0x"):
            raise errors.NotAnAddress from None
        return word
    if network.prefixlen < _WIDEST[network.version]:
        raise errors.TooWide
    return str(network)
