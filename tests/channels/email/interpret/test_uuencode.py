import binascii

from troska.channels.email.interpret.uuencode import extract_files


def block(name: bytes, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[place : place + 45]) for place in range(0, len(content), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + b"`\nend\n"


def test_files_are_taken_out_of_the_text() -> None:
    content = bytes(range(200))
    text = b"before\n" + block(b"a.bin", content) + b"between\n" + block(b"b c.txt", b"x") + b"after\n"
    assert extract_files(text) == ([(b"a.bin", content), (b"b c.txt", b"x")], b"before\nbetween\nafter\n")


def test_prose_that_begins_so_stays() -> None:
    text = b"begin 644 miles away\nand there was no end\nof it\n"
    assert extract_files(text) == ([], text)
