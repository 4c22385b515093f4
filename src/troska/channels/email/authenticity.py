"""Is the sender who he says he is? What the configured mail server found (RFC 8601), nothing else."""

import re
from collections.abc import Iterable, Sequence

from troska.conversations.models import Authenticity
from troska.core.addresses import InvalidAddressError, email_key

#: An authserv-id for servers that write none, as Microsoft 365: the topmost header without a name is theirs.
NAMELESS = "-"

_RESULT = re.compile(r"\s*dmarc\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_LONGEST = 10_000


def judge(headers: Iterable[str], *, authserv_id: str, from_domain: str) -> Authenticity:
    """Read the DMARC verdict of the server named `authserv_id`; UNKNOWN when it gave none.

    Only its topmost header lets anybody pass: a sender can write his own below, and the server must have removed
    those that claim its name (RFC 8601 5). A failure counts in any of them. A pass for another domain than the From's
    is a failure, as is whatever a sender could have smuggled in: two verdicts that differ, an unclosed quotation.
    """
    if not authserv_id:
        return Authenticity.UNKNOWN
    verdicts = [_verdict(results, from_domain) for results in _of_server(headers, authserv_id)]
    if Authenticity.FAILED in verdicts:
        return Authenticity.FAILED
    return verdicts[0] if verdicts else Authenticity.UNKNOWN


def _of_server(headers: Iterable[str], authserv_id: str) -> Iterable[Sequence[str] | None]:
    """Give the results of each header that the server wrote, or that claims to be its; None for a broken one."""
    for header in headers:
        clauses = _clauses(header[:_LONGEST])
        first = clauses[0].split() if clauses else header.split()
        if authserv_id == NAMELESS:
            if first and "=" in first[0]:
                yield clauses
        elif first and first[0].rstrip(";").casefold() == authserv_id.casefold():
            yield clauses[1:] if clauses else None


def _clauses(header: str) -> list[str] | None:
    """Split at semicolons outside quotations, without comments; None when one of these has no end."""
    clauses, depth, is_quoted, is_escaped = [""], 0, False, False
    kept: list[str] = []
    for mark in header:
        if is_escaped:
            is_escaped = False
            mark = "_"  # noqa: PLW2901 -- whatever it is, it has no meaning here
        elif mark == "\\" and (is_quoted or depth):
            is_escaped = True
            continue
        elif mark == '"' and not depth:
            is_quoted = not is_quoted
        elif mark == "(" and not is_quoted:
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
            mark = " "  # noqa: PLW2901 -- a comment separates
        elif mark == ";" and not is_quoted and not depth:
            clauses[-1] = "".join(kept)
            clauses.append("")
            kept.clear()
            continue
        if not depth:
            kept.append(mark)
    clauses[-1] = "".join(kept)
    return None if depth or is_quoted else clauses


def _verdict(results: Sequence[str] | None, from_domain: str) -> Authenticity:
    if results is None:
        return Authenticity.FAILED
    found = {
        _of_result(match[1].lower(), result, from_domain) for result in results if (match := _RESULT.match(result))
    }
    if Authenticity.FAILED in found:
        return Authenticity.FAILED
    return Authenticity.PASSED if found == {Authenticity.PASSED} else Authenticity.UNKNOWN


def _of_result(verdict: str, result: str, from_domain: str) -> Authenticity:
    if verdict == "fail":
        return Authenticity.FAILED
    if verdict != "pass":
        return Authenticity.UNKNOWN
    aligned = _FROM.search(result)
    is_other = aligned is not None and not _same_organisation(aligned[1].rpartition("@")[2], from_domain)
    return Authenticity.FAILED if is_other else Authenticity.PASSED


def _same_organisation(one: str, other: str) -> bool:
    one, other = _ascii(one), _ascii(other)
    return one == other or one.endswith(f".{other}") or (other.endswith(f".{one}") and "." in one)


def _ascii(domain: str) -> str:
    try:
        return email_key(f"x@{domain}").removeprefix("x@")
    except InvalidAddressError:
        return domain.casefold().rstrip(".")
