import pytest

from troska.channels.email.interpret.charsets import codec_name, decode

PANGRAM = "Pchnąć w tę łódź jeża lub ośm skrzyń fig. Zażółć gęślą jaźń, ŁĄCZNOŚĆ ŻÓŁWI."


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ('"utf-8"', "utf-8"),
        ("cp-1250", "cp1250"),
        ("Windows-1250", "cp1250"),
        ("win1250", "cp1250"),
        ("x-cp1250", "cp1250"),
        ("iso8859-2", "iso8859-2"),
        ("ISO_8859-2:1987", "iso8859-2"),
        ("latin2", "iso8859-2"),
        ("iso-8859-1", "cp1252"),
        ("ansi", "cp1252"),
        ("us-ascii", "ascii"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("x-sjis", "cp932"),
        ("iso-8859-8-i", "iso8859-8"),
        ("x-unknown", None),
        ("", None),
        ("base64", None),
        ("punycode", None),
        ("unicode_escape", None),
        ("rot13", None),
        ("zażółć" * 20, None),
    ],
)
def test_label_is_repaired(label: str, codec: str | None) -> None:
    assert codec_name(label) == codec


@pytest.mark.parametrize("real", ["cp1250", "iso8859-2", "utf-8"])
@pytest.mark.parametrize(
    "label", ["utf-8", "iso-8859-1", "iso-8859-2", "windows-1250", "windows-1252", "us-ascii", "x-unknown", None]
)
def test_polish_survives_any_wrong_label(real: str, label: str | None) -> None:
    assert decode(PANGRAM.encode(real), label).text == PANGRAM


def test_polish_of_dos_is_recognised_without_label() -> None:
    assert decode(PANGRAM.encode("cp852"), None).text == PANGRAM


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("Größe, Übung, äußerst schön", "cp1252", "iso-8859-1"),
        ("¿Qué tal, señor? El año próximo, mañana.", "cp1252", "iso-8859-1"),
        ("Você não é português? Ação!", "cp1252", "iso-8859-1"),
        ("Où est le cœur de l’été ? Noël, ça va, tête.", "cp1252", "windows-1252"),
        ("Rødgrød med fløde på ærlig", "cp1252", "iso-8859-1"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "iso8859-2", "iso-8859-2"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250", "windows-1250"),
        ("Árvíztűrő tükörfúrógép", "iso8859-2", "iso-8859-2"),
        ("pokój 20 m² i 3 m³ wody", "cp1252", "iso-8859-1"),
        ("Кому: привет", "koi8-r", "koi8-r"),
        ("日本語", "cp932", "shift_jis"),
        ("中文字符", "gb18030", "gb2312"),
    ],
)
def test_right_label_is_believed(text: str, codec: str, label: str) -> None:
    decoded = decode(text.encode(codec), label)
    assert (decoded.text, decoded.problem) == (text, None)


def test_other_languages_are_guessed_without_label() -> None:
    german = "Die Größe der Übung ist schön, aber äußerst müßig für Jürgen."
    assert decode(german.encode("cp1252"), None).text == german
    russian = "Здравствуйте, когда будет доставлен мой заказ? Спасибо большое за ответ."
    assert decode(russian.encode("cp1251"), None).text == russian
    assert decode("日本語のメール".encode("iso2022_jp"), None).text == "日本語のメール"


def test_utf8_with_a_stray_octet_stays_utf8() -> None:
    decoded = decode("Zażółć gęślą jaźń".encode()[:-1] + b"\xff", "utf-8")
    assert decoded.text.startswith("Zażółć gęślą jaź")
    assert decoded.problem == "charset_wrong"


def test_utf16_label_on_ascii_is_not_believed() -> None:
    assert decode(b"plain text", "utf-16").text == "plain text"
