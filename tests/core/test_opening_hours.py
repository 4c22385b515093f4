"""Hours as people write them."""

import pytest

from troska.core import opening_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10-18", [["10:00", "18:00"]]),
        ("10:30 – 14, 15.15 do 24", [["10:30", "14:00"], ["15:15", "24:00"]]),
        ("", []),
        ("Zamknięte", []),
    ],
)
def test_they_are_understood(text: str, hours: list[list[str]]) -> None:
    assert opening_hours.spans(text) == hours
    assert opening_hours.spans(opening_hours.written(hours)) == hours


@pytest.mark.parametrize(
    "text",
    ["18-10", "10-10", "10", "10-25", "10:70-12", "10-14, 13-18", "rano", "1-2,2-3,3-4,4-5,5-6,6-7,7-8"],
)
def test_or_refused(text: str) -> None:
    with pytest.raises(opening_hours.Unclear):
        opening_hours.spans(text)


def test_days_come_in_order_and_once() -> None:
    assert opening_hours.days("26.12.2026, 2026-12-24\n26.12.2026") == ["2026-12-24", "2026-12-26"]
    with pytest.raises(opening_hours.Unclear):
        opening_hours.days("31.02.2026")
