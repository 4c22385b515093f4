"""Writes docs/reference/settings.md from the table in troska.config.environment, or checks that it is up to date.

Usage: python scripts/settings_page.py write|check
"""

import sys
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from troska.config.environment import Environment

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "settings.md"
HEAD = """\
# Settings

Troska takes its settings from environment variables, and all of them are here. None needs to be set.
A setting marked *secret* may also be given as a file: `DATABASE_URL_FILE=/run/secrets/database_url`.
A value that cannot be used is refused at the start, with a line that says why.

What the company decides (brands, inboxes, teams, opening hours) is set on pages, not here.

| Variable | Default | Meaning |
| --- | --- | --- |
"""
FOOT = """
This page is made by `make docs` from `src/troska/config/environment.py`.
"""


def default(row: "Field[Any]") -> str:
    """The default as a person reads it."""
    if row.metadata["shown"]:
        return str(row.metadata["shown"])
    if row.default is MISSING or row.default in (None, ()):
        return "none"
    return f"`{int(row.default)}`" if isinstance(row.default, bool) else f"`{row.default}`"


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{row.metadata['name']}` | {default(row)} | {row.metadata['meaning']}"
        f"{' *Secret.*' if row.metadata['secret'] else ''} |\n"
        for row in fields(Environment)
    ]
    return HEAD + "".join(rows) + FOOT


def main(action: str) -> int:
    """Write the page, or fail when it differs."""
    if action == "write":
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    is_current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    print("Settings page: up to date." if is_current else "Settings page: run `make docs`.")
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
