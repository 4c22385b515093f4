"""Files of others as a browser may get them: downloaded, or shown where they can only be a picture."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

#: Shown within a page; everything else is only ever downloaded.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

_POLICY = "default-src 'none'; sandbox"
_LONGEST_NAME = 150
_IN_NO_NAME = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff/\\:*?"<>|\U000e0000-\U000e007f]'
)


def file_response(content: bytes, *, filename: str, content_type: str, as_picture: bool = False) -> HttpResponse:
    """Answer with a file: under a name that neither deceives nor hides, with a policy under which nothing runs."""
    is_shown = as_picture and content_type in PICTURES
    response = HttpResponse(content, content_type=content_type if is_shown else "application/octet-stream")
    disposition = content_disposition_header(not is_shown, download_name(filename))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download_name(name: str) -> str:
    """Give a name that can neither lead out of a folder nor be a hidden file; the ending stays."""
    cleaned = _IN_NO_NAME.sub("_", name).lstrip(". ").rstrip(". ")
    if len(cleaned) > _LONGEST_NAME:
        stem, dot, ending = cleaned.rpartition(".")
        has_ending = dot and len(ending) <= 10
        cleaned = f"{stem[: _LONGEST_NAME - 11]}.{ending}" if has_ending else cleaned[:_LONGEST_NAME]
    return cleaned or "plik"
