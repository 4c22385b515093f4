import pytest

from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.tree import Part, split

HEAD = b"From: a@x.pl\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n"


def parts(raw: bytes) -> tuple[list[tuple[str, bytes]], tuple[str, ...]]:
    problems = Problems()
    root = split(raw, 0, len(raw), problems)

    def leaves(part: Part) -> list[tuple[str, bytes]]:
        if part.children:
            return [leaf for child in part.children for leaf in leaves(child)]
        return [(part.type.full, raw[part.start : part.end])]

    return leaves(root), problems.codes()


@pytest.mark.parametrize("eol", [b"\r\n", b"\n"])
def test_parts_end_before_the_line_break_of_their_delimiter(eol: bytes) -> None:
    raw = (
        HEAD % b"b"
        + b"preamble\r\n--b\r\n\r\none\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\ntwo\r\n--b--\r\nepilogue"
    )
    found, problems = parts(raw.replace(b"\r\n", eol))
    assert found == [("text/plain", b"one" + eol), ("text/html", b"two")]
    assert problems == ()


@pytest.mark.parametrize(
    ("raw", "contents"),
    [
        (HEAD % b'"b c"' + b"--b c  \r\n\r\none\r\n--b c--", [b"one"]),  # spaces behind the delimiter
        (HEAD % b"b" + b"--b\r\n\r\none\r\n--bb\r\nstill one\r\n--b--", [b"one\r\n--bb\r\nstill one"]),
        (HEAD % b"b" + b"--b\r\n\r\n--b\r\n\r\ntwo\r\n--b--", [b"", b"two"]),
        (HEAD % b"b" + b"--b\r\nContent-Type: text/plain\r\n--b\r\n\r\ntwo\r\n--b--", [b"", b"two"]),
        (HEAD % b"b" + b"--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\nafter the end", [b"one"]),
        (
            HEAD % b"a"
            + b"--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--a\r\n\r\ntwo\r\n--a--",
            [b"one", b"two"],
        ),
        (
            HEAD % b"a" + b"--a\r\nContent-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n\r\none\r\n"
            b"--ab--\r\n--a\r\n\r\ntwo\r\n--a--",
            [b"one", b"two"],
        ),
    ],
)
def test_delimiters_are_told_from_text(raw: bytes, contents: list[bytes]) -> None:
    assert [content for _, content in parts(raw)[0]] == contents


def test_missing_final_delimiter_is_noted() -> None:
    found, problems = parts(HEAD % b"b" + b"--b\r\n\r\none")
    assert found == [("text/plain", b"one")]
    assert problems == ("missing_final_boundary",)


def test_wrong_boundary_is_mended_from_what_occurs() -> None:
    found, problems = parts(HEAD % b"other" + b"--real\r\nContent-Type: text/plain\r\n\r\none\r\n--real--\r\n")
    assert found == [("text/plain", b"one")]
    assert problems == ("boundary_wrong",)


def test_nested_message_keeps_its_parts_to_itself() -> None:
    inner = b"Subject: inner\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nx\r\n--i--"
    found, _ = parts(HEAD % b"o" + b"--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--o--")
    assert found == [("message/rfc822", inner)]


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"From: a@x.pl\r\n\r\nbody", b"body"),
        (b"From: a@x.pl\r\nHi people!\r\n\r\nbody", b"Hi people!\r\n\r\nbody"),
        (b"From: a@x.pl\r\n>From b@x Mon\r\nTo: b@x.pl\r\n\r\nbody", b"body"),
        (b"From: a@x.pl\r\n \r\nbody", b"body"),
        (b"From: a@x.pl\r\n\t\r\nTo: b@x.pl\r\n\r\nbody", b"body"),
        (b"From: a@x.pl", b""),
        (b"no header at all", b"no header at all"),
        (b"", b""),
    ],
)
def test_header_ends_where_it_should(raw: bytes, body: bytes) -> None:
    assert parts(raw)[0] == [("text/plain", body)]
