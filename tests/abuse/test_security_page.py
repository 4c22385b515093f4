"""`docs/reference/security.md` names every case once, and no test that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "reference" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]


def numbers(row: str) -> list[int]:
    """The cases of a row: "26, 27 chat widget", "35–38, 40 assistant"."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", re.match(r"\| ([\d, –]+)", row)[1]):  # type: ignore[index]  # ROWS match
        found += range(int(first), int(last or first) + 1)
    return found


def test_every_case_has_one_row() -> None:
    assert sorted(number for row in ROWS for number in numbers(row)) == list(range(1, 46))


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 30
    for file, name in named:
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_what_is_held_names_its_test_or_says_why() -> None:
    for row in ROWS:
        _, case, state, by, _ = (cell.strip() for cell in row.split("|"))
        assert state in {"held", "in part", "open", "no door"}, case
        assert by or state == "no door", case
