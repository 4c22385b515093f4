"""`troska mail import`: what lies in other programs' stores becomes journal entries, once."""

import mailbox
from pathlib import Path

import pytest
from tests.channels.email.arriving import journal, mail, subjects

from troska.channels.email import importing
from troska.channels.models import JournalEntry

pytestmark = pytest.mark.django_db


def imported(*paths: Path) -> int:
    return importing.main([str(path) for path in paths])


def mbox_of(path: Path, *mails: bytes, newline: bytes = b"\n") -> Path:
    text = b"".join(b"From anna@poczta.example Mon Sep  1 10:00:00 2025\n" + one + b"\n" for one in mails)
    path.write_bytes(text.replace(b"\r\n", b"\n").replace(b"\n", newline))
    return path


def test_an_eml_file_is_kept_byte_for_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "jeden.eml").write_bytes(mail(1))
    assert imported(tmp_path / "jeden.eml") == 0
    assert journal() == [mail(1)]
    assert "Nowe: 1, już znane: 0, nie do odczytania: 0." in capsys.readouterr().out


def test_what_is_imported_again_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "jeden.eml").write_bytes(mail(1))
    (tmp_path / "dwa.eml").write_bytes(mail(1))
    imported(tmp_path)
    imported(tmp_path)
    assert JournalEntry.objects.count() == 1
    assert "Nowe: 0, już znane: 2" in capsys.readouterr().out


def test_a_folder_is_searched_through_for_mails_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.EML").write_bytes(mail(1))
    (tmp_path / "notatki.txt").write_text("zakupy")
    mbox_of(tmp_path / "a" / "Wysłane", mail(2), mail(3))
    assert imported(tmp_path) == 0
    assert sorted(subjects()) == [1, 2, 3]


def test_a_maildir_is_read_with_its_subfolders_and_without_what_is_being_written(tmp_path: Path) -> None:
    store = mailbox.Maildir(tmp_path / "poczta")
    store.add(mail(1))
    seen = mailbox.MaildirMessage(mail(2))
    seen.set_subdir("cur")
    seen.set_flags("S")
    store.add(seen)
    store.add_folder("Zgłoszenia").add(mail(3))
    (tmp_path / "poczta" / "tmp" / "half").write_bytes(mail(4))
    assert imported(tmp_path / "poczta") == 0
    assert sorted(subjects()) == [1, 2, 3]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_an_mbox_is_cut_at_its_from_lines(tmp_path: Path, newline: bytes) -> None:
    path = mbox_of(tmp_path / "stare.mbox", mail(1), mail(2), mail(3), newline=newline)
    assert imported(path) == 0
    assert subjects() == [1, 2, 3]
    assert journal()[0] == mail(1).replace(b"\r\n", newline)


def test_lines_that_begin_with_from_are_text_again(tmp_path: Path) -> None:
    text = "Cytat:\r\n>From Warszawy do Gdyni\r\n>>From nowa\r\n> From nie\r\nFrom tutaj dalej"
    path = mbox_of(tmp_path / "stare", mail(1, text=text), mail(2))
    assert imported(path) == 0
    assert subjects() == [1, 2]
    body = journal()[0].partition(b"\n\n")[2]
    assert body == b"Cytat:\nFrom Warszawy do Gdyni\n>From nowa\n> From nie\nFrom tutaj dalej\n"


def test_an_mbox_of_many_mails_comes_in_by_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 100)
    imported(mbox_of(tmp_path / "stare", *(mail(number) for number in range(350))))
    assert subjects() == list(range(350))


def test_what_cannot_be_read_is_named_and_the_rest_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pusty.eml").write_bytes(b"")
    with (tmp_path / "ogromny.eml").open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    (tmp_path / "dobry.eml").write_bytes(mail(1))
    assert imported(tmp_path, tmp_path / "nie-ma") == 1
    said = capsys.readouterr().out
    assert subjects() == [1]
    assert "pusty.eml (plik jest pusty)" in said
    assert "ogromny.eml (ma 62 MB, a największa wiadomość może mieć 52 MB)" in said
    assert "nie-ma (nie ma takiego pliku ani folderu)" in said
    assert "Nowe: 1, już znane: 0, nie do odczytania: 3." in said


def test_a_mail_read_by_imap_before_and_an_imported_one_have_the_same_identity(tmp_path: Path) -> None:
    from troska.channels.email.identity import external_id

    (tmp_path / "jeden.eml").write_bytes(mail(1))
    imported(tmp_path)
    assert JournalEntry.objects.get().external_id == external_id(mail(1))
