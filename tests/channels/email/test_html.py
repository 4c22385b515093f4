import re

import pytest

from troska.channels.email.html import clean, document


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Dzień <b>dobry</b></p>", "<p>Dzień <b>dobry</b></p>"),
        ('<p style="color:red;position:fixed;background:url(//x)">a</p>', '<p style="color:red">a</p>'),
        ('<p onclick="alert(1)">a</p>', "<p>a</p>"),
        ("<script>alert(1)</script>po", "po"),
        ("<style>p{color:red}</style>po", "po"),
        ("<svg><script>alert(1)</script></svg>po", "po"),
        ('<form action="//x"><input name=a></form>po', "po"),
        ('<meta http-equiv="refresh" content="0;url=//x">po', "po"),
        ('<base href="//x">po', "po"),
        ('<iframe srcdoc="<script>alert(1)</script>"></iframe>po', "po"),
        ('<a href="javascript:alert(1)">a</a>', '<a target="_blank" rel="noopener noreferrer nofollow">a</a>'),
        ("<!--[if mso]><p>Word</p><![endif]-->po", "po"),
    ],
)
def test_only_the_harmless_part_is_left(html: str, expected: str) -> None:
    assert clean(html, images={})[0] == expected


def test_a_mails_own_picture_is_shown_and_one_from_elsewhere_is_not() -> None:
    html = '<img src="cid:logo%40x" alt="Logo"><img src="https://tracker.example/p.gif">'
    html += '<img src="data:image/png;base64,AA">'
    cleaned, blocked = clean(html, images={"logo@x": "/obrazek/abc"})
    assert '<img src="/obrazek/abc" alt="Logo">' in cleaned
    assert "tracker.example" not in cleaned
    assert "data:" not in cleaned
    assert blocked == 1


@pytest.mark.parametrize("attribute", ["srcset", "background", "poster", "data", "lowsrc", "dynsrc", "ping", "action"])
def test_nothing_else_fetches_anything(attribute: str) -> None:
    for tag in ("img", "table", "video", "object", "a", "body"):
        assert "zly.example" not in document(f'<{tag} {attribute}="https://zly.example/x">a</{tag}>', images={})


@pytest.mark.parametrize(("number", "words"), [(1, "1 obrazka"), (2, "2 obrazków"), (5, "5 obrazków")])
def test_the_reader_is_told_how_many_pictures_are_missing(number: int, words: str) -> None:
    assert f"Nie pobraliśmy {words} z zewnątrz" in document('<img src="http://a.example/1">' * number, images={})


def test_a_letter_that_ends_the_page_does_not_end_ours() -> None:
    page = document("</body></html><script>alert(1)</script>{note}{content}", images={})
    assert page.count("</body>") == 1
    assert "{note}{content}" in page
    assert not re.search("<script", page)
