"""Bombs and runaway texts: each mail is read within bounds of time and memory."""

import subprocess
import sys
import time

import pytest

from troska.channels.email.interpret import interpret

HEAD = b"From: Jan <jan@x.pl>\r\nSubject: S\r\nMessage-ID: <1@x>\r\nDate: Mon, 3 Nov 2025 10:00:00 +0100\r\n"


def nested(depth: int) -> bytes:
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )


BOMBS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from troska.channels.email.interpret import interpret
H = b"From: a@x.pl\\r\\nContent-Type: "
kind = sys.argv[1]
if kind == "nested":
    deep = b"Content-Type: multipart/mixed; boundary=b%d\\r\\n\\r\\n--b%d\\r\\n"
    raw = b"From: a@x.pl\\r\\n" + b"".join(deep % (n, n) for n in range(1000))
elif kind == "parts":
    raw = H + b"multipart/mixed; boundary=b\\r\\n\\r\\n" + b"--b\\r\\n\\r\\nx\\r\\n" * 50000 + b"--b--"
elif kind == "header":
    raw = b"Subject: " + b"a" * 10_000_000 + b"\\r\\nFrom: a@x.pl\\r\\n\\r\\nx"
elif kind == "folded":
    raw = b"Subject: " + b"a\\r\\n " * 2_500_000 + b"\\r\\nFrom: a@x.pl\\r\\n\\r\\nx"
elif kind == "base64":
    raw = H + b"application/zip\\r\\nContent-Transfer-Encoding: base64\\r\\n\\r\\n" + b"QUFB" * 20_000_000
elif kind == "almost":
    raw = H + b"application/zip\\r\\nContent-Transfer-Encoding: base64\\r\\n\\r\\n" + b"QUFB" * 13_000_000
elif kind == "html":
    raw = H + b"text/html\\r\\n\\r\\n" + b"".join(b"<p><b id=%d>" % n for n in range(1_000_000))
else:
    raw = H + b"application/zip; name=42.zip\\r\\n\\r\\nPK\\x03\\x04" + bytes(1_000_000)
mail = interpret(raw)
# Not ru_maxrss: that counts the process that started this one.
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
print(*mail.problems, len(mail.attachments), peak // 1024)
"""


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("nested", "too_deep"),
        ("parts", "too_many_parts"),
        ("header", "header_too_long"),
        ("folded", "too_many_headers"),
        ("base64", "too_large"),
        ("almost", "missing_date"),
        ("html", "text_truncated"),
        ("zip", "missing_date"),
    ],
)
def test_bombs_stay_within_ten_seconds_and_256_megabytes(kind: str, problem: str) -> None:
    done = subprocess.run([sys.executable, "-c", BOMBS, kind], capture_output=True, text=True, check=True)
    *problems, _, peak = done.stdout.split()
    assert problem in problems
    assert "internal_error" not in problems
    assert int(peak) <= 256


def test_nested_parts_are_followed_to_a_limit() -> None:
    assert interpret(nested(20) + b"\r\ninner").text == "inner"
    assert "too_deep" in interpret(nested(40) + b"\r\ninner").problems


def hostile(size: int) -> dict[str, bytes]:
    """Mails of about `size` octets, each made for one expression or loop."""

    def filled(piece: str) -> bytes:
        return (piece * (size // len(piece) + 1))[:size].encode()

    html = [
        "<",
        "<b>",
        "<p><b id=1>",
        "<blockquote>a",
        "<!--",
        '<a "',
        "<a b='\" ",
        '<a href="http://x.y">z',
        "<style>",
        "&",
        "&aaaaaaaaaa",
        "<td>a",
        "<ul><li>",
        '<p style="font:',
        "<o:p></o:p><span style='mso-x:y'>",
        "<title>",
        "cid:",
        "<meta charset ",
        "\u00a0 ",
        "<p hidden>",
    ]
    text = [
        "(((((",
        "aaaa!",
        "> ",
        "-- \n",
        "-",
        "W dniu ",
        "Od: a\nWysłano: ",
        "_",
        "begin 644 a\nMAAA\n",
        "\n",
        " ",
        "https://aaaa",
        "a@",
        "Message-ID: ",
        "550 ",
        "napisał(a):\n",
        "<a@b> ",
    ]
    header = [
        "(",
        "()",
        "a",
        "-",
        "a.",
        '"',
        '"\\',
        "<",
        "<a@b>",
        ",",
        "a:",
        ";",
        "a@b, ",
        "=?a?q?",
        "=?a?q? ",
        "=?utf-8?q?a?= ",
        " ",
        "((a)",
        "[a",
        "\\",
        "<<a",
        "\x1b$B",
        "ł",
    ]
    mails = {
        f"html {piece}": HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + filled(piece) for piece in html
    }
    mails |= {
        f"text {piece}": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + filled(piece) for piece in text
    }
    for name in (b"From: ", b"Subject: ", b"References: ", b"Content-Type: text/plain; name=", b"Return-Path: "):
        mails |= {f"{name!r} {piece}": name + filled(piece)[:60_000] + b"\r\n\r\nbody" for piece in header}
    unknown = b"".join(
        b"=?x-%d?q?=E8=F0=E2=%02X=C5?= a\r\n " % (number, 128 + number % 100) for number in range(size // 30)
    )
    mails["words in unknown sets"] = b"Subject: " + unknown[:60_000] + b"\r\n\r\nbody"
    mails["8-bit octets"] = b"Subject: " + b"\xb3" * 60_000 + b"\r\n\r\n" + b"\xea" * size
    return mails


@pytest.mark.parametrize("name", hostile(10))
def test_no_text_makes_an_expression_run_away(name: str) -> None:
    """Ten times the promised time is allowed for a busy machine; what is quadratic takes a hundred times."""
    raw = hostile(100_000)[name]
    before = time.process_time()
    mail = interpret(raw)
    assert time.process_time() - before < 2
    assert "internal_error" not in mail.problems
