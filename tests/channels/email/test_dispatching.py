"""From an agent's answer to what the mail server got, and what the agent is told."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.utils import connector_params
from pytest_django import Settings
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer, Script, Step

from troska.channels.email import delivering, dispatching, lines, sending, tasks
from troska.channels.email.models import Dispatch, Mailbox
from troska.config.processes.worker import Connector
from troska.conversations import actions
from troska.conversations.errors import TransitionNotAllowed
from troska.conversations.models import DeliveryState, Inbox, Message, Status
from troska.core import clock
from troska.staff.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna.nowak@poczta.example"


@pytest.fixture(autouse=True)
def loopback(db: None, settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    people.forget_jobs()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    made = people.inbox()
    people.mailbox(made, server)
    return made


@pytest.fixture
def marta() -> Agent:
    return people.agent()


def answer(inbox: Inbox, marta: Agent, number: int = 0, **more: object) -> Message:
    question = people.received(inbox, sender=f"klient{number}@poczta.example" if number else ANNA)
    return people.answered(question, marta, **more)  # type: ignore[arg-type] # files and copied


def state(message: Message) -> DeliveryState:
    return DeliveryState(people.now(message).delivery)


def detail(message: Message) -> str:
    return people.now(message).delivery_detail


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_an_answer_leaves_by_the_job_that_was_deferred_with_it(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    (job,) = people.jobs()
    assert (job.queue_name, job.task_name, job.args) == ("mail-out", "email.deliver", {"message_id": message.pk})
    tasks.deliver(**job.args)
    assert [one.recipients for one in server.received] == [(ANNA,)]
    assert server.received[0].mail["Message-ID"] == f"<{message.mail_identity.identifier}>"
    now = people.now(message)
    assert (now.delivery, now.delivery_detail) == (DeliveryState.SENT, "")
    assert now.sent_at is not None
    assert now.dispatch.answers[ANNA]["code"] == 250


def test_a_worker_sends_it(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)

    async def work() -> None:
        with jobs.replace_connector(Connector(kwargs=connector_params())) as app:
            async with app.open_async():
                await app.run_worker_async(queues=["mail-out"], wait=False, install_signal_handlers=False)

    asyncio.run(work())
    assert state(message) == DeliveryState.SENT
    assert len(server.received) == 1


def test_what_came_while_a_line_was_closed_is_not_left_to_the_sweep(
    server: MailServer, inbox: Inbox, marta: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, give_back = answer(inbox, marta), lines.give_back
    later: list[Message] = []

    def late(line_id: int) -> None:
        if not later:
            later.append(answer(inbox, marta, 2))
            people.forget_jobs()  # the one that came with it found no line free
        give_back(line_id)

    monkeypatch.setattr(lines, "give_back", late)
    people.forget_jobs()
    tasks.deliver(message_id=first.pk)
    (job,) = people.jobs()
    tasks.deliver(**job.args)
    assert [state(one) for one in (first, *later)] == [DeliveryState.SENT] * 2


def test_what_is_rolled_back_is_not_sent(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    question = people.received(inbox)
    with transaction.atomic():
        people.answered(question, marta)
        transaction.set_rollback(True)
    people.send_all(inbox)
    assert not server.received
    assert not people.jobs()


def test_a_burst_goes_over_one_connection_and_further_jobs_find_nothing(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    messages = [answer(inbox, marta, number) for number in range(1, 21)]
    tasks.deliver(message_id=messages[0].pk)
    assert server.connections == 1
    assert len(server.received) == 20
    tasks.deliver(message_id=messages[7].pk)
    assert server.connections == 1
    assert {state(message) for message in messages} == {DeliveryState.SENT}


def test_no_transaction_is_open_while_the_server_takes_its_time(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    seen: list[tuple[str, str, int]] = []

    def look(step: Step, _number: int) -> None:
        time.sleep(0.3)  # the server takes its time; a transaction that were open would stay so
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND state LIKE 'idle in transaction%'"
                " AND state_change < clock_timestamp() - interval '0.2 s'"
            )
            seen.append((step, Message.objects.get(pk=message.pk).delivery, cursor.fetchone()[0]))
        connection.close()

    server.on_step = look
    people.send_all(inbox)
    assert seen
    assert {(delivery, idle) for step, delivery, idle in seen if step != Step.ACCEPTED} == {("sending", 0)}


def test_it_waits_for_its_time(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    question = people.received(inbox)
    message = actions.reply(
        question.conversation, text="Później.", by=marta.actor, send_after=clock.now() + minutes(30)
    )
    (job,) = people.jobs()
    assert job.scheduled_at is not None
    assert job.scheduled_at > clock.now() + minutes(29)
    people.send_all(inbox)
    assert not server.received
    with clock.moved_by(minutes(31)):
        people.send_all(inbox)
    assert state(message) == DeliveryState.SENT


@pytest.mark.parametrize("refusal", ["450 4.2.0 Greylisted", "451 4.3.0 Try later", "452 4.2.2 Mailbox full"])
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.END])
def test_a_temporary_refusal_is_followed_by_longer_and_longer_pauses(
    server: MailServer, inbox: Inbox, marta: Agent, step: Step, refusal: str
) -> None:
    message = answer(inbox, marta)
    server.script = Script(answers={step: refusal})
    moved = timedelta(0)
    pauses = []
    for pause in (1, 5, 15, 60, 180, 180):
        with clock.moved_by(moved):
            people.send_all(inbox)
            people.send_all(inbox)
            due_at = people.now(message).dispatch.next_attempt_at
            assert due_at is not None
            pauses.append(round((due_at - clock.now()) / minutes(1)))
        moved += minutes(pause) + timedelta(seconds=1)
    assert pauses == [1, 5, 15, 60, 180, 180]
    assert server.connections == 6
    assert state(message) == DeliveryState.QUEUED
    assert detail(message) == f"{ANNA}: {refusal}"
    server.script = Script()
    with clock.moved_by(moved):
        people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert detail(message) == ""
    assert len(server.received) == 1


def test_after_two_days_it_has_failed_and_the_agent_sees_why(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    assert people.now(message).conversation.status == Status.PENDING
    server.script = Script(refuses={ANNA: "452 4.2.2 Skrzynka pełna"})
    with clock.moved_by(timedelta(days=2, seconds=-1)):
        people.send_all(inbox)
    now = people.now(message)
    assert (now.delivery, now.delivery_detail) == (DeliveryState.FAILED, f"{ANNA}: 452 4.2.2 Skrzynka pełna")
    assert now.conversation.status == Status.OPEN
    assert now.conversation.waiting_since is not None


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.END])
def test_a_refusal_for_good_fails_at_once_in_the_servers_words(
    server: MailServer, inbox: Inbox, marta: Agent, step: Step
) -> None:
    message = answer(inbox, marta)
    server.script = Script(answers={step: "550 5.1.1 Nie ma\ttakiego konta"})
    people.send_all(inbox)
    now = people.now(message)
    assert now.delivery == DeliveryState.FAILED
    assert now.delivery_detail.startswith(f"{ANNA}: 550 5.1.1 Nie ma")
    assert "\n" not in now.delivery_detail
    assert now.conversation.status == Status.OPEN


def test_who_is_refused_is_named_and_the_others_get_it(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta, copied=[("Jan", "jan@poczta.example")])
    server.script = Script(refuses={"jan@poczta.example": "550 5.1.1 Nie ma takiego konta"})
    people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert detail(message) == "jan@poczta.example: 550 5.1.1 Nie ma takiego konta"
    assert server.received[0].recipients == (ANNA,)


def test_who_is_refused_for_a_while_gets_it_later_and_the_others_only_once(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    message = answer(inbox, marta, copied=[("Jan", "jan@poczta.example")])
    server.script = Script(refuses={"jan@poczta.example": "451 4.7.1 Greylisted"})
    people.send_all(inbox)
    assert state(message) == DeliveryState.QUEUED
    server.script = Script()
    with clock.moved_by(minutes(1.1)):
        people.send_all(inbox)
    assert [one.recipients for one in server.received] == [(ANNA,), ("jan@poczta.example",)]
    assert (state(message), detail(message)) == (DeliveryState.SENT, "")


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
def test_a_line_lost_before_the_end_of_data_is_safe_to_repeat(
    server: MailServer, inbox: Inbox, marta: Agent, step: Step
) -> None:
    message = answer(inbox, marta)
    server.next_scripts.append(Script(drops_at=step))
    people.send_all(inbox)
    assert state(message) == DeliveryState.QUEUED
    with clock.moved_by(minutes(1.1)):
        people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert len(server.received) == 1


def test_after_the_end_of_data_nobody_knows_and_a_person_decides(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    message = answer(inbox, marta)
    server.next_scripts.append(Script(drops_at=Step.END))
    people.send_all(inbox)
    now = people.now(message)
    assert now.delivery == DeliveryState.UNSURE
    assert now.delivery_detail
    assert now.conversation.status == Status.OPEN
    for days in (0, 1, 3):
        with clock.moved_by(timedelta(days=days)):
            dispatching.settle_abandoned()
            people.send_all(inbox)
    assert state(message) == DeliveryState.UNSURE
    assert len(server.received) == 1
    dispatching.retry(message, by=marta.actor)
    people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert len({one.mail["Message-ID"] for one in server.received}) == 1
    assert len({one.content for one in server.received}) == 1


def test_a_person_can_say_that_it_has_arrived(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    server.next_scripts.append(Script(drops_at=Step.END))
    people.send_all(inbox)
    dispatching.confirm_sent(message, by=marta.actor)
    assert state(message) == DeliveryState.SENT
    people.send_all(inbox)
    assert len(server.received) == 1
    with pytest.raises(TransitionNotAllowed):
        dispatching.confirm_sent(people.now(message), by=marta.actor)
    with pytest.raises(TransitionNotAllowed):
        dispatching.retry(people.now(message), by=marta.actor)


def test_a_failed_message_can_be_tried_again(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta, copied=[("Jan", "jan@poczta.example")])
    server.next_scripts.append(Script(answers={Step.DATA: "554 5.7.1 Zablokowany"}))
    people.send_all(inbox)
    assert state(message) == DeliveryState.FAILED
    people.forget_jobs()
    dispatching.retry(people.now(message), by=marta.actor)
    (job,) = people.jobs()
    tasks.deliver(**job.args)
    assert server.received[0].recipients == (ANNA, "jan@poczta.example")
    assert state(message) == DeliveryState.SENT


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    messages = [answer(inbox, marta, number) for number in range(1, 4)]
    server.next_scripts.append(Script(answers={Step.MAIL: "421 4.7.0 Too many messages"}, nth=1))
    people.send_all(inbox)
    assert {state(message) for message in messages} == {DeliveryState.SENT}
    assert len(server.received) == 3
    assert server.connections == 2


def test_a_server_that_is_away_is_asked_once_for_all_and_all_go_when_it_is_back(
    inbox: Inbox, marta: Agent, server: MailServer
) -> None:
    messages = [answer(inbox, marta, number) for number in range(1, 31)]
    server.script = Script(answers={Step.CONNECT: "421 4.3.2 Przerwa techniczna"})
    with clock.moved_by(timedelta(0)):
        for message in messages:
            tasks.deliver(message_id=message.pk)
    assert server.connections == 1
    assert "Przerwa techniczna" in detail(messages[0])
    elapsed = timedelta(0)
    while elapsed < timedelta(hours=2):
        elapsed += minutes(1)
        with clock.moved_by(elapsed):
            people.send_all(inbox)
    assert server.connections < 40
    server.script = Script()
    with clock.moved_by(elapsed + minutes(11)):
        people.send_all(inbox)
    assert {state(message) for message in messages} == {DeliveryState.SENT}
    assert len(server.received) == 30


def test_a_server_that_is_away_for_two_days_fails_them_all(inbox: Inbox, marta: Agent, server: MailServer) -> None:
    messages = [answer(inbox, marta, number) for number in range(1, 4)]
    server.script = Script(answers={Step.CONNECT: "554 5.3.2 Zamknięte"})
    people.send_all(inbox)
    with clock.moved_by(timedelta(days=2, minutes=1)):
        people.send_all(inbox)
    assert {state(message) for message in messages} == {DeliveryState.FAILED}
    assert all("Zamknięte" in detail(message) for message in messages)


def test_an_inbox_without_a_mail_server_says_so_and_goes_on_once_it_has_one(marta: Agent, server: MailServer) -> None:
    inbox = people.inbox()
    message = answer(inbox, marta)
    people.send_all(inbox)
    assert state(message) == DeliveryState.QUEUED
    assert "serwera poczty" in detail(message)
    people.mailbox(inbox, server)
    with clock.moved_by(minutes(2)):
        people.send_all(inbox)
    assert state(message) == DeliveryState.SENT


def test_the_server_of_the_settings_sends_for_who_has_none(
    marta: Agent, server: MailServer, settings: Settings
) -> None:
    settings.TROSKA_SMTP_URL = f"smtp://127.0.0.1:{server.port}?security=plain"
    settings.TROSKA_EGRESS_ALLOW = ()
    inbox = people.inbox()
    message = answer(inbox, marta)
    people.send_all(inbox)
    assert state(message) == DeliveryState.SENT


def test_several_workers_send_each_message_once(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    messages = [answer(inbox, marta, number) for number in range(1, 41)]
    failures: list[Exception] = []

    def work() -> None:
        try:
            people.send_all(inbox)
        except Exception as error:  # noqa: BLE001 -- told to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failures
    assert len(server.received) == 40
    assert len({one.recipients for one in server.received}) == 40
    assert {state(message) for message in messages} == {DeliveryState.SENT}
    assert server.connections <= lines.MOST_LINES


def test_messages_of_one_conversation_arrive_in_order(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    question = people.received(inbox)
    texts = [f"Wiadomość {number}" for number in range(10)]
    for text in texts:
        people.answered(question, marta, text)

    def work() -> None:
        people.send_all(inbox)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    people.send_all(inbox)
    bodies = [one.mail.get_body(("plain",)) for one in server.received]
    assert [body.get_content().split("\n")[0].strip() for body in bodies if body] == texts


def test_the_sweep_finds_what_no_job_came_for(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    people.forget_jobs()
    tasks.sweep(timestamp=0)
    (job,) = people.jobs()
    tasks.deliver(**job.args)
    assert state(message) == DeliveryState.SENT


def test_a_sender_that_died_before_the_end_of_data_is_followed_by_another(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    message = answer(inbox, marta)
    assert dispatching.claim([inbox.pk], route="x") is not None
    people.send_all(inbox)
    assert state(message) == DeliveryState.SENDING
    with clock.moved_by(dispatching.LEASE + timedelta(seconds=1)):
        people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert len(server.received) == 1


def test_a_sender_that_died_after_the_end_of_data_leaves_it_to_a_person(
    server: MailServer, inbox: Inbox, marta: Agent
) -> None:
    message = answer(inbox, marta)
    claim = dispatching.claim([inbox.pk], route="x")
    assert claim is not None
    assert dispatching.end_data(claim)
    with clock.moved_by(dispatching.LEASE + timedelta(seconds=1)):
        people.send_all(inbox)
    assert state(message) == DeliveryState.UNSURE
    assert not server.received


def test_a_sender_taken_for_dead_may_not_finish(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    first = dispatching.claim([inbox.pk], route="x")
    assert first is not None
    with clock.moved_by(dispatching.LEASE + timedelta(seconds=1)):
        people.send_all(inbox)
        assert not dispatching.renew(first)
        assert not dispatching.end_data(first)
        assert dispatching.fail(first, "z zaświatów") is None
    assert (state(message), detail(message)) == (DeliveryState.SENT, "")


def test_an_answer_that_comes_after_all_settles_the_doubt(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    claim = dispatching.claim([inbox.pk], route="x")
    assert claim is not None
    assert dispatching.end_data(claim)
    with clock.moved_by(dispatching.LEASE + timedelta(seconds=1)):
        dispatching.settle_abandoned()
        assert state(message) == DeliveryState.UNSURE
        dispatching.settle(claim, {ANNA: sending.Answer(250, "Ok")})
    assert state(message) == DeliveryState.SENT
    people.send_all(inbox)
    assert not server.received


def test_a_slow_server_keeps_its_mail_leased(
    server: MailServer, inbox: Inbox, marta: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = answer(inbox, marta)
    server.script = Script(seconds_per_byte=0.01)
    monkeypatch.setattr(sending, "SLICE_SECONDS", 0.005)
    monkeypatch.setattr(delivering, "_RENEW_AFTER", 0.05)
    leases: list[object] = []

    def look(_step: Step, _number: int) -> None:
        leases.append(Dispatch.objects.get(message=message).leased_until)
        connection.close()

    server.on_step = look
    people.send_all(inbox)
    assert state(message) == DeliveryState.SENT
    assert len(set(leases)) > 3


def test_a_message_that_cannot_be_written_holds_nobody_up(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    from troska.conversations.models import Attachment

    broken, good = answer(inbox, marta, 1), answer(inbox, marta, 2)
    Attachment.objects.create(
        message=broken, filename="umowa.pdf", content_type="application/pdf", size=1, storage_name="aa/nie-ma"
    )
    people.send_all(inbox)
    assert state(broken) == DeliveryState.FAILED
    assert "umowa.pdf" in detail(broken)
    assert state(good) == DeliveryState.SENT


def test_mail_is_not_sent_within_a_transaction(inbox: Inbox) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        delivering.drain(inbox)


def test_a_bounce_that_was_faster_than_the_answer_stays(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    claim = dispatching.claim([inbox.pk], route="x")
    assert claim is not None
    assert dispatching.end_data(claim)
    actions.set_delivery(message, DeliveryState.FAILED, detail="550 nie ma go tu")
    dispatching.settle(claim, {ANNA: sending.Answer(250, "Ok")})
    assert (state(message), detail(message)) == (DeliveryState.FAILED, "550 nie ma go tu")


def test_a_mailbox_that_is_switched_off_sends_nothing(server: MailServer, inbox: Inbox, marta: Agent) -> None:
    message = answer(inbox, marta)
    account = Mailbox.objects.get().account
    account.is_active = False
    account.save(update_fields=["is_active"])
    people.send_all(inbox)
    assert state(message) == DeliveryState.QUEUED
    assert not server.connections
