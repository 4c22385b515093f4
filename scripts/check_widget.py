"""Fails when the chat's widget weighs more than a page of a shop should have to carry, or fetches from elsewhere."""

import gzip
import re
import sys
from pathlib import Path

WEBCHAT = Path(__file__).resolve().parent.parent / "src/troska/channels/webchat"
#: Bytes of all its scripts, each packed by itself as browsers fetch them.
LIMIT = 30_000
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def main() -> int:
    """Print the weight; fails when it is over the limit, or a script imports what is not beside it."""
    scripts = [*sorted((WEBCHAT / "static/webchat").glob("*.js")), WEBCHAT / "templates/webchat/loader.js"]
    weight = sum(len(gzip.compress(script.read_bytes(), mtime=0)) for script in scripts)
    strangers = [
        f"{script.name}: {name}"
        for script in scripts
        for name in _IMPORT.findall(script.read_text(encoding="utf-8"))
        if not name.startswith("./")
    ]
    for line in strangers:
        print(f"imports what is not of the widget: {line}")
    print(f"Widget: {weight} bytes in {len(scripts)} scripts, gzip; at most {LIMIT}.")
    return 1 if strangers or weight > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
