"""Files in a chat: which are taken, and the short-lived addresses under which a visitor sees his."""

import base64
from datetime import timedelta

from troska.channels.webchat.models import Visitor
from troska.core import clock, secrets

LARGEST = 20 * 1024 * 1024
MOST_AT_ONCE = 10
#: By what the file says it is and how its name ends; what runs when it is opened is in neither list.
_KINDS = (
    "image/",
    "audio/",
    "video/",
    "text/plain",
    "text/csv",
    "application/pdf",
    "application/vnd.",
    "application/zip",
)
_PROGRAMS = {
    *("exe", "msi", "com", "scr", "pif", "cmd", "bat", "ps1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta"),
    *(
        "jar",
        "apk",
        "app",
        "dmg",
        "sh",
        "lnk",
        "url",
        "reg",
        "cpl",
        "svg",
        "svgz",
        "html",
        "htm",
        "xhtml",
        "xml",
        "mht",
    ),
}
LIFE = timedelta(minutes=30)
_PURPOSE = "webchat-file"


def is_taken(filename: str, content_type: str) -> bool:
    """Say whether files of this kind are taken from visitors."""
    ending = filename.rpartition(".")[2].strip().lower()
    return content_type.lower().startswith(_KINDS) and "svg" not in content_type and ending not in _PROGRAMS


def pass_for(visitor: Visitor, code: str) -> str:
    """Make what opens one file for this visitor, for half an hour: "<until>-<signature>"."""
    until = int((clock.now() + LIFE).timestamp())
    signature = secrets.sign(_PURPOSE, _said(visitor.topic, code, until))
    return f"{until}-{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def is_pass(visitor: Visitor, code: str, given: str) -> bool:
    """Say whether it opens this file for this visitor now."""
    until, _, signature = given.partition("-")
    if not until.isdecimal() or len(until) > 12 or int(until) < clock.now().timestamp():
        return False
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return False
    return secrets.is_signed(_PURPOSE, _said(visitor.topic, code, int(until)), raw)


def _said(topic: str, code: str, until: int) -> bytes:
    return f"{topic}\x00{code}\x00{until}".encode()
