"""HTML that would explode in an HTML5 parser, told before anybody parses it.

The standard makes a parser re-open each unclosed formatting element in each new block, so
`<p><b id=1>x<p><b id=2>x…` grows with the square: 35 kB became 38 MB in one cleaner, 55 kB took
3.6 GB in another parser.
"""

import re

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,9})")
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_USUAL_DEPTH = 10  # formatting within formatting that no honest mail is punished for
TANGLE_LIMIT = 200_000


def is_tangled(html: str) -> bool:
    """Tell whether a parser would have to make more than TANGLE_LIMIT elements that are not in the HTML."""
    open_formatting = made = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _FORMATTING:
            open_formatting += -1 if tag[1] and open_formatting else 1 if not tag[1] else 0
        elif open_formatting > _USUAL_DEPTH:
            made += open_formatting - _USUAL_DEPTH
            if made > TANGLE_LIMIT:
                return True
    return False
