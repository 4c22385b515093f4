"""What docs/how-to/production.md gives to be copied, taken out of it so that it cannot rot."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "production.md"


def block(name: str) -> str:
    """Give the text of the file that the document shows under this name."""
    found = re.search(rf"<!-- file: {re.escape(name)} -->\n```\w*\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found, f"{DOCUMENT.name} shows no {name}"
    return found.group(1)
