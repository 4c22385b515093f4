"""What an administrator learns about outgoing mail."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer, Script, Step

from troska.channels.email import doctor
from troska.conversations.models import Inbox, InboxAddress
from troska.core import clock
from troska.core.doctor import Finding, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox() -> Inbox:
    return people.inbox()


def only(findings: Iterable[Finding]) -> Finding:
    [finding] = findings
    return finding


def test_an_inbox_that_nothing_sends_for_is_named(inbox: Inbox, server: MailServer, settings: Settings) -> None:
    finding = only(doctor.ways_out())
    assert (finding.verdict, "Pomoc" in finding.text) == (Verdict.WRONG, True)
    settings.TROSKA_SMTP_URL = "smtp://poczta.example:587"
    assert only(doctor.ways_out()).verdict == Verdict.FINE
    settings.TROSKA_SMTP_URL = None
    people.mailbox(inbox, server)
    assert only(doctor.ways_out()).verdict == Verdict.FINE
    InboxAddress.objects.all().delete()
    assert only(doctor.ways_out()).verdict == Verdict.WRONG


def test_mail_that_cannot_go_out_is_told_with_the_servers_words(inbox: Inbox, server: MailServer) -> None:
    people.mailbox(inbox, server)
    assert only(doctor.outbox()).verdict == Verdict.FINE
    server.script = Script(answers={Step.RCPT: "450 4.7.1 Za szybko"})
    people.answered(people.received(inbox), people.agent())
    people.send_all(inbox)
    assert only(doctor.outbox()).verdict == Verdict.FINE
    with clock.moved_by(timedelta(minutes=11)):
        people.send_all(inbox)
        finding = only(doctor.outbox())
    assert finding.verdict == Verdict.WRONG
    assert "450 4.7.1 Za szybko" in finding.text


def test_mail_that_nobody_sends_points_to_the_worker(inbox: Inbox, server: MailServer) -> None:
    people.mailbox(inbox, server)
    people.answered(people.received(inbox), people.agent())
    with clock.moved_by(timedelta(minutes=11)):
        finding = only(doctor.outbox())
    assert (finding.verdict, "worker" in finding.remedy) == (Verdict.WRONG, True)


def test_mail_that_may_have_arrived_is_told(inbox: Inbox, server: MailServer) -> None:
    people.mailbox(inbox, server)
    server.script = Script(drops_at=Step.END)
    people.answered(people.received(inbox), people.agent())
    people.send_all(inbox)
    assert only(doctor.outbox()).verdict == Verdict.NOTICE
