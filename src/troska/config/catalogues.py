"""Compiled translations, made under TROSKA_HOME from the written ones whenever those changed.

The catalogues are kept in one form only, as text; gettext wants them compiled. This needs no tool and no step by hand.
"""

import ast
import contextlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path

Entry = tuple[str, str]


def compiled(source: Path, target: Path) -> Path:
    """Give the folder of compiled catalogues, brought up to date; `source` itself where none can be written."""
    for written in sorted(source.glob("*/LC_MESSAGES/*.po")):
        made = target / written.relative_to(source).with_suffix(".mo")
        stamp = written.stat().st_mtime_ns
        with contextlib.suppress(OSError):
            if made.stat().st_mtime_ns == stamp:
                continue
        try:
            made.parent.mkdir(parents=True, exist_ok=True)
            draft = made.with_suffix(f".{os.getpid()}")
            draft.write_bytes(machine_object(entries(written.read_text(encoding="utf-8"))))
            os.utime(draft, ns=(stamp, stamp))
            draft.replace(made)
        except OSError:
            return source
    return target


def entries(written: str) -> Iterator[Entry]:
    """Read a .po file: what is looked up (context and plural joined in as gettext does) and what it says there."""
    for block in written.split("\n\n"):
        fields = _fields(block)
        said = [text for name, text in fields.items() if name.startswith("msgstr")]
        if "msgid" not in fields or not all(said) or _is_fuzzy(block):
            continue
        looked_up = fields["msgid"]
        if "msgctxt" in fields:
            looked_up = f"{fields['msgctxt']}\x04{looked_up}"
        if "msgid_plural" in fields:
            looked_up = f"{looked_up}\0{fields['msgid_plural']}"
        yield looked_up, "\0".join(said)


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#"):
            continue
        before, quote, _rest = line.partition('"')
        name = before.strip() or name
        if quote and name:
            fields[name] = fields.get(name, "") + str(ast.literal_eval(line[len(before) :].strip()))
    return fields


def _is_fuzzy(block: str) -> bool:
    return any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())


def machine_object(catalogue: Iterator[Entry]) -> bytes:
    """Write what gettext reads: a table of offsets into the texts, sorted by what is looked up."""
    pairs = sorted((key.encode(), text.encode()) for key, text in catalogue)
    texts = b""
    offsets: list[tuple[int, int]] = []
    start = 28 + 16 * len(pairs)
    for part in (0, 1):
        for pair in pairs:
            offsets.append((len(pair[part]), start + len(texts)))
            texts += pair[part] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(struct.pack("<2I", *offset) for offset in offsets) + texts
