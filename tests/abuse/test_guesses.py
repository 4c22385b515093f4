"""Case 3: numbers are guessed in the subject, in the address, in references; nothing is joined without the token."""

import base64
import random

from tests import given
from tests.abuse.office import ATTACKER, Office, reply_address

from troska.channels import drain
from troska.conversations.models import Conversation, Message


def test_case_3_a_thousand_guesses_join_no_conversation(office: Office) -> None:
    chance = random.Random(3)
    targets = [office.begun(f"Sprawa {nth}") for nth in range(3)]
    numbers = [conversation.pk for conversation in targets]

    def guess(nth: int) -> bytes:
        number = numbers[nth % 3]
        signed = number.to_bytes(6, "big") + chance.randbytes(16)
        token = base64.b32encode(signed).decode().rstrip("=").lower()
        address = chance.choice(
            [
                f"pomoc+{number}@sklep.example",
                f"pomoc+r.{number}@sklep.example",
                f"pomoc+T-{number}@sklep.example",
                f"pomoc+r.{token}@sklep.example",
                f"pomoc+r.{token.upper()}@sklep.example",
                f"pomoc-{number}@sklep.example, {given.HELP}",
                f"pomoc+r.{'a' * 36}@sklep.example",
            ]
        )
        return given.mail(
            f"Zgadywanie {nth}",
            From=f"Zły <zly{nth % 50}@evil.example>",
            To=address,
            Subject=chance.choice([f"Re: Paczka [T-{number}]", f"T-{number}", f"[#{number}]", f"Odp: sprawa {number}"]),
            In_Reply_To=f"<{chance.randbytes(8).hex()}.r.{token}@sklep.example>",
            References=f"<{number}@sklep.example> <T-{number}@sklep.example>",
        )

    given.accepted(*(guess(nth) for nth in range(1000)))
    drain.drain_all()
    assert Message.objects.filter(text__startswith="Zgadywanie").count() == 1000
    for conversation in targets:
        assert list(conversation.messages.filter(direction="in").values_list("author_address", flat=True)) == [
            given.ANNA
        ]
        assert "Zgadywanie" not in office.page(conversation)
    assert not Conversation.objects.filter(pk__in=numbers, participants__address__contains="evil").exists()


def test_case_3_a_spray_of_blind_copies_joins_nothing_either(office: Office) -> None:
    conversation = office.begun()
    around = [f"pomoc+r.{number:036d}@sklep.example" for number in range(200)]
    office.arrive(given.mail("Do wszystkich", From=ATTACKER, To="lista@evil.example"), to=[*around, given.HELP])
    assert "Do wszystkich" not in office.page(conversation)


def test_case_3_the_true_token_does_join(office: Office) -> None:
    """So that the guesses above could have."""
    conversation = office.begun()
    office.arrive(given.mail("Dziękuję", To=reply_address(conversation).upper()))
    assert "Dziękuję" in office.page(conversation)
