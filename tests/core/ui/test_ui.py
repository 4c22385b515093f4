from datetime import UTC, datetime

import pytest
from django.template import Context, Template

from troska.core.ui.templatetags import ui


def link(address: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">{address}</a>'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Nowak", "AN"),
        ("Łucja Ćwik-Żak", "ŁŻ"),
        ("anna.nowak@poczta.example", "AE"),
        ("", "?"),
        (None, "?"),
        ("<script>", "?"),
        ("李小龍", "李"),
    ],
)
def test_initials(name: str | None, expected: str) -> None:
    assert ui.initials(name) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1500, "1,5 kB"), (999_999, "1,0 MB"), (25_300_000, "25 MB"), (10**13, "10000 GB")],
)
def test_sizes_as_a_person_reads_them(size: int, expected: str) -> None:
    assert ui.file_size(size) == expected


def test_a_moment_is_told_without_scripts_too() -> None:
    moment = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
    assert ui.moment(moment, "full") == (
        '<relative-time datetime="2026-11-22T13:05:00Z" form="full">'
        '<time datetime="2026-11-22T13:05:00Z">22.11.2026, 14:05</time></relative-time>'
    )
    assert ui.moment(None) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("zob. https://sklep.example/a?b=1&c=2.", f"zob. {link('https://sklep.example/a?b=1&amp;c=2')}."),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,<script>", "data:text/html,&lt;script&gt;"),
        ("konto \u202e1234", "konto ⟨U+202E⟩1234"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_a_letter_is_shown_as_written_and_only_web_addresses_are_links(text: str, expected: str) -> None:
    assert ui.letter_text(text) == expected


def test_no_quote_breaks_out_of_a_link() -> None:
    shown = str(ui.letter_text("https://x.example/\"onmouseover='alert(1)' https://y.example/<script>"))
    assert shown.count("<a ") == 2
    assert "onmouseover=&#x27;" in shown
    assert "<script" not in shown


def test_a_letter_of_a_million_brackets_is_shown_at_once() -> None:
    text = "https://" + "(" * 1_000_000 + "http://" * 10_000
    assert len(ui.letter_text(text)) >= len(text)


def test_icons_say_nothing_to_a_screen_reader() -> None:
    html = Template("{% load ui %}{% icon 'x-mark' 16 %}").render(Context())
    assert 'aria-hidden="true"' in html
    assert "<script" not in html
