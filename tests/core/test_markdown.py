"""Light marks become safe HTML, and what was not meant as a mark stays as it was written."""

import re
import time

import pytest

from troska.core.markdown import render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**ważne** i _pilne_", "<p><strong>ważne</strong> i <em>pilne</em></p>"),
        ("raz\ndwa", "<p>raz<br />\ndwa</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> cytat", "<blockquote>\n<p>cytat</p>\n</blockquote>"),
        ("`x<y`", "<p><code>x&lt;y</code></p>"),
        ("[regulamin](https://sklep.example/a_b)", '<p><a href="https://sklep.example/a_b">regulamin</a></p>'),
        ("zob. https://a.pl/x_y_z.", '<p>zob. <a href="https://a.pl/x_y_z">https://a.pl/x_y_z</a>.</p>'),
    ],
)
def test_what_agents_write(text: str, expected: str) -> None:
    assert render(text).strip() == expected


@pytest.mark.parametrize(
    "text", ["# 12 sztuk", "---", "Razem\n---", "    wcięte", "![o]", "2 * 3 * 4", "a_b_c", "&amp;"]
)
def test_what_was_not_meant_as_a_mark_stays(text: str) -> None:
    html = render(text)
    assert not re.search(r"<(h\d|hr|pre|img|em|strong)", html)
    assert re.sub(r"<[^>]+>", "", html).replace("&amp;", "&").split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "[x](/wyloguj)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        '[x](https://a.pl "t\\" onclick=alert(1)")',
        'https://a.pl/"onmouseover=alert(1)',
        "```html\n<script>\n```",
        "![x](https://a.pl/sledzi.png)",
    ],
)
def test_nothing_runs_and_no_link_leads_elsewhere(text: str) -> None:
    html = render(text)
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(r"</?(p|pre|code|a|br)( (href|title|class)=\"[^\"<>]*\")* ?/?>", tag), tag
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith("https://a.pl")


def test_in_a_quote_a_link_shows_where_it_leads() -> None:
    assert "(https://zly.example)" in render("> [https://bank.example](https://zly.example)")
    assert "(" not in render("[bank](https://bank.example)")
    assert "(" not in render("> https://bank.example")


def test_names_stand_out_whole_and_escaped() -> None:
    names = ["Anna Nowak", "Anna Nowakowska", "<b>"]
    html = render("@Anna Nowakowska, @anna nowak i @Anna Nowakowa, x@Anna Nowak @<b>", names=names)
    assert re.findall(r'class="mention">([^<]*)<', html) == ["@Anna Nowakowska", "@anna nowak", "@&lt;b&gt;"]


def test_attributes_are_put_on_elements() -> None:
    html = render("- a\n\nhttps://a.pl", attributes={"a": {"rel": "x"}, "ul": {"style": "y"}})
    assert '<ul style="y">' in html
    assert 'rel="x"' in html


@pytest.mark.parametrize("text", ["[a](" * 25_000, "- a\n  - b\n" * 9000, "*a _b " * 16_000, "> " * 50_000])
def test_no_text_takes_long(text: str) -> None:
    began = time.monotonic()
    render(text)
    assert time.monotonic() - began < 8
