"""Addresses of pages as people type them, and the origins that browsers say."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from troska.core.origins import origin_of


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("sklep.example", "https://sklep.example"),
        ("https://sklep.example/koszyk?x=1", "https://sklep.example"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://sklep.example:443", "https://sklep.example"),
        ("https://łódź.example", "https://xn--d-uga0v4h.example"),
        ("*.sklep.example", ""),
        ("javascript:alert(1)", ""),
        ("https://user@sklep.example", ""),
    ],
)
def test_an_address_is_read_as_browsers_say_it(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@examples(st.text(max_size=60))
def test_whatever_is_typed_is_an_origin_or_nothing(typed: str) -> None:
    origin = origin_of(typed)
    assert origin == "" or origin.startswith(("https://", "http://"))
