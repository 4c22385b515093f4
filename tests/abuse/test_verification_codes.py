"""Case 5: somebody signs up elsewhere in our name, and the proof of address lands in our inbox."""

import pytest
from tests import given
from tests.abuse.office import ATTACKER, Office, reply_address

from troska.channels.models import QuarantineReason
from troska.conversations.models import Conversation
from troska.conversations.queries import visible_to
from troska.customers.models import Customer

CODES = [
    ("Google <no-reply@accounts.google.com>", "Google Verification Code", "G-482910"),
    ("Slack <no-reply@slack.com>", "Slack confirmation code: 482-910", "482-910"),
    (
        "Microsoft <account-security-noreply@accountprotection.microsoft.com>",
        "Microsoft account security code",
        "482910",
    ),
    ("GitHub <noreply@github.com>", "[GitHub] Please verify your device", "482910"),
    ("Allegro <nie-odpowiadaj@allegro.example>", "Twój kod weryfikacyjny", "482910"),
]


@pytest.mark.parametrize(("sender", "subject", "code"), CODES)
@pytest.mark.parametrize("to", ["inbox", "thread"])
def test_case_5_a_code_is_held_and_shown_on_purpose_only(
    office: Office, sender: str, subject: str, code: str, to: str
) -> None:
    conversation = office.begun()
    address = reply_address(conversation) if to == "thread" else given.HELP
    domain = sender.rpartition("@")[2].strip(">")
    raw = given.mail(
        f"Your code is {code}",
        From=sender,
        Subject=subject,
        To=address,
        Cc=ATTACKER,
        extra=[("Authentication-Results", f"{given.TRUSTED}; dmarc=pass header.from={domain}")],
    )
    people = Customer.objects.count()
    office.arrive(raw)
    [entry] = office.waiting()
    assert entry.reason == QuarantineReason.VERIFICATION_CODE
    assert not office.shown_anywhere(code)
    assert office.recipients() == set()
    assert Customer.objects.count() == people
    assert not any(message.text.count(code) for found in Conversation.objects.all() for message in found.messages.all())
    assert subject in office.quarantine()
    assert code in office.desk.get(f"/kwarantanna/{entry.id}/").content.decode(), "staff may open it"


def test_case_5_not_even_let_in_does_it_reach_a_customer(office: Office) -> None:
    conversation = office.begun()
    sender, subject, code = CODES[1]
    office.arrive(given.mail(code, From=sender, Subject=subject, To=reply_address(conversation), Cc=ATTACKER))
    [entry] = office.waiting()
    office.desk.post(f"/kwarantanna/{entry.id}/wpusc")
    office.let_out()
    assert office.recipients() == set()
    sent = office.answer(conversation, "Dzień dobry")
    assert sent.recipients == (given.ANNA,)
    assert code.encode() not in sent.content
    for customer in Customer.objects.all():
        seen = visible_to(customer).values_list("pk", flat=True)
        assert set(seen) <= {conversation.pk}


def test_case_5_a_colleague_of_another_team_does_not_see_it(office: Office) -> None:
    from django.test import Client

    sender, subject, code = CODES[0]
    office.arrive(given.mail(code, From=sender, Subject=subject))
    [entry] = office.waiting()
    other = Client()
    other.force_login(given.agent("Igor Mazur", teams=[given.team("Inny zespół")]))
    assert subject not in office.quarantine(other)
    assert other.get(f"/kwarantanna/{entry.id}/").status_code == 404
    assert other.post(f"/kwarantanna/{entry.id}/wpusc").status_code == 404
    assert Client().get(f"/kwarantanna/{entry.id}/").status_code == 302, "nor does anybody who is not signed in"
