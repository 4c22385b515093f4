"""Erasing a customer: first it is written down that it shall be, then it is done, in steps that can be interrupted."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska import timeline
from troska.core import clock
from troska.customers import errors, events, personal_data, tombstones
from troska.customers.models import Customer, Erasure, ErasureReason, Identity
from troska.staff import audit
from troska.timeline.actors import Actor, ActorKind

ERASED = audit.Deed("customers.erased", _("usuwa dane klienta"))


def erase_customer(customer: Customer, *, by: Actor, reason: ErasureReason) -> Erasure:
    """Erase everything that tells of this customer: who he is, what was said with him, files and originals.

    That conversations were, when and how many, stays. Asked again it finishes what was interrupted. Raises
    ErasureMustWait when something is just being sent to him: it is then finished by itself.
    """
    erasure = _write_down(customer, by=by, reason=reason)
    carry_out(erasure)
    return erasure


@transaction.atomic(durable=True)
def _write_down(customer: Customer, *, by: Actor, reason: ErasureReason) -> Erasure:
    """Make it known for good, on the disk too, before anything is erased."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    erasure, is_new = Erasure.objects.get_or_create(
        customer_code=customer.code,
        defaults={"customer_id": customer.pk, "reason": reason, "by_kind": by.kind, "by_id": by.id},
    )
    tombstones.place(erasure)
    if is_new:
        audit.record(ERASED, by=by, about=audit.about(customer), reason=str(reason.value))
    return erasure


def carry_out(erasure: Erasure) -> None:
    """Erase what is left of the customer; nothing when he is not in this database."""
    customer = Customer.objects.filter(code=erasure.customer_code).first()
    if customer is not None:
        personal_data.erase_elsewhere(customer)
        _erase_himself(customer, by=Actor(ActorKind(erasure.by_kind), erasure.by_id))
    erasure.finished_at = clock.now()
    erasure.save(update_fields=["finished_at"])


@transaction.atomic
def _erase_himself(customer: Customer, *, by: Actor) -> None:
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    Identity.objects.filter(customer=customer).delete()
    customer.name = customer.language = ""
    was_erased, customer.erased_at = customer.erased_at, customer.erased_at or clock.now()
    customer.save(update_fields=["name", "sort_key", "language", "erased_at"])
    if was_erased is None:
        timeline.record(events.CustomerErased(customer_id=customer.pk), by=by)


def finish_erasures() -> int:
    """Take up what was interrupted; give how many are done now."""
    done = 0
    for erasure in Erasure.objects.filter(finished_at=None).order_by("asked_at")[:50]:
        try:
            carry_out(erasure)
        except errors.ErasureMustWait:
            continue
        done += 1
    return done


def apply_tombstones(found: list[tombstones.Tombstone]) -> int:
    """Erase again, in a database that went back in time, those who had been erased; give how many were there."""
    again = 0
    for tombstone in found:
        with transaction.atomic(durable=True):
            erasure = Erasure.objects.filter(customer_code=tombstone.customer_code).first() or tombstone.erasure()
            erasure.save()
            tombstones.place(erasure)
        is_there = Customer.objects.filter(code=erasure.customer_code, erased_at=None).exists()
        if is_there or erasure.finished_at is None:
            carry_out(erasure)
        again += is_there
    return again
