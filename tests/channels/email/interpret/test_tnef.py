import struct

from troska.channels.email.interpret import interpret
from troska.channels.email.interpret.tnef import SIGNATURE, read_tnef


def attribute(level: int, name: int, data: bytes) -> bytes:
    return bytes([level]) + struct.pack("<HHI", name, 6, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*found: tuple[int, int, bytes]) -> bytes:
    packed = struct.pack("<I", len(found))
    for kind, name, value in found:
        packed += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return packed


def winmail(*attributes: bytes) -> bytes:
    return SIGNATURE + b"\1\0" + attribute(1, 0x9007, struct.pack("<II", 1250, 0)) + b"".join(attributes)


def file(name: str, content: bytes) -> bytes:
    long_name = properties((0x001F, 0x3707, (name + "\0").encode("utf-16-le")))
    return (
        attribute(2, 0x9002, b"\0" * 14)
        + attribute(2, 0x8010, b"SHORT~1.TXT\0")
        + attribute(2, 0x800F, content)
        + attribute(2, 0x9005, long_name)
    )


def mail(data: bytes) -> bytes:
    return b"From: a@x.pl\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + data


def test_files_stand_in_place_of_winmail_dat() -> None:
    read = interpret(mail(winmail(file("umowa łodzi.txt", b"one"), file("umowa łodzi.txt", b"two"))))
    assert [(one.filename, one.content) for one in read.attachments] == [
        ("umowa łodzi.txt", b"one"),
        ("umowa łodzi (2).txt", b"two"),
    ]


def test_body_is_used_when_there_is_no_other() -> None:
    html = properties((0x0102, 0x1013, "<p>Cześć</p>".encode("cp1250")))
    assert interpret(mail(winmail(attribute(1, 0x9003, html)))).text == "Cześć"
    assert interpret(mail(winmail(attribute(1, 0x800C, "Cześć\0".encode("cp1250"))))).text == "Cześć"


def test_cut_file_gives_what_came_before() -> None:
    whole = winmail(file("a.txt", b"one"), file("b.txt", b"two"))
    for end in range(len(whole)):
        read_tnef(whole[:end])
    read = interpret(mail(whole[:-60]))
    assert read.attachments[0].content == b"one"
    assert "tnef_broken" in read.problems


def test_claimed_counts_are_not_believed() -> None:
    bomb = struct.pack("<IHHI", 0xFFFFFFFF, 0x101E, 0x1000, 0xFFFFFFFF)
    read = read_tnef(winmail(attribute(1, 0x9003, bomb)))
    assert read is not None
    assert not read.is_whole


def test_what_only_calls_itself_winmail_stays_a_file() -> None:
    read = interpret(mail(b"hello"))
    assert [one.filename for one in read.attachments] == ["winmail.dat"]
    assert "tnef_broken" in read.problems
