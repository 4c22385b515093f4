"""Characters that no string of an interpreted mail may hold."""

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
# Line separators first: they would break a header, a list row and a log line.
_LINE_BREAKS = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\t]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_TEXT_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def single_line(value: str) -> str:
    """Return the value as one line: line breaks become a space, controls and lone surrogates go."""
    if value.isascii() and value.isprintable():
        return value.strip()
    value = _LINE_BREAKS.sub(" ", value)
    value = _CONTROLS.sub("", value)
    return _SURROGATES.sub("\ufffd", value).strip()


def multi_line(value: str) -> str:
    """Return the value with line feeds as its only line breaks, without controls and surrogates."""
    value = _TEXT_BREAKS.sub("\n", value)
    value = _CONTROLS.sub("", value)
    return _SURROGATES.sub("\ufffd", value)


def without_surrogates(value: str) -> str:
    """Return the value fit for UTF-8 and for PostgreSQL: no lone surrogate, no NUL."""
    return _SURROGATES.sub("\ufffd", value).replace("\0", "")
