import pytest

from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.transfer import decode_transfer


@pytest.mark.parametrize(
    ("data", "encoding", "decoded", "problems"),
    [
        (b"WmHFvMOzxYLEhw==", "base64", "Zażółć".encode(), ()),
        (b"WmHF\r\nvMOz\r\nxYLEhw", "base64", "Zażółć".encode(), ("broken_base64",)),
        (b"Witam\r\nto jest zwykly tekst", "base64", b"Witam\r\nto jest zwykly tekst", ("broken_base64",)),
        (b"SGVsbG8=\r\n-- \r\nlist footer", "base64", b"Hello", ()),
        (b"Dzien dobry, to nie jest base64!", "base64", b"Dzien dobry, to nie jest base64!", ("broken_base64",)),
        (b"", "base64", b"", ()),
        (b"a=C5=82=\r\nb", "quoted-printable", "ałb".encode(), ()),
        (b"a=c5=82", "quoted-printable", "ał".encode(), ()),
        (b"100% =ZZ =", "quoted-printable", b"100% =ZZ ", ("broken_quoted_printable",)),
        (b"x=y", "7bit", b"x=y", ()),
        (b"raw", "x-something", b"raw", ("transfer_encoding_unknown",)),
        (b'begin 644 a.txt\n#8F%R\n`\nend\n', "x-uuencode", b"bar", ()),
    ],
)  # fmt: skip
def test_data_is_decoded_or_kept(data: bytes, encoding: str, decoded: bytes, problems: tuple[str, ...]) -> None:
    found = Problems()
    assert decode_transfer(data, encoding, found) == decoded
    assert found.codes() == problems
