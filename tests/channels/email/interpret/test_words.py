import base64

import pytest

from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.words import decode_header


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?UTF-8?Q?Za=C5=BC=C3=B3=C5=82=C4=87?=", "Zażółć"),
        (b"Re: =?utf-8?b?xYLDs2TFug==?= now", "Re: łódź now"),
        (b"=?utf-8?q?a?= =?utf-8?q?b?=\r\n =?utf-8?q?_c?=", "ab c"),
        (b"=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
        (b"tag=?utf-8?q?=C5=82?=tag", "tagłtag"),
        (b"=?utf-8?Q?spaces in =C5=82 word?=", "spaces in ł word"),
        (b"=?utf-8*pl?Q?=C5=82?=", "ł"),
        (b"=?utf-8?B?xYI?=", "ł"),  # padding left out
        (b"=?utf-8?B?xYI=xYI=?=", "łł"),  # padding in the midst
        (b"=?utf-8?Q?no_end =C5=82", "no end =C5=82"),
        (b"=?utf-8?Q?=C5?= =?utf-8?Q?=82?=", "ł"),
        (b"=?utf-8?B?xQ==?= =?utf-8?B?gg==?=", "ł"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?shift_jis?B?k/qWew==?=", "日本"),
        (b"=?euc-jp?Q?=C6=FC=CB=DC?=", "日本"),
        (b"=?gb2312?B?1tC5+g==?=", "中国"),
        (b"=?big5?B?pKSw6g==?=", "中國"),
        (b"=?ks_c_5601-1987?B?x9GxuQ==?=", "한국"),
        (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        (b"=?cp-1250?Q?=B3=F3d=9F?=", "łódź"),
        (b"=?iso8859-2?Q?=B3=F3d=BC?=", "łódź"),
        (b"=?windows-1255?Q?=F9=EC=E5=ED?=", "שלום"),
        (b"=?windows-1256?B?48zIxw==?=", "مجبا"),
        (b"=?iso-8859-7?Q?=C3=E5=E9=DC?=", "Γειά"),
        (b"=?iso-8859-1?Q?caf=E9?=", "café"),
        (b"=?ISO-8859-15?Q?10_=A4?=", "10 €"),
        (b"=?iso-8859-1?Q?=80_100?=", "€ 100"),  # it is CP1252
        (b"=?unicode-1-1-utf-7?Q?+AUIA8wBkAXo-?=", "łódź"),
        (b"=?x-unknown?Q?=C5=82?=", "ł"),
        (b"=?utf8?Q?=C5=82?=", "ł"),
        (b"=?utf-8?X?nothing?=", "=?utf-8?X?nothing?="),
        (b"=?=?=", "=?=?="),
        (b"a\r\n\tb", "a b"),
    ],
)
def test_header_is_decoded(raw: bytes, text: str) -> None:
    assert decode_header(raw) == text


def test_raw_octets_are_read_and_noted() -> None:
    problems = Problems()
    assert decode_header("zażółć".encode(), problems=problems) == "zażółć"
    assert decode_header("Zażółć gęślą jaźń".encode("cp1250"), problems=problems) == "Zażółć gęślą jaźń"
    assert decode_header("Zażółć gęślą jaźń".encode("iso8859-2"), problems=problems) == "Zażółć gęślą jaźń"
    assert decode_header("Привет, как дела".encode("koi8-r"), hint="koi8-r") == "Привет, как дела"
    assert decode_header("日本語".encode("iso2022_jp")) == "日本語"
    assert problems.codes() == ("raw_8bit_header",)


def test_words_hold_no_line_breaks_nor_surrogates() -> None:
    inside = base64.b64encode("a\r\nBcc: x@y\u2028z\x00\ud800".encode("utf-8", "surrogatepass")).decode()
    text = decode_header(f"=?utf-8?b?{inside}?=".encode())
    assert text == "a Bcc: x@y z\ufffd"
    assert not any(char in text for char in "\r\n\u2028\x00")
    text.encode("utf-8")
