"""Colours as we keep them (OKLCH), as browsers and mail programs take them (#rrggbb), and whether they can be read.

Conversion after Björn Ottosson, "A perceptual color space for image processing"; contrast after WCAG 2.2.
"""

import math
import re

READABLE = 4.5
WHITE = "#ffffff"
#: The dark surface of our pages, oklch(0.205 0.006 75).
DARK = "#191714"
_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_OKLCH = re.compile(r"oklch\(([0-9.]+)(%?) ([0-9.]+) ([0-9.]+)\)\Z")


def is_hex(text: str) -> bool:
    """Say whether it is a colour as a colour field of a page sends it."""
    return _HEX.match(text) is not None


def to_oklch(colour: str) -> str:
    """Write #rrggbb as oklch(lightness chroma hue)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return f"oklch({light:.4f} {math.hypot(a, b):.4f} {math.degrees(math.atan2(b, a)) % 360:.2f})"


def to_hex(colour: str) -> str:
    """Write oklch(…) as #rrggbb, the nearest that a screen shows; what is no colour is a dark grey."""
    found = _OKLCH.match(colour)
    if found is None:
        return "#444444"
    light = float(found[1]) / (100 if found[2] else 1)
    chroma, hue = float(found[3]), math.radians(float(found[4]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (#rrggbb), from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def for_dark(colour: str) -> str:
    """Give the same hue (oklch) as it can be read on our dark pages."""
    found = _OKLCH.match(colour)
    if found is None:
        return colour
    light, chroma, hue = float(found[1]) / (100 if found[2] else 1), float(found[3]), found[4]
    while contrast(to_hex(lighter := f"oklch({light:.4f} {chroma:.4f} {hue})"), DARK) < READABLE and light < 1:
        light += 0.01
    return lighter


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
