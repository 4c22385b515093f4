"""Writes docs/reference/doctor.md from the kinds of findings that the checks declare, or checks that it is up to date.

Usage: python scripts/findings_page.py write|check
"""

import os
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "doctor.md"
HEAD = """\
# What doctor finds

`troska doctor` asks every check now; the page *Settings → System health* shows what the running processes found, and
since when. Each finding has a code that stays the same across versions and languages; `troska doctor --json`, the
metric `troska_troubles` and log lines name it. **wrong** makes an alarm after the time in the last column, and the
command fail; *notice* does neither. See [watching](../how-to/watching.md).

| Code | | What it says | What to do | Alarm after |
| --- | --- | --- | --- | --- |
"""
FOOT = """
This page is made by `make docs` from the checks in the packages' `doctor.py`.
"""


def page() -> str:
    """The whole page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    import django

    django.setup()
    from django.utils import translation

    import troska.config.doctor  # noqa: F401 -- registers checks
    from troska.core.doctor import kinds, watching

    watching.load()
    with translation.override("en"):
        rows = [row(kind) for code, kind in sorted(kinds().items()) if kind.verdict != "fine"]
    return HEAD + "".join(rows) + FOOT


def row(kind: Any) -> str:
    """One row of the table."""
    mark = "**wrong**" if kind.verdict == "wrong" else "notice"
    minutes = int(kind.patience.total_seconds() // 60)
    after = ("at once" if not minutes else f"{minutes} min") if kind.verdict == "wrong" else "–"
    said = f"{in_words(kind.subject)}: {in_words(kind.text)}"
    return f"| `{kind.code}` | {mark} | {said} | {in_words(kind.remedy)} | {after} |\n"


def in_words(template: Any) -> str:
    """A template with the names of its values in place of them."""
    return str(template % _Names()).replace("|", "\\|")


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return 2 if name == "number" else f"‹{name}›"


def main(action: str) -> int:
    """Write the page, or fail when it differs."""
    if action == "write":
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    is_current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    print("Findings page: up to date." if is_current else "Findings page: run `make docs`.")
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
