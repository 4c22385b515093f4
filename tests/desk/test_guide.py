"""The style guide shows every component from the very snippet that it prints."""

import re
from html import unescape
from pathlib import Path

from django.test import Client

import troska
from troska.desk import guide


def test_every_component_is_shown_in_both_themes_with_its_cost(desk: Client) -> None:
    html = desk.get("/ui/").content.decode()
    states = sum(len(example.states) for example in guide.EXAMPLES)
    assert html.count('data-theme="light"') == html.count('data-theme="dark"') == states
    for _nth, snippet in guide.EXAMPLES[0].states:
        assert snippet in unescape(html)
    assert len(re.findall(r"\d+,\d ms na 100", html)) == len(guide.EXAMPLES)


def test_no_partial_of_ours_is_left_out() -> None:
    pages = {
        "base",
        "entrance",
        "error",
        "field",
        "toasts",
    }  # field and toasts need a form, a message: their markup is shown
    partials = {file.stem for file in (Path(troska.__file__).parent / "core/ui/templates/ui").glob("*.html")} - pages
    snippets = " ".join(snippet for example in guide.EXAMPLES for _name, snippet in example.states)
    assert {name for name in partials if f'"ui/{name}.html"' not in snippets} == set()
