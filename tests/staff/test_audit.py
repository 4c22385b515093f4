"""The audit log: what was done, chained so that no edit goes unseen."""

import pytest
from django.core.management.utils import get_random_secret_key
from django.db import connection, transaction
from django.test import Client, override_settings
from tests import given

from troska.staff import actions, audit, deeds
from troska.staff.audit import sealing, verifying
from troska.staff.models import AuditEntry, AuditSeal, Language
from troska.staff.permissions import Permission, Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

PASSWORD = "długie hasło do biurka"


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    sealing.witness().unlink(missing_ok=True)


def noted(number: int = 3) -> list[AuditEntry]:
    """So many deeds, and nothing else in the log."""
    for nth in range(number):
        with transaction.atomic():
            audit.record(deeds.TEAM_ADDED, by=SYSTEM, about=f"team:{nth}", name=f"Zespół {nth}")
    return list(AuditEntry.objects.order_by("pk"))


def tampered(statement: str, *values: int) -> None:
    """Do what only somebody with the owner's rights in the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, values)


def test_an_entry_outside_the_transaction_of_its_deed_is_refused() -> None:
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            audit.record(deeds.TEAM_ADDED, by=SYSTEM)
    finally:
        connection.in_atomic_block = before


def test_a_deed_that_is_undone_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(deeds.TEAM_ADDED, by=SYSTEM)
        raise ZeroDivisionError
    assert not AuditEntry.objects.exists()


def test_what_was_written_is_chained_and_sound() -> None:
    noted(5)
    assert not verifying.verify().faults
    assert (verifying.verify().sealed, verifying.verify().waiting) == (0, 5)
    assert sealing.seal_all() == 5
    verdict = verifying.verify()
    assert verdict.is_sound
    assert (verdict.sealed, verdict.waiting) == (5, 0)
    assert verdict.head == bytes(AuditSeal.objects.get(position=5).digest).hex()
    noted(1)
    assert sealing.seal_all() == 1
    assert verifying.verify().is_sound


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff_audit_entry SET details = '{}' WHERE id = %s",
        "UPDATE staff_audit_entry SET at = at + interval '1 microsecond' WHERE id = %s",
        "UPDATE staff_audit_entry SET actor_id = 7 WHERE id = %s",
        "UPDATE staff_audit_entry SET address = '10.0.0.1' WHERE id = %s",
        "UPDATE staff_audit_entry SET about = 'team:9' WHERE id = %s",
        "UPDATE staff_audit_entry SET deed = 'staff.signed_in' WHERE id = %s",
    ],
)
def test_an_entry_that_was_changed_is_found(change: str) -> None:
    entries = noted()
    sealing.seal_all()
    tampered(change, entries[1].pk)
    assert [fault for fault in verifying.verify().faults if "2" in fault]


def test_an_entry_that_was_taken_out_is_found() -> None:
    entries = noted()
    sealing.seal_all()
    tampered("DELETE FROM staff_audit_seal WHERE entry_id = %s", entries[1].pk)
    tampered("DELETE FROM staff_audit_entry WHERE id = %s", entries[1].pk)
    assert "Brakuje wpisów od miejsca 2 do 2." in verifying.verify().faults


def test_an_end_that_was_cut_off_is_found_and_not_built_upon() -> None:
    entries = noted()
    sealing.seal_all()
    sealing.remember(3, bytes(AuditSeal.objects.get(position=3).digest))
    tampered("DELETE FROM staff_audit_seal WHERE position = 3")
    tampered("DELETE FROM staff_audit_entry WHERE id = %s", entries[2].pk)
    assert any("audit_head" in fault for fault in verifying.verify().faults)
    noted(1)
    with pytest.raises(sealing.ChainBroken, match="remembers"):
        sealing.seal_all()


def test_a_chain_made_anew_without_our_key_is_found_and_not_built_upon() -> None:
    entries = noted()
    sealing.seal_all()
    tampered("UPDATE staff_audit_entry SET about = 'team:9' WHERE id = %s", entries[0].pk)
    before = sealing.START
    with override_settings(SECRET_KEY=get_random_secret_key()):
        for position, entry in enumerate(AuditEntry.objects.order_by("pk"), start=1):
            before = sealing.digest(before, entry)
            signature = sealing.signature_of(position, before)
            AuditSeal.objects.filter(position=position).update(digest=before, signature=signature)
    assert verifying.verify().faults == ["Ostatnia pieczęć nie jest podpisana kluczem tej instalacji."]
    noted(1)
    with pytest.raises(sealing.ChainBroken, match="not signed"):
        sealing.seal_all()


def test_the_log_stays_sound_when_the_key_is_changed_and_the_former_one_dropped() -> None:
    noted()
    sealing.seal_all()
    former, new = get_random_secret_key(), get_random_secret_key()
    with override_settings(SECRET_KEY=former):
        AuditSeal.objects.all().delete()
        sealing.seal_all()
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[former]):
        noted(1)
        sealing.seal_all()
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[]):
        assert verifying.verify().is_sound
        noted(1)
        assert sealing.seal_all() == 1


def test_an_entry_that_nobody_chains_is_found() -> None:
    noted(1)
    tampered("UPDATE staff_audit_entry SET at = at - interval '5 minutes'")
    assert verifying.verify().faults == ["Wpisy bez pieczęci, choć minęły dwie minuty: 1."]


def test_signing_in_and_out_and_in_vain_is_noted_with_where_from() -> None:
    agent = given.agent(email="anna@firma.example", password=PASSWORD)
    AuditEntry.objects.all().delete()
    browser = Client(HTTP_USER_AGENT="Firefox\r\nX: 1", REMOTE_ADDR="203.0.113.7")
    browser.post("/konto/login/", {"login": "anna@firma.example", "password": "zgaduję"})
    browser.post("/konto/login/", {"login": "nikt@firma.example", "password": "zgaduję"})
    browser.post("/konto/login/", {"login": "anna@firma.example", "password": PASSWORD})
    browser.post("/konto/logout/")
    lines = AuditEntry.objects.order_by("pk").values_list("deed", "actor_id", "about", "address", "program")
    assert list(lines) == [
        ("staff.sign_in_failed", None, f"agent:{agent.pk}", "203.0.113.7", "Firefox X: 1"),
        ("staff.sign_in_failed", None, "", "203.0.113.7", "Firefox X: 1"),
        ("staff.signed_in", agent.pk, "", "203.0.113.7", "Firefox X: 1"),
        ("staff.signed_out", agent.pk, "", "203.0.113.7", "Firefox X: 1"),
    ]
    assert PASSWORD not in str(list(AuditEntry.objects.values()))
    assert "zgaduję" not in str(list(AuditEntry.objects.values()))


def test_what_is_done_to_people_is_told_in_words() -> None:
    boss = given.agent("Ewa Nowicka", role=Role.ADMINISTRATOR)
    anna = given.agent("Anna Lis", teams=[])
    AuditEntry.objects.all().delete()
    actions.give_role(anna, Role.SUPERVISOR, by=boss.actor)
    actions.join_team(anna, given.team(), by=boss.actor)
    actions.deactivate_agent(anna, by=boss.actor)
    lines = audit.told(list(AuditEntry.objects.order_by("pk")))
    assert [(line.who, str(line.did), line.about) for line in lines] == [
        ("Ewa Nowicka", "zmienia rolę", "Anna Lis"),
        ("Ewa Nowicka", "dodaje do zespołu", "Anna Lis"),
        ("Ewa Nowicka", "odbiera dostęp", "Anna Lis"),
    ]
    assert [(str(name), value) for name, value in lines[0].details] == [
        ("przedtem", "konsultant"),
        ("teraz", "lider"),
    ]


def test_what_is_no_change_is_no_entry() -> None:
    anna = given.agent("Anna Lis")
    AuditEntry.objects.all().delete()
    same = {"name": anna.name, "signature": anna.signature, "language": Language(anna.language)}
    actions.change_agent(anna, **same, by=SYSTEM)  # type: ignore[arg-type]  # by name
    assert not AuditEntry.objects.exists()
    actions.change_agent(anna, **same | {"name": "Anna Wilk"}, by=SYSTEM)  # type: ignore[arg-type]  # as above
    assert AuditEntry.objects.get().details == {"before": "Anna Lis", "after": "Anna Wilk"}


def test_a_role_is_told_by_its_name_and_permissions_in_words() -> None:
    actions.add_own_role("Magazyn", [Permission.ANSWER, Permission.EXPORT], by=SYSTEM)
    [line] = audit.told([AuditEntry.objects.get(deed=deeds.OWN_ROLE_ADDED.name)])
    assert line.about == ""
    assert [value for _name, value in line.details] == ["Magazyn", "odpowiada, eksportuje dane"]
