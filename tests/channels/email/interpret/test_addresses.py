import pytest
from hypothesis import given
from hypothesis import strategies as st

from troska.channels.email.interpret.addresses import parse_addresses
from troska.channels.email.interpret.problems import Problems


def read(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.address) for one in parse_addresses(text, Problems())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jan@x.pl", [("", "jan@x.pl")]),
        ("<jan@x.pl>", [("", "jan@x.pl")]),
        ("Jan Kowalski <jan@x.pl>", [("Jan Kowalski", "jan@x.pl")]),
        ('"Kowalski, Jan" <jan@x.pl>, b@x.pl', [("Kowalski, Jan", "jan@x.pl"), ("", "b@x.pl")]),
        ("Kowalski, Jan <jan@x.pl>", [("Kowalski, Jan", "jan@x.pl")]),
        ("jan@x.pl (Jan Kowalski)", [("Jan Kowalski", "jan@x.pl")]),
        ("J. R. Doe <j@x.pl>", [("J. R. Doe", "j@x.pl")]),
        ("Team: a@x.pl, B <b@x.pl>;, c@x.pl", [("", "a@x.pl"), ("B", "b@x.pl"), ("", "c@x.pl")]),
        ("undisclosed-recipients:;", []),
        ("<@relay.pl,@b.pl:jan@x.pl>", [("", "jan@x.pl")]),
        ('"jan nowak"@x.pl', [("", '"jan nowak"@x.pl')]),
        ('"jan.n"@x.pl (J)', [("J", '"jan.n"@x.pl')]),
        ("jan . nowak @ x . pl", [("", "jan.nowak@x.pl")]),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("Pete", "pete@silly.test")]),
        ("attacker(&email=victim@x&)@evil.pl", [("&email=victim@x&", "attacker@evil.pl")]),
        ("jan@x.pl <jan@x.pl>", [("", "jan@x.pl")]),
        ("<jan@x.pl> Jan", [("Jan", "jan@x.pl")]),
        ("<jan@x.pl>jan@x.pl", [("", "jan@x.pl")]),
        ("<a@x.pl> <b@x.pl>", [("", "a@x.pl"), ("", "b@x.pl")]),
        ("jan@x.pl www.x.pl", [("", "jan@x.pl")]),
        ("Jan <jan@x.pl", [("Jan", "jan@x.pl")]),
        ("Jan jan@x.pl", [("Jan", "jan@x.pl")]),
        ("<<jan@x.pl>>", [("", "jan@x.pl")]),
        ('"Jan <jan@x.pl>', [("Jan", "jan@x.pl")]),
        ("'Jan' <jan@x.pl>", [("Jan", "jan@x.pl")]),
        ("a@x.pl; b@x.pl", [("", "a@x.pl"), ("", "b@x.pl")]),
        ("=?utf-8?q?Kowalski=2C_Jan?= <jan@x.pl>", [("Kowalski, Jan", "jan@x.pl")]),
        ("=?utf-8?q?Kowalski, Jan?= <jan@x.pl>", [("Kowalski, Jan", "jan@x.pl")]),
        ('"=?utf-8?b?xYHDs2TFug==?=" <jan@x.pl>', [("Łódź", "jan@x.pl")]),
        ("=?utf-8?q?=C5=81=C3=B3d=C5=BA_=3Cjan=40x=2Epl=3E?=", [("Łódź", "jan@x.pl")]),
        ("mailto:jan@x.pl", [("", "jan@x.pl")]),
        ("<mailto:jan@x.pl>", [("", "jan@x.pl")]),
        ("jan@[192.168.1.1]", [("", "jan@[192.168.1.1]")]),
        ("jan@żółw.pl", [("", "jan@żółw.pl")]),
        ("MAILER-DAEMON", [("", "MAILER-DAEMON")]),
        ("Mail Delivery System <>", [("Mail Delivery System", "")]),
        ('"foo@bar" <jan@x.pl>', [("foo@bar", "jan@x.pl")]),
        ("foo@bar via Lista <lista@x.pl>", [("foo@bar via Lista", "lista@x.pl")]),
        ("", []),
        (" , ;", []),
    ],
)
def test_list_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@given(st.text(alphabet='ab@.,;:<>()[]"\\ =?q\t', max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for name, address in read(text):
        assert "\n" not in name + address
        assert '"' in address or " " not in address
