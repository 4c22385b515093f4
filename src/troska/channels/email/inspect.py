"""`troska mail inspect FILE…`: what the product reads from mails, without a database."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from troska.channels.email.interpret import Address, InboundMail, interpret


def inspect(paths: Sequence[str], output: TextIO) -> int:
    """Print one JSON object a line for each file ("-" is the standard input); return the exit code.

    A file that can't be read is told on the standard error and makes the code 1; the others are
    printed all the same.
    """
    if not paths:
        print("troska mail inspect: name at least one file, or - for the standard input", file=sys.stderr)
        return 2
    code = 0
    for path in paths:
        try:
            raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            print(f"troska mail inspect: {path}: {reason}", file=sys.stderr)
            code = 1
            continue
        output.write(json.dumps(described(path, interpret(raw)), ensure_ascii=False) + "\n")
    return code


def described(file: str, mail: InboundMail) -> dict[str, Any]:
    """Return the mail as the object that is printed, in its fixed order of fields."""
    return {
        "file": file.encode("utf-8", "replace").decode("utf-8"),
        "subject": mail.subject,
        "from": _address(mail.from_) if mail.from_ else None,
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "reply_to": [_address(one) for one in mail.reply_to],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "text": mail.text,
        "text_full": mail.text_full,
        "html_present": mail.html is not None,
        "quoted_folded": mail.quoted_folded,
        "attachments": [
            {"filename": one.filename, "content_type": one.content_type, "size": one.size, "inline": one.inline}
            for one in mail.attachments
        ],
        "auto_submitted": mail.auto_submitted,
        "bounce": mail.bounce,
        "list_mail": mail.list_mail,
        "problems": list(mail.problems),
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def main(argv: Sequence[str]) -> int:
    """Run `troska mail inspect`."""
    return inspect(argv, sys.stdout)
