r"""Names of attachments: decoded, then normalised, then cleaned; in this order, because a check
before the clean-up is how `\u200b.htaccess` once became `.htaccess`.
"""

import mimetypes
import re
import unicodedata
from urllib.parse import unquote_to_bytes

from troska.channels.email.interpret import limits, words
from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.tree import Part

# Controls, surrogates, zero-width and bidirectional characters, variation tricks, tags.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_ESCAPED_NUL = re.compile(r"%00")
_NUMBERED_SLASH = re.compile(r"(?<=\d)/(?=\d)")  # "FV 12/2025.pdf" is a number, not a folder
_PERCENT_UTF8 = re.compile(r"%[c-fC-F][0-9A-Fa-f]%[89abAB][0-9A-Fa-f]")
_EXTENSION = re.compile(r"\.[^.\s]{1,16}$")
_BY_TYPE = {
    "message/rfc822": "message.eml",
    "message/global": "message.eml",
    "message/news": "message.eml",
    "message/delivery-status": "delivery-status.txt",
    "message/global-delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "rfc822-headers.txt",
    "text/calendar": "calendar.ics",
    "application/ics": "calendar.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "text/directory": "contact.vcf",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "encrypted.pgp",
    "application/pgp-keys": "key.asc",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/octet-stream": "application.bin",
    "text/plain": "text.txt",
    "text/html": "text.html",
    "text/xml": "text.xml",
    "application/rtf": "application.rtf",
    "text/rtf": "text.rtf",
    "text/csv": "text.csv",
    "image/jpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "image/pjpeg": "image.jpg",
    "image/png": "image.png",
    "image/gif": "image.gif",
    "image/bmp": "image.bmp",
    "image/tiff": "image.tiff",
    "image/webp": "image.webp",
    "image/heic": "image.heic",
    "image/svg+xml": "image.svg",
    "audio/mpeg": "audio.mp3",
    "audio/wav": "audio.wav",
    "audio/x-wav": "audio.wav",
    "video/mp4": "video.mp4",
    "video/quicktime": "video.mov",
    "application/pdf": "application.pdf",
    "application/zip": "application.zip",
    "application/x-zip-compressed": "application.zip",
    "application/json": "application.json",
    "application/xml": "application.xml",
}
_MIME_TYPES = mimetypes.MimeTypes()  # the built-in table, not what this machine has installed


def filename_of(part: Part, hint: str | None, problems: Problems) -> str:
    """Return the name the sender gave a part, decoded but not clean; "" when there is none."""
    for parameters, key in (
        (part.disposition.parameters, "filename"),
        (part.type.parameters, "name"),
        (part.disposition.parameters, "name"),
    ):
        value = parameters.get(key)
        if value and value.strip():
            return decode_name(value, hint, problems)
    return ""


def decode_name(value: str, hint: str | None, problems: Problems) -> str:
    """Return a parameter of RFC 2231, RFC 2047 or raw octets as text."""
    if any("\udc80" <= char <= "\udcff" for char in value):
        value = words.unraw(words.as_octets(value), hint, problems)
    value = words.decode_text(value, problems)
    if _PERCENT_UTF8.search(value):
        try:
            return unquote_to_bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            return value
    return value


def clean_filename(name: str, content_type: str) -> str:
    """Return a name that is safe to show and to offer for download; never empty.

    NFC first, then invisible characters go, then the path, then dots that would hide the file;
    at most 150 characters with the extension kept. A part without a name is called after its type.
    """
    name = unicodedata.normalize("NFC", name[:4_096])
    name = _INVISIBLE.sub("", _ESCAPED_NUL.sub("", name))
    name = " ".join(name.split())
    name = _NUMBERED_SLASH.sub("_", name).replace("\\", "/").rstrip("/ ").rpartition("/")[2].strip()
    if not name.strip(". "):
        return name_after_type(content_type)
    if name.startswith("."):
        name = "_" + name
    if len(name) > limits.FILENAME_CHARS:
        extension = _EXTENSION.search(name)
        tail = extension[0] if extension else ""
        name = name[: limits.FILENAME_CHARS - len(tail)].rstrip() + tail
    return name


def name_after_type(content_type: str) -> str:
    """Return the name of a part that has none: `image.png`, `application.pdf`, `message.eml`."""
    known = _BY_TYPE.get(content_type)
    if known:
        return known
    main = re.sub(r"[^a-z]", "", content_type.partition("/")[0]) or "application"
    return main + (_MIME_TYPES.guess_extension(content_type) or {"text": ".txt", "message": ".eml"}.get(main, ".bin"))


class UniqueNames:
    """Numbers repeated names: "a.pdf", "a (2).pdf"."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, name: str) -> str:
        key = name.casefold()
        count = self._given.get(key, 0) + 1
        self._given[key] = count
        if count == 1:
            return name
        stem, dot, extension = name.rpartition(".")
        while True:
            candidate = f"{stem} ({count}).{extension}" if dot and stem else f"{name} ({count})"
            if candidate.casefold() not in self._given:
                self._given[candidate.casefold()] = 1
                return candidate
            count += 1
            self._given[key] = count


def type_by_name(name: str) -> str:
    """Return the media type a file name suggests, for files of winmail.dat and uuencoded ones."""
    return _MIME_TYPES.guess_type(name)[0] or "application/octet-stream"
