"""Numbers in running text: digits, Chinese numerals, both with 万; exact or rounded."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMBER = (
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千]+)"
    r"(?P<wan>万)?(?P<about>余|多|来)?"
)
"""A number in folded text; `about` tells of rounding."""


def value_of(match: re.Match[str]) -> Decimal | None:
    """The number of a match of `NUMBER`; None for numerals that make none."""
    text = match["number"]
    number = Decimal(text.replace(",", "")) if text[0].isascii() else chinese_number(text)
    if number is None:
        return None
    return Decimal(number) * (10_000 if match["wan"] else 1)


def chinese_number(text: str) -> int | None:
    """The integer that a Chinese numeral below ten thousand writes; None for anything else."""
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return _DIGITS[text] if len(text) == 1 else None
    total, digit, last = 0, None, 10_000
    for character in text:
        if character in _TENS:
            place = _TENS[character]
            if place >= last or (digit is None and not (character == "十" and total == 0)):
                return None
            total += (1 if digit is None else digit) * place
            digit, last = None, place
        elif character in "零〇":
            if digit is not None or total == 0:
                return None
            digit = None
        else:
            if digit is not None:
                return None
            digit = _DIGITS[character]
    if digit is not None and last > 10 and "零" not in text and "〇" not in text:
        return None  # 一百二 is colloquial for 120, not 102
    return total + (digit or 0)
