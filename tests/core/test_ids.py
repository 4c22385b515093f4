"""Codes are unguessable, and safe wherever they are written."""

import re

from troska.core.ids import CODE_LENGTH, new_code


def test_codes_are_long_safe_and_never_the_same() -> None:
    codes = {new_code() for _ in range(5000)}
    assert len(codes) == 5000
    assert all(re.fullmatch(rf"[a-z2-7]{{{CODE_LENGTH}}}", code) for code in codes)
