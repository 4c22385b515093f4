"""Mails of which the source gave only the header wait in quarantine, where a person sees that there is more."""

import pytest
from tests import given

from troska.channels import drain
from troska.channels.intake import Delivery, accept
from troska.channels.models import JournalEntry, QuarantineReason
from troska.conversations.models import Message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("note", "reason"),
    [({"too_large": 80_000_000}, QuarantineReason.TOO_LARGE), ({"not_given": True}, QuarantineReason.UNREADABLE)],
)
def test_a_header_alone_does_not_walk_in_as_an_empty_mail(note: dict[str, int], reason: str) -> None:
    account = given.account(inbox=given.inbox())
    accept([Delivery(account_id=account.pk, external_id="x", raw=given.mail(""), envelope={"to": [], **note})])
    drain.drain_all()
    entry = JournalEntry.objects.get()
    assert (entry.state, entry.reason) == ("quarantined", reason)
    assert entry.summary["subject"] == "Paczka"
    assert not Message.objects.exists()
