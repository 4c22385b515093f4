import pytest

from troska.channels.email.interpret.dates import parse_date


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Mon, 3 Nov 2025 10:12:33 +0100", "2025-11-03T10:12:33+01:00"),
        ("3 Nov 2025 10:12 -0730", "2025-11-03T10:12:00-07:30"),
        ("Mon, 03 Nov 2025 10:12:33 GMT", "2025-11-03T10:12:33+00:00"),
        ("Mon, 3 Nov 2025 10:12:33 +0100 (CET)", "2025-11-03T10:12:33+01:00"),
        ("Mon, 3 Nov 2025 10:12:33 CEST", "2025-11-03T10:12:33+02:00"),
        ("Mon, 3 Nov 2025 10:12:33 EST", "2025-11-03T10:12:33-05:00"),
        ("Mon, 3 Nov 2025 10:12:33", "2025-11-03T10:12:33+00:00"),
        ("2025-11-03T10:12:33+01:00", "2025-11-03T10:12:33+01:00"),
        ("2025-11-03 10:12:33", "2025-11-03T10:12:33+00:00"),
        ("pon., 3 lis 2025 10:12:33 +0100", "2025-11-03T10:12:33+01:00"),
        ("Mon, 3 Nov 97 10:12:33 +0100", "1997-11-03T10:12:33+01:00"),
        ("Mon Nov  3 10:12:33 2025", "2025-11-03T10:12:33+00:00"),
        ("Mon, 3 Nov 2025 23:59:60 +0100", "2025-11-03T23:59:59+01:00"),
    ],
)
def test_moment_is_read_with_its_offset(value: str, iso: str) -> None:
    moment = parse_date(value)
    assert moment is not None
    assert moment.isoformat() == iso


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "Mon, 3 Nov 1899 10:00:00 +0100",
        "Mon, 3 Nov 9999 10:00:00 +0100",
        "Mon, 99 Nov 2025 10:00:00 +0100",
        "Mon, 3 Nov 2025 10:00:00 +9999999999999999",
        "1" * 5000,
        "99999999999999999999 Nov 2025 10:00:00",
    ],
)
def test_what_is_no_plausible_date_is_none(value: str) -> None:
    assert parse_date(value) is None
