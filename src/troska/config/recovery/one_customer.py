"""One customer's rights from the command line: all that is known of him in a folder, and all of it erased.

A page asks for the permission, for a fresh sign-in and for a second person before it calls the same verbs.
"""

import json
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska.channels import raw_store
from troska.config.recovery import exporting
from troska.config.recovery.errors import RecoveryFailed
from troska.conversations import files
from troska.conversations.models import Attachment
from troska.conversations.personal_data import his_messages
from troska.core import clock
from troska.customers import personal_data
from troska.customers.actions import erase_customer
from troska.customers.models import Customer, ErasureReason
from troska.customers.queries import customer_by_email
from troska.staff import audit
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM, Actor

EXPORTED = audit.Deed("customers.exported", _("eksportuje dane klienta"))


def _found(given: str) -> Customer:
    customer = customer_by_email(given) if "@" in given else Customer.objects.filter(code=given).first()
    if customer is None:
        raise RecoveryFailed(f"There is no customer {given}: name his code or an e-mail address he is known by.")
    return customer


def _actor(email: str | None) -> Actor:
    if email is None:
        return SYSTEM
    agent = Agent.objects.get_queryset().filter(email__iexact=email).first()
    if agent is None:
        raise RecoveryFailed(f"Nobody signs in as {email}.")
    return agent.actor


def erase(given: str, *, reason: str, by: str | None) -> str:
    """Erase the customer; gives a line about it."""
    customer = _found(given)
    erasure = erase_customer(customer, by=_actor(by), reason=ErasureReason(reason))
    return f"Customer {customer.code} is erased; the tombstone is {erasure.code}."


def export(given: str, folder: Path, *, by: str | None) -> str:
    """Write everything that is known of the customer into a new folder; gives a line about it."""
    customer = _found(given)
    if folder.exists():
        raise RecoveryFailed(f"{folder} is there already; name a new folder.")
    with transaction.atomic():
        audit.record(EXPORTED, by=_actor(by), about=audit.about(customer))
    folder.mkdir(mode=0o700, parents=True)
    for name in ("mails", "files"):
        (folder / name).mkdir(mode=0o700)
    number = 0
    with (folder / "data.jsonl").open("w", encoding="utf-8") as lines:
        lines.write(json.dumps({"noun": "export", "at": clock.now().isoformat()}) + "\n")
        for noun, record in personal_data.exported(customer):
            lines.write(json.dumps({"noun": noun, **record}, ensure_ascii=False) + "\n")
            number += 1
    for message in his_messages(customer).exclude(raw_digest="").iterator(chunk_size=500):
        if message.is_inbound:
            exporting.keep(folder / "mails" / f"{message.code}.eml", message.raw_digest, raw_store.get)
    for attachment in Attachment.objects.filter(message__in=his_messages(customer)).iterator(chunk_size=500):
        exporting.keep(folder / "files" / attachment.code, attachment.storage_name, files.read)
    return f"{number} records of customer {customer.code} are in {folder}."
