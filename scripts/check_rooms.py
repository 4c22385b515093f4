"""Fails when a package reaches into a room of another that is not public.

Across packages only what is in PUBLIC may be imported; config and demo stand above and may import anything.
"""

import ast
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
PUBLIC = {
    "access",
    "actions",
    "audit",
    "errors",
    "events",
    "files",
    "models",
    "permissions",
    "personal_data",
    "ports",
    "quarantine",  # what was held at the door: its questions and its verbs are few and stand together
    "queries",
    "retention",  # what is due and how it goes: one question and one verb
    "sensitive",
    "signals",  # what passes between the two sides of a chat and is kept nowhere
    "states",
}
# Foundations, whose modules are all meant for others.
OPEN = {"core", "timeline"}
ABOVE = {"config", "demo", "__main__"}
# Packages within a package that keep the same rooms; one may use all of the package it is in.
NESTED = {("channels", "email"), ("channels", "webchat"), ("channels", "sms")}


def package_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The package that a module (without the leading `troska`) belongs to."""
    return parts[:2] if parts[:2] in NESTED else parts[:1]


def imports(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and full name of everything imported."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def trespasses(file: Path) -> list[str]:
    """A line for each import of this file that enters a closed room."""
    here = file.relative_to(SOURCE / "troska").with_suffix("").parts
    own = package_of(here)
    lines = []
    if own[0] in ABOVE or "migrations" in here:
        return []
    for line, name in imports(ast.parse(file.read_text(encoding="utf-8"))):
        parts = tuple(name.split("."))
        if parts[0] != "troska" or len(parts) < 2 or parts[1] in OPEN:
            continue
        other = package_of(parts[1:])
        room = parts[1 + len(other) : 2 + len(other)]
        if other not in {own, own[:1]} and room and room[0] not in PUBLIC:
            lines.append(f"{file.relative_to(SOURCE.parent)}:{line}: {name} is a closed room of {'.'.join(other)}")
    return lines


def main() -> int:
    """Print every trespass; fails when there is one."""
    lines = [line for file in sorted((SOURCE / "troska").rglob("*.py")) for line in trespasses(file)]
    for line in lines:
        print(line)
    print(f"Rooms: {len(lines)} trespasses." if lines else "Rooms: no trespass.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
