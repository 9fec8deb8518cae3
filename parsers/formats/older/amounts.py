"""The figure of one line of a statistics form: the cell's text with the unit beside it.

The unit of the id counts. Money printed in another unit is converted exactly (元, 万元), the printed text
kept.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from parsers.document import Cell
from parsers.formats.older.forms import FormRow
from parsers.formats.older.naming import UNITS
from parsers.values import BLANK, MISSING, Reading, read_value
from parsers.words import NOTE_MARK, plain

_MONEY = {"元": Decimal(1), "万元": Decimal(10_000)}
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(元|万元)?")
_COUNTED_IN = "|".join(sorted(UNITS - {"元", "万元"}, key=len, reverse=True))
_COUNT = re.compile(rf"((?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.0+)?)({_COUNTED_IN})")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[万亿千百]|[0-9]余|[0-9]多|约[0-9]|近[0-9]")
_MONEY_KINDS = ("money_wan", "money_yuan")


def read_amount(cells: list[Cell], unit: str | None, row: FormRow, *, several: bool) -> Reading:
    """The reading of a line. `cells`: those that may hold its figure (none: the line lacks the cell).

    `several`: the cells are of columns none of which is known to be the body's own. They count only where
    all say zero.
    """
    if not cells:
        return MISSING
    if several and len(cells) > 1:
        return _of_columns(cells, unit, row)
    filled = [cell for cell in cells if plain(cell.text).strip()]
    if len(filled) > 1:
        return Reading(None, "text", " | ".join(cell.text.strip() for cell in filled), True)
    cell = filled[0] if filled else cells[0]
    reading = _read_marked(cell.text.strip(), unit, row)
    return replace(reading, uncertain=True) if cell.odd or cell.doubt or several else reading


def _of_columns(cells: list[Cell], unit: str | None, row: FormRow) -> Reading:
    readings = [_read_marked(cell.text.strip(), unit, row) for cell in cells]
    if all(reading.blank for reading in readings):
        return BLANK
    if all(reading.value in (0, "0") and not reading.uncertain for reading in readings):
        return readings[0]
    return Reading(None, "text", " | ".join(cell.text.strip() for cell in cells), True)


def _read_marked(text: str, unit: str | None, row: FormRow) -> Reading:
    """A reading without the mark of a footnote, which would fold into one more digit."""
    bare = NOTE_MARK.sub("", text)
    reading = _read(bare, unit, row.unit, row.value_kind)
    return reading if bare == text else replace(reading, raw=text, uncertain=True)


@lru_cache(maxsize=4096)
def _read(text: str, unit: str | None, own: str | None, kind: str) -> Reading:
    tight = re.sub(r"\s+", "", plain(text))
    if kind in _MONEY_KINDS:
        return _money(text, tight, unit, own)
    count = _COUNT.fullmatch(tight)
    if count:
        reading = read_value(count[1])
        return replace(reading, raw=text)
    if _ROUNDED.search(tight):
        return Reading(None, "text", text, True)
    reading = read_value(text)
    if reading.spread:
        return reading.put_together()  # 1 2 0 4: one figure, typed apart to fill its cell
    return replace(reading, uncertain=True) if unit in _MONEY and reading.value is not None else reading


def _money(text: str, tight: str, unit: str | None, own: str | None) -> Reading:
    match = _AMOUNT.fullmatch(tight)
    if match is None:
        reading = read_value(text, "money")
        return replace(reading, uncertain=True) if reading.value is not None else reading
    amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
    printed = match[3] or unit
    target = own or "万元"
    # Without a unit anywhere the one of the form is the likeliest, but yuan are often meant.
    doubtful = (printed is None and amount != 0) or (len(match[1]) > 1 and match[1][0] == "0")
    if match[3] and unit in _MONEY and unit != match[3] and amount != 0:
        doubtful = True
    raw = text if match[3] or text != f"{amount:f}" else None
    if printed in _MONEY and printed != target:
        scaled = amount * _MONEY[printed] / _MONEY[target]
        raw = text if match[3] else f"{text} {printed}"
        return Reading(_plain(scaled), None, raw, doubtful)
    return Reading(f"{amount:f}", None, raw, doubtful)


def _plain(amount: Decimal) -> str:
    """An exact decimal without an exponent and without zeros that the conversion added."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
