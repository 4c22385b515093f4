"""Colours survive being written the other way, and contrast is that of WCAG."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troska.core import colour


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_of_a_screen_survives(parts: tuple[int, int, int]) -> None:
    written = "#{:02x}{:02x}{:02x}".format(*parts)
    back = colour.to_hex(colour.to_oklch(written))
    assert all(abs(int(back[at : at + 2], 16) - part) <= 1 for at, part in zip((1, 3, 5), parts, strict=True))


@pytest.mark.parametrize(("one", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_with_white(one: str, ratio: float) -> None:
    assert colour.contrast(one, colour.WHITE) == pytest.approx(ratio, abs=0.01)


def test_a_dark_colour_is_made_lighter_for_dark_pages() -> None:
    lighter = colour.for_dark(colour.to_oklch("#003322"))
    assert colour.contrast(colour.to_hex(lighter), colour.DARK) >= colour.READABLE
