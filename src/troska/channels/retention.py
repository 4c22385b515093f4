"""What has been kept for long enough is erased: identity documents, words of closed conversations, whole customers.

Each conversation and each customer is a transaction of its own or more, so it may be cut off anywhere and goes on the
next night; while a backup is written nothing is begun. What a hold is on stays.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from troska.channels import deeds, personal_data
from troska.conversations import personal_data as words
from troska.conversations import queries
from troska.conversations.models import Attachment, Conversation, RetentionRules, Status
from troska.conversations.sensitive import is_identity_document
from troska.core import clock
from troska.core.locks import may_erase_files
from troska.customers.actions import erase_customer
from troska.customers.errors import ErasureMustWait
from troska.customers.models import Customer, ErasureReason
from troska.staff import audit
from troska.timeline.actors import SYSTEM

_MOST_AT_ONCE = 500
_MONTH = timedelta(days=30.4375)


@dataclass(frozen=True, slots=True)
class Due:
    """How many of each there are, or were erased."""

    documents: int = 0
    conversations: int = 0
    customers: int = 0


def due(rules: RetentionRules) -> Due:
    """Count what these rules would erase now."""
    return Due(
        documents=len(_documents(rules)),
        conversations=_conversations(rules).count(),
        customers=_customers(rules).count(),
    )


def retain() -> Due:
    """Erase what is due, at most some hundreds of each; one line in the audit log says how many."""
    rules = queries.retention_rules()
    documents = sum(_erase_document(file) for file in _documents(rules)[:_MOST_AT_ONCE])
    conversations = sum(
        _erase_words(pk) for pk in list(_conversations(rules).values_list("pk", flat=True)[:_MOST_AT_ONCE])
    )
    customers = sum(_erase_customer(customer) for customer in list(_customers(rules)[:_MOST_AT_ONCE]))
    done = Due(documents, conversations, customers)
    if done != Due():
        with transaction.atomic():
            audit.record(
                deeds.RETAINED, by=SYSTEM, documents=documents, conversations=conversations, customers=customers
            )
    return done


def _closed_before(moment: datetime) -> Q:
    return Q(status=Status.CLOSED, closed_at__lt=moment, held_at=None)


def _documents(rules: RetentionRules) -> list[Attachment]:
    if rules.documents_days is None:
        return []
    before = clock.now() - timedelta(days=rules.documents_days)
    closed = Conversation.objects.filter(_closed_before(before), erased_at=None)
    files = Attachment.objects.filter(message__conversation__in=closed).order_by("pk")
    return [
        file for file in files.only("pk", "filename", "storage_name").iterator() if is_identity_document(file.filename)
    ]


def _conversations(rules: RetentionRules) -> QuerySet[Conversation]:
    if rules.conversations_months is None:
        return Conversation.objects.none()
    before = clock.now() - rules.conversations_months * _MONTH
    return Conversation.objects.filter(_closed_before(before), erased_at=None).order_by("pk")


def _customers(rules: RetentionRules) -> QuerySet[Customer]:
    """Find whose every conversation was closed long ago, or who has none and was not seen since."""
    if rules.customers_months is None:
        return Customer.objects.none()
    before = clock.now() - rules.customers_months * _MONTH
    going_on = Conversation.objects.filter(customer=OuterRef("pk")).exclude(_closed_before(before))
    return Customer.objects.filter(~Exists(going_on), erased_at=None, created_at__lt=before).order_by("pk")


def _erase_document(file: Attachment) -> bool:
    with transaction.atomic():
        if not may_erase_files():
            return False
        words.erase_file(file)
    return True


def _erase_words(pk: int) -> bool:
    with transaction.atomic():
        if not may_erase_files():
            return False
    personal_data.erase_originals(pk)
    words.erase_conversation(pk)
    return True


def _erase_customer(customer: Customer) -> bool:
    try:
        erase_customer(customer, by=SYSTEM, reason=ErasureReason.RETENTION)
    except ErasureMustWait:
        return False
    return True
