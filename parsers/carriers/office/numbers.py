"""What a sheet shows for the value of a cell: numbers as their format prints them, dates as words."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = 15  # what a sheet shows at most; further digits are artefacts of binary fractions
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PATTERN = re.compile(r"[#0?,]*(?:\.(?P<decimals>[0#?]+))?")
_MOST_DECIMALS = 6
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}


def built_in(number: int) -> str | None:
    """The pattern of a built-in number format for numbers or percent (ECMA-376 part 1, 18.8.30)."""
    return _BUILT_IN.get(number)


def shown(value: object, pattern: str | None = None) -> tuple[str, bool]:
    """The text of a value, and whether it has to be doubted: the sheet shows fewer decimals than it holds.

    `pattern` is the number format where it is known. It is asked only about fractions: a count of `12` stays
    `12` even where it is printed as `12.00`.
    """
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, int):
        return str(value), False
    if isinstance(value, float):
        return _number(value, pattern)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat(), False
    return str(value).strip(" \t\r\n\xa0\u3000"), False


def _number(value: float, pattern: str | None) -> tuple[str, bool]:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value), True
    exact = Decimal(f"{value:.{_DIGITS}g}")
    section = _QUOTED.sub("", pattern or "").split(";")[0]
    if "%" in section:
        return f"{_plain(exact * 100)}%", False
    if exact == exact.to_integral_value():
        return str(int(exact)), False
    printed = _PATTERN.fullmatch(section.strip()) if section else None
    if printed is not None and section.lower() != "general":
        places = len(printed["decimals"] or "")
        rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if rounded != exact:
            return f"{rounded:f}", True
    return _plain(exact), -int(exact.as_tuple().exponent) > _MOST_DECIMALS


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
