"""What a sheet shows for the value of a cell: numbers as their format prints them, dates as words."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DIGITS = 15  # what a sheet shows at most; further digits are artefacts of binary fractions
_LARGEST = Decimal(10) ** 15
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PATTERN = re.compile(r"[#0?,]*(?:\.(?P<decimals>[0#?]+))?")
_DATE = re.compile(r"[ymdhs]|e(?![+-])", re.IGNORECASE)
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
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
}
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_LAST_SERIAL = 2_958_465


def built_in(number: int) -> str | None:
    """The pattern of a built-in number format for numbers, percent or dates (ECMA-376 part 1, 18.8.30)."""
    return _BUILT_IN.get(number)


def shown(printed: str, pattern: str | None) -> tuple[str, bool]:
    """The text of a number, and whether it has to be doubted: the sheet shows fewer decimals than it holds.

    `printed` is the number as the file keeps it. `pattern` is its number format; it is asked about fractions,
    percent and dates: a count of `12` stays `12` even where it is shown as `12.00`.
    """
    try:
        number = Decimal(printed.strip())
    except InvalidOperation:
        return printed, True
    if not number.is_finite() or abs(number) >= _LARGEST:
        return printed, True
    exact = Decimal(f"{number:.{_DIGITS}g}").normalize()
    section = _QUOTED.sub("", pattern or "").split(";")[0].strip()
    if section.lower() in ("general", "@"):
        section = ""
    if "%" in section:
        return f"{_plain(exact * 100)}%", False
    if section and _DATE.search(section) and not _PATTERN.fullmatch(section):
        return _date(exact), False
    if exact == exact.to_integral_value():
        return str(int(exact)), False
    places = _PATTERN.fullmatch(section) if section else None
    if places is not None:
        rounded = exact.quantize(Decimal(1).scaleb(-len(places["decimals"] or "")), rounding=ROUND_HALF_UP)
        if rounded != exact:
            return f"{rounded:f}", True
    return _plain(exact), -int(exact.as_tuple().exponent) > _MOST_DECIMALS


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: Decimal) -> str:
    if not 0 <= serial <= _LAST_SERIAL:
        return "########"
    moment = _FIRST_DAY + datetime.timedelta(days=float(serial))
    return (moment.date() if moment.time() == datetime.time() else moment.replace(microsecond=0)).isoformat()
