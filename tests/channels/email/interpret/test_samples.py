"""The sample mails beside the checkout: subjects, senders and names of attachments, as checked by eye."""

import os
from pathlib import Path

import pytest

from troska.channels.email.interpret.reading import read_mail

ROOT = Path(__file__).resolve().parents[4]
MAIL = Path(os.environ.get("TROSKA_TEST_SAMPLES", ROOT.parent / "shared" / "samples")) / "mail"
pytestmark = pytest.mark.samples
DEBATE = "Discussion: Let's debate these attachments"
AVATARS = ["avatar1.jpeg", "avatar2.jpg"]
EXPECTED: dict[str, tuple[str | None, str | None, list[str]]] = {
    "attachments_without_filename": ("multiple attachments", "test@gmail.com", ["image.png", "image (2).png"]),
    "attachments_without_text": ("Hello there", "hello@icloud.com", ["1kb.png", "1kb (2).png"]),
    "auto_reply": (DEBATE, "Sony@chatwoot.com", AVATARS),
    "bounced_gmail": (
        "Delivery Status Notification (Failure)",
        "mailer-daemon@googlemail.com",
        ["icon.png", "delivery-status.txt", "message.eml"],
    ),
    "bounced_with_no_from": ("Undelivered Mail Returned to Sender", None, ["delivery-status.txt", "message.eml"]),
    "djhd_all-special-chars": ("Testovácí email", "timothy.hobbs@auto-mat.cz", []),
    "djhd_pgp": ("example email that crashes django-helpdesk get_email", "bugreporter@example.com", ["signature.asc"]),
    "djhd_utf-nondecodable": ("Fwd: Cyklozaměstnavatel - změna vyhodnocení", "john.smith@example.cz", []),
    "email_with_inline_pdf": ("Sample PDF", "user@icloud.com", ["dummy.pdf"]),
    "mail_with_inline_images": (
        "New inline image test email conversation",
        "sony@chatwoot.com",
        ["poster (8).jpg", "poster (7).jpg", "poster (1).jpg"],
    ),
    "mail_with_no_subject": ("", "sony@chatwoot.com", AVATARS),
    "non_utf_encoded_mail": ("أهلين عميلنا الكريم", "example@gmail.com", []),
    "notification": (
        "Sojan, A new conversation [ID - 873] has been assigned to you.",
        "accounts@chatwoot.com",
        [],
    ),
    "support_uppercase": (DEBATE, "SONY@CHATWOOT.COM", AVATARS),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_is_read_as_a_person_reads_it(name: str) -> None:
    mail = read_mail((MAIL / f"{name}.eml").read_bytes())
    sender = mail.from_.address if mail.from_ else None
    assert (mail.subject, sender, [one.filename for one in mail.attachments]) == EXPECTED[name]


def test_every_sample_is_read() -> None:
    mails = {path.stem: read_mail(path.read_bytes()) for path in sorted(MAIL.glob("*.eml"))}
    assert len(mails) >= 46
    for name, mail in mails.items():
        assert mail.from_ is not None or name == "bounced_with_no_from"
        assert mail.text or mail.attachments
        assert "\ufffd" not in mail.text
    bounces = {name for name, mail in mails.items() if mail.bounce}
    assert bounces == {"bounced_gmail", "bounced_with_no_from"}
    automatic = {name for name, mail in mails.items() if mail.auto_submitted}
    assert automatic == bounces | {"auto_reply", "auto_reply_with_auto_submitted", "non_utf_encoded_mail"}
