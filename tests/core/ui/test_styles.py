import re
from itertools import combinations
from pathlib import Path

import pytest

import troska

PACKAGE = Path(troska.__file__).parent
SHEETS = sorted(file for file in PACKAGE.rglob("static/**/*.css"))
TOKENS = (PACKAGE / "core/ui/static/ui/tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)")


def linear(colour: str) -> tuple[float, float, float]:
    """OKLCH → linear sRGB (Ottosson 2020)."""
    from math import cos, radians, sin

    lightness, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        +4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def luminance(colour: str) -> float:
    red, green, blue = (min(max(part, 0), 1) for part in linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


ROLES = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
GROUNDS = ["surface", "surface-sunken", "surface-raised", "surface-hover", "surface-chosen", "surface-ours"]
READ = [
    *((text, ground) for text in ("text", "text-muted") for ground in GROUNDS),
    ("accent", "surface-raised"),
    ("accent", "surface"),
    ("accent", "accent-quiet"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("note-text", "note"),
    ("text", "note"),
    *((role, f"{role}-quiet") for role in ("good", "warn", "bad")),
    ("text", "bad-quiet"),
    ("text", "warn-quiet"),
    ("bad", "surface-raised"),
]


@pytest.mark.parametrize(("text", "ground"), READ)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_what_is_read_has_the_contrast_to_be_read(text: str, ground: str, theme: int) -> None:
    assert contrast(ROLES[text][theme], ROLES[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_edge_of_a_field_and_the_focus_are_seen(theme: int) -> None:
    for edge in ("line-strong", "focus"):
        assert contrast(ROLES[edge][theme], ROLES["surface-raised"][theme]) >= 3


def test_a_note_is_no_reply_to_the_eye_in_either_theme() -> None:
    for theme in (0, 1):
        hues = [float(re.findall(r"[\d.]+", ROLES[name][theme])[2]) for name in ("note", "surface-ours")]
        assert abs(hues[0] - hues[1]) > 60


def test_every_colour_that_a_sheet_names_by_role_exists() -> None:
    defined = set(re.findall(r"(--[\w-]+):", "".join(sheet.read_text() for sheet in SHEETS)))
    for sheet in SHEETS:
        assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= defined, sheet


def test_every_rule_lies_in_a_layer_and_nothing_is_fetched_from_elsewhere() -> None:
    assert TOKENS.startswith("@layer reset, tokens, base, components, pages;")
    for sheet in SHEETS:
        text = sheet.read_text()
        assert not re.search(r"url\(|@import|https?:", text), sheet
        depth = 0
        for line in text.splitlines():
            if depth == 0 and line.strip().endswith("{"):
                assert line.startswith("@layer "), (sheet, line)
            depth += line.count("{") - line.count("}")
    assert all(one != other for one, other in combinations(SHEETS, 2))
