import pytest
from hypothesis import given
from hypothesis import strategies as st

from troska.channels.email.interpret import interpret
from troska.channels.email.interpret.filenames import UniqueNames, clean_filename


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("faktura.pdf", "faktura.pdf"),
        (".htaccess", "_.htaccess"),
        ("\u200b.htaccess", "_.htaccess"),
        ("\u202e.htaccess", "_.htaccess"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("C:\\Users\\Jan\\umowa.doc", "umowa.doc"),
        ("/etc/.ssh/.id", "_.id"),
        ("a.php%00.jpg", "a.php.jpg"),
        ("a.php\x00.jpg", "a.php.jpg"),
        ("gpj.\u200fexe\u202e", "gpj.exe"),
        ("raport\r\nBcc: x.txt", "raportBcc: x.txt"),
        ("a\u2028b.txt", "ab.txt"),
        ("FV 12/2025.pdf", "FV 12_2025.pdf"),
        ("zażółć.txt", "zażółć.txt"),  # decomposed → composed
        ("..", "image.png"),
        (" . . ", "image.png"),
        ("", "image.png"),
        ("dir/", "dir"),
    ],
)
def test_name_is_cleaned(name: str, clean: str) -> None:
    assert clean_filename(name, "image/png") == clean


def test_long_name_keeps_its_extension() -> None:
    clean = clean_filename("a" * 300 + ".tar.gz", "application/gzip")
    assert len(clean) == 150
    assert clean.endswith("a.gz")


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("image/png", "image.png"),
        ("application/pdf", "application.pdf"),
        ("message/rfc822", "message.eml"),
        ("text/calendar", "calendar.ics"),
        ("text/plain", "text.txt"),
        ("application/x-no-such-thing", "application.bin"),
        ("image/x-no-such-thing", "image.bin"),
    ],
)
def test_nameless_part_is_called_after_its_type(content_type: str, name: str) -> None:
    assert clean_filename("", content_type) == name


def test_repeated_names_are_numbered() -> None:
    names = UniqueNames()
    given_names = ["a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "readme", "readme"]
    assert [names.unique(name) for name in given_names] == [
        "a.pdf",
        "A (2).pdf",
        "a (3).pdf",
        "a (2) (2).pdf",
        "readme",
        "readme (2)",
    ]


@given(st.text(max_size=400))
def test_every_name_is_safe_to_show(name: str) -> None:
    clean = clean_filename(name, "text/plain")
    assert 0 < len(clean) <= 150
    assert not clean.startswith(".")
    assert not set(clean) & set("/\\\r\n\u2028\u2029\u202e\u200b\x00")
    clean.encode("utf-8")


def named(*lines: bytes) -> str:
    head = b"From: a@x.pl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    return interpret(head + b"\r\n".join(lines) + b"\r\n\r\ndata\r\n--b--\r\n").attachments[0].filename


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([b'Content-Type: application/pdf; name="a.pdf"'], "a.pdf"),
        ([b"Content-Type: application/pdf; name=a b.pdf"], "a b.pdf"),
        ([b"Content-Type: application/pdf", b"Content-Disposition: attachment; filename=b.pdf; size=3"], "b.pdf"),
        ([b'Content-Type: x/y; name="n.pdf"', b'Content-Disposition: attachment; filename=""'], "n.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: attachment; filename*=UTF-8''%C5%82.pdf"], "ł.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: attachment; filename*=%C5%82.pdf"], "ł.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: attachment; filename*=windows-1250''%B3.pdf"], "ł.pdf"),
        (
            [b"Content-Type: x/y", b"Content-Disposition: attachment; filename=x.pdf; filename*=UTF-8''%C5%82.pdf"],
            "ł.pdf",
        ),
        ([b"Content-Type: x/y", b'Content-Disposition: attachment; filename*0="a"; filename*1="b.pdf"'], "ab.pdf"),
        ([b"Content-Type: x/y", b'Content-Disposition: attachment; filename*1="b.pdf"; filename*0="a"'], "ab.pdf"),
        (
            [b"Content-Type: x/y", b"Content-Disposition: attachment; filename*0*=utf-8''%C5; filename*1*=%82.pdf"],
            "ł.pdf",
        ),
        ([b"Content-Type: x/y", b'Content-Disposition: attachment; filename="=?utf-8?B?xYI=?=.pdf"'], "ł.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: attachment; filename==?utf-8?Q?a_=C5=82.pdf?="], "a ł.pdf"),
        (
            [
                b"Content-Type: x/y",
                b'Content-Disposition: attachment; filename="=?utf-8?Q?a=C5?=\r\n =?utf-8?Q?=82.pdf?="',
            ],
            "ał.pdf",
        ),
        ([b"Content-Type: x/y", "Content-Disposition: attachment; filename=łódź.pdf".encode()], "łódź.pdf"),
        ([b"Content-Type: x/y", "Content-Disposition: attachment; filename=łódź.pdf".encode("cp1250")], "łódź.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: attachment; filename=a%C5%82.pdf"], "ał.pdf"),
        ([b"Content-Type: x/y", b'Content-Disposition: attachment; filename="a \\"b\\".pdf"'], 'a "b".pdf'),
        ([b"Content-Type: x/y", b'Content-Disposition: attachment; filename="a;b.pdf"'], "a;b.pdf"),
        ([b"Content-Type: x/y", b"Content-Disposition: filename=c.pdf"], "c.pdf"),
        ([b"Content-Type: x/y;\r\n\tname*=iso-2022-jp''%1B%24BF%7CK%5C%1B%28B.txt"], "日本.txt"),
        ([b'Content-Type: x/y; name="C:\\x\\y.doc"'], "y.doc"),
    ],
)
def test_name_is_found_and_decoded(lines: list[bytes], name: str) -> None:
    assert named(*lines) == name
