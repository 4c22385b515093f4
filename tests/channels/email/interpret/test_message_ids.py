import pytest

from troska.channels.email.interpret.message_ids import parse_message_id, parse_message_ids


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@x>", ("a@x",)),
        ("<a@x> <b@x>\r\n <c@x>", ("a@x", "b@x", "c@x")),
        ("<a@x>,<b@x>", ("a@x", "b@x")),
        ("<a@x><b@x>", ("a@x", "b@x")),
        ("<a@\r\n x.pl>", ("a@x.pl",)),
        ("a@x b@x", ("a@x", "b@x")),
        ('Your message of "Mon" <a@x>', ("a@x",)),
        ("<a@x> <a@x>", ("a@x",)),
        ("<no-at-sign>", ("no-at-sign",)),
        ("", ()),
        ("words only", ()),
    ],
)
def test_ids_are_read(value: str, ids: tuple[str, ...]) -> None:
    assert parse_message_ids(value) == ids


def test_own_id_without_brackets_is_taken() -> None:
    assert parse_message_id("abc123") == "abc123"
    assert parse_message_id("  ") is None
