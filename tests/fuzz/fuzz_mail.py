"""Mutate mails and read them: `python tests/fuzz/fuzz_mail.py --minutes 10 [--seed N]`.

Tells each exception and broken promise with the seed of its case, and the slowest mail in
milliseconds of processor time per 100 kB. Exit code 1 when anything was found.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from troska.channels.email.interpret import InboundMail
from troska.channels.email.interpret.reading import read_mail

ROOT = Path(__file__).resolve().parent.parent
POLISH = ROOT / "channels" / "email" / "interpret" / "polish"
SAMPLES = Path(os.environ.get("TROSKA_TEST_SAMPLES", ROOT.parent.parent / "shared" / "samples"))
LIMIT_MS = 200.0
SMALLEST = 100_000  # octets: below it the fixed costs of a mail would be counted as if they grew
LARGEST = 400_000
TOKENS = (
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b"--",
    b"--b\r\n",
    b"=?utf-8?B?",
    b"=?iso-8859-2?Q?",
    b"?=",
    b"=?",
    b"(",
    b")",
    b"<",
    b">",
    b"<<",
    b'"',
    b"\\",
    b":",
    b";",
    b",",
    b"@",
    b"=",
    b"=\r\n",
    b"=C5",
    b"%C5%82",
    b"*0*=",
    b"''",
    b"\x1b$B",
    b"\x1b(B",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"\xb3\xea\xbf",
    b"<blockquote>",
    b"</div>",
    b"<!--",
    b"-->",
    b"<style>",
    b"<b id=",
    b"<a href='http://x.y'>",
    b"<p style='display:none'>",
    b"&amp",
    b"&#x",
    b"cid:",
    b"W dniu 1.1.2025 o 10:00 Jan pisze:\r\n",
    b"> ",
    b"-- \r\n",
    b"Od: a@b\r\nDo: c@d\r\n",
    b"begin 644 a\r\n",
    b"`\r\nend\r\n",
    b'x\x9f>"',
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html; charset=utf-16\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: application/ms-tnef\r\n\r\n",
    b"charset=utf-7",
    b"charset=hz",
    b"charset=x-unknown",
    b"format=flowed",
    b"Message-ID: <",
    b"References: <a@b>",
    b"From: ",
    b"Date: Mon, 99 Xyz 99999 99:99",
    b"-----Original Message-----\r\n",
)
GENERATED = (
    b"From: a@x.pl\r\nContent-Type: text/plain\r\n\r\ntext",
    (
        b"From: a@x.pl\r\nContent-Type: text/html\r\n\r\n"
        b"<table><tr><td>a<td><ul><li>b</ul></table><blockquote>c</blockquote>"
    ),
    (
        b"From: a@x.pl\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\none\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>one\r\n--b--"
    ),
    b'From: "A, B" <a@x.pl>, G: c@x.pl;\r\nSubject: =?utf-8?q?a?= =?utf-8?b?xYI=?=\r\n\r\n',
    b"From: a@x.pl\r\nContent-Disposition: attachment; filename*0*=utf-8''a%C5; filename*1*=%82.pdf\r\n\r\nx",
)


@dataclass
class Findings:
    cases: int = 0
    octets: int = 0
    slowest: float = 0.0
    slowest_case: str = ""
    failures: list[str] = field(default_factory=list)


def corpus() -> list[bytes]:
    """Return the mails that are mutated: the samples where they are, our Polish set, small made ones."""
    paths = [*sorted(POLISH.glob("*.eml")), *sorted((SAMPLES / "mail").glob("*.eml"))]
    return [*(path.read_bytes() for path in paths), *GENERATED]


def mutated(mails: list[bytes], chance: random.Random) -> bytes:
    """Return one mail with a few of its bytes, lines or tokens changed, repeated, moved or dropped."""
    raw = bytearray(chance.choice(mails)[:LARGEST])
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        place = chance.randrange(len(raw) + 1)
        match chance.randrange(9):
            case 0:
                raw[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                raw[place:place] = chance.choice(TOKENS)
            case 2:
                raw[place:place] = chance.choice(TOKENS) * chance.choice((2, 10, 100, 1_000, 5_000))
            case 3:
                del raw[place : place + chance.choice((1, 2, 10, 100, 1_000))]
            case 4:
                piece = bytes(raw[place : place + chance.choice((10, 100, 2_000))])
                raw[place:place] = piece * chance.choice((1, 2, 50))
            case 5:
                other = chance.choice(mails)
                start = chance.randrange(len(other))
                raw[place:place] = other[start : start + chance.choice((20, 200, 5_000))]
            case 6:
                raw = bytearray(
                    bytes(raw).replace(
                        *chance.choice(((b"\r\n", b"\n"), (b"\n", b"\r"), (b"\r\n", b"\r\r\n"), (b"--", b"-")))
                    )
                )
            case 7:
                raw[place : place + 50] = chance.randbytes(50)
            case _:
                del raw[place:]
        del raw[LARGEST:]
    return bytes(raw)


def broken_promises(mail: InboundMail) -> Iterator[str]:
    """Yield what the reader promises of every mail and this one does not keep."""
    texts = [
        mail.subject or "",
        mail.text,
        mail.text_full,
        mail.html or "",
        *(one.filename for one in mail.attachments),
    ]
    texts += [part for one in (*mail.to, *mail.cc, *mail.reply_to) for part in (one.name, one.address)]
    for text in texts:
        if "\0" in text:
            yield "NUL in a text"
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            yield "lone surrogate"
    if any(
        set(one.filename) & set("/\\\r\n\u202e") or not one.filename or one.filename.startswith(".")
        for one in mail.attachments
    ):
        yield "unsafe file name"
    if len({one.filename.casefold() for one in mail.attachments}) < len(mail.attachments):
        yield "repeated file name"
    if mail.subject is not None and len(mail.subject.splitlines()) > 1:
        yield "subject of several lines"


def run(*, seed: int, cases: int | None = None, minutes: float | None = None) -> Findings:
    """Read mutated mails until `cases` are done or `minutes` are over."""
    mails = corpus()
    found = Findings()
    end = time.monotonic() + minutes * 60 if minutes else None
    while (cases is None or found.cases < cases) and (end is None or time.monotonic() < end):
        name = f"{seed}-{found.cases}"
        raw = mutated(mails, random.Random(name))
        found.cases += 1
        found.octets += len(raw)
        before = time.process_time()
        try:
            mail = read_mail(raw)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            found.failures.append(f"{name}: {type(error).__name__}: {error}")
            continue
        spent = time.process_time() - before
        if _per_100_kb(spent, raw) > LIMIT_MS:
            # What is slow once may be the machine; what is slow each time is the reader.
            spent = min(_seconds(raw) for _ in range(3))
        spent = _per_100_kb(spent, raw)
        if spent > found.slowest:
            found.slowest, found.slowest_case = spent, f"{name} ({len(raw)} octets)"
        found.failures.extend(f"{name}: {promise}" for promise in broken_promises(mail))
    return found


def _seconds(raw: bytes) -> float:
    before = time.process_time()
    read_mail(raw)
    return time.process_time() - before


def _per_100_kb(seconds: float, raw: bytes) -> float:
    return seconds * 1_000 * 100_000 / max(len(raw), SMALLEST)


def main() -> int:
    """Run from the command line; return 1 when a failure or a slow mail was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    found = run(seed=arguments.seed, minutes=arguments.minutes)
    sys.stdout.write(
        f"seed {arguments.seed}: {found.cases} mails, {found.octets / 1e6:.0f} MB, {len(found.failures)} failures, "
        f"slowest {found.slowest:.0f} ms per 100 kB in {found.slowest_case}\n"
    )
    sys.stdout.writelines(f"  {failure}\n" for failure in found.failures[:50])
    return 1 if found.failures or found.slowest > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
