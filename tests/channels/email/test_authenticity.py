"""What the configured mail server found, in the shapes that mail servers write; nothing that a sender wrote himself."""

import pytest

from troska.channels.email.authenticity import NAMELESS, judge
from troska.conversations.models import Authenticity

SERVER = "mx.sklep.example"
PASSED, FAILED, UNKNOWN = Authenticity.PASSED, Authenticity.FAILED, Authenticity.UNKNOWN

GMAIL = (
    "mx.google.com; dkim=pass header.i=@poczta.example header.s=20230601 header.b=abc123;"
    " spf=pass (google.com: domain of anna@poczta.example designates 192.0.2.1 as permitted sender)"
    " smtp.mailfrom=anna@poczta.example;"
    " dmarc={} (p=REJECT sp=REJECT dis=NONE) header.from=poczta.example; dara=pass header.i=@sklep.example"
)
RSPAMD = (
    "mx.sklep.example; dkim=pass header.d=poczta.example header.s=mail header.b=Xy1;"
    ' dmarc={} (policy=none) header.from=poczta.example; spf=pass (mx.sklep.example: domain of "anna@poczta.example"'
    ' designates 192.0.2.1 as permitted sender) smtp.mailfrom="anna@poczta.example"'
)
OPENDMARC = "mx.sklep.example; dmarc={} (p=none dis=none) header.from=poczta.example"
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=poczta.example; dkim=pass (signature was verified)"
    " header.d=poczta.example;dmarc={} action=none header.from=poczta.example;compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("shape", "server"),
    [(GMAIL, "mx.google.com"), (RSPAMD, SERVER), (OPENDMARC, SERVER), (MICROSOFT, NAMELESS)],
    ids=["gmail", "rspamd", "opendmarc", "microsoft"],
)
@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        ("pass", PASSED),
        ("PASS", PASSED),
        ("fail", FAILED),
        ("Fail", FAILED),
        ("none", UNKNOWN),
        ("temperror", UNKNOWN),
        ("permerror", UNKNOWN),
        ("bestguesspass", UNKNOWN),
    ],
)
def test_the_shapes_of_the_large_ones(shape: str, server: str, result: str, verdict: Authenticity) -> None:
    assert judge([shape.format(result)], authserv_id=server, from_domain="poczta.example") == verdict


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        (f"{SERVER} 1; dmarc=pass header.from=poczta.example", PASSED),
        (f"{SERVER.upper()}; DMARC = pass header.from = poczta.example", PASSED),
        (f"{SERVER}; dmarc/1=pass header.from=poczta.example", PASSED),
        (f"{SERVER}; dmarc/1=fail header.from=poczta.example", FAILED),
        (f"(nasz) {SERVER} (tak) ; (i) dmarc (n) = (o) pass (p) header.from=poczta.example", PASSED),
        (f"{SERVER}; dmarc=pass (a (b (c (d (e (f (g)))))) header.from=x) header.from=poczta.example", PASSED),
        (f'{SERVER}; dmarc=pass header.from="poczta.example"', PASSED),
        (f"{SERVER}; dmarc=pass", PASSED),
        (f"{SERVER}; dmarc=pass header.from=sklep.poczta.example", PASSED),
        (f"{SERVER}; dmarc=pass header.from=anna@poczta.example", PASSED),
        (f"{SERVER}; none", UNKNOWN),
        (f"{SERVER}; spf=pass; dkim=pass", UNKNOWN),
        (f"{SERVER}; x-dmarc=pass", UNKNOWN),
        (f"{SERVER}", UNKNOWN),
        ("", UNKNOWN),
        (";", UNKNOWN),
        # A pass is for the domain that it names.
        (f"{SERVER}; dmarc=pass header.from=evil.example", FAILED),
        (f"{SERVER}; dmarc=pass header.from=niepoczta.example", FAILED),
        (f"{SERVER}; dmarc=pass header.from=example", FAILED),
        # Words in comments are no verdicts.
        (f"{SERVER}; spf=fail (dmarc=pass header.from=poczta.example); dmarc=fail", FAILED),
        (f"{SERVER}; spf=fail (; dmarc=pass header.from=poczta.example;)", UNKNOWN),
        (f"{SERVER}; dmarc=fail (dmarc=pass)", FAILED),
        # What the sender chose (his envelope, his selector) must not become a verdict.
        (
            (
                f'{SERVER}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=poczta.example; y"@evil.example;'
                " dmarc=fail header.from=poczta.example"
            ),
            FAILED,
        ),
        (
            (
                f"{SERVER}; spf=pass (domain of x) ; dmarc=pass header.from=poczta.example (@evil.example permitted);"
                " dmarc=fail header.from=poczta.example"
            ),
            FAILED,
        ),
        (
            f'{SERVER}; spf=pass smtp.mailfrom="a(b"@evil.example; dmarc=fail header.from=poczta.example; x="c)d"',
            FAILED,
        ),
        (f'{SERVER}; spf=pass smtp.mailfrom="a\\"; dmarc=pass; \\""@evil.example; dmarc=fail', FAILED),
        (f"{SERVER}; spf=pass (domain of x( @evil.example; dmarc=fail header.from=poczta.example", FAILED),
        (f'{SERVER}; spf=pass smtp.mailfrom="x@evil.example; dmarc=fail header.from=poczta.example', FAILED),
        (f"{SERVER}; dmarc=pass header.from=poczta.example; dmarc=fail header.from=poczta.example", FAILED),
        (f"{SERVER}; dmarc=pass header.from=poczta.example; dmarc=none", UNKNOWN),
    ],
)
def test_odd_and_false_ones(header: str, verdict: Authenticity) -> None:
    assert judge([header], authserv_id=SERVER, from_domain="poczta.example") == verdict


TRUE_FAIL = OPENDMARC.format("fail")
FORGED = OPENDMARC.format("pass")
OTHER = "mx.evil.example; dmarc=pass header.from=poczta.example"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([TRUE_FAIL, FORGED], FAILED),
        ([f"{SERVER}; spf=pass", FORGED], UNKNOWN),
        ([f"{SERVER}; dkim=pass", TRUE_FAIL], FAILED),  # servers that write one header per check
        ([FORGED, TRUE_FAIL], FAILED),
        ([OTHER, TRUE_FAIL], FAILED),
        ([OTHER, FORGED], PASSED),
        ([OTHER], UNKNOWN),
        ([f"{SERVER}.evil.example; dmarc=pass header.from=poczta.example"], UNKNOWN),
        ([f"evil.example {SERVER}; dmarc=pass header.from=poczta.example"], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_only_the_servers_topmost_header_lets_anybody_pass(headers: list[str], verdict: Authenticity) -> None:
    assert judge(headers, authserv_id=SERVER, from_domain="poczta.example") == verdict


def test_nobody_is_believed_when_nobody_was_named() -> None:
    assert judge([FORGED, "; dmarc=pass"], authserv_id="", from_domain="poczta.example") == UNKNOWN


def test_a_nameless_header_counts_only_where_that_is_configured() -> None:
    passed, failed = MICROSOFT.format("pass"), MICROSOFT.format("fail")
    assert judge([passed], authserv_id=SERVER, from_domain="poczta.example") == UNKNOWN
    assert judge([failed, passed], authserv_id=NAMELESS, from_domain="poczta.example") == FAILED
    assert judge([FORGED, failed], authserv_id=NAMELESS, from_domain="poczta.example") == FAILED


def test_domains_beyond_ascii_are_the_same_in_both_spellings() -> None:
    header = f"{SERVER}; dmarc=pass header.from=xn--w-uga1v8h.example"
    assert judge([header], authserv_id=SERVER, from_domain="żółw.example") == PASSED


def test_a_header_without_end_is_read_in_no_time() -> None:
    for filler in ("(", "()", '"', "; dmarc=pass", "a=b "):
        judge([f"{SERVER}; {filler * 200_000}"], authserv_id=SERVER, from_domain="poczta.example")
