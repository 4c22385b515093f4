"""The Polish tax number: ten digits, of which the last one checks the others."""

_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def nip(text: str) -> str | None:
    """Give the ten digits of a NIP, however they were grouped, None for what is none (Dz.U. 1995 nr 142 poz. 702)."""
    digits = text.upper().strip().removeprefix("PL").replace("-", "").replace(" ", "")
    if len(digits) != len(_WEIGHTS) + 1 or not (digits.isascii() and digits.isdigit()) or digits == "0" * 10:
        return None
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return digits if check == int(digits[-1]) else None


def grouped(digits: str) -> str:
    """Write a NIP as people read it: 526-025-09-95."""
    return "-".join((digits[:3], digits[3:6], digits[6:8], digits[8:])) if digits else ""
