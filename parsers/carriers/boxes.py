"""Tables that a page builds from `div` or `li` boxes, with the layout in a style sheet elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

_HOLDERS = ("div", "li", "ul", "ol", "dl", "section")
_INLINE = frozenset({"span", "font", "b", "strong", "em", "i", "u", "a", "label"})
_PLAIN = _INLINE | {"br", "sup", "p"}
_FEWEST_ROWS = 4
_FEWEST_FIGURES = 3
_MOST_CELLS = 20
_FIGURE = re.compile(r"\d[\d,.，．]*\s*[^\W\d]{0,2}$")  # a number with its unit
_LONGEST_CELL = 80

Kind = tuple[str, str | None, str]


def box_roles(root: Any) -> dict[Any, str]:
    """Roles for boxes that look like rows of cells: element -> "tr" or "td".

    A row is a box whose children are all short leaves of one kind. A kind of row counts where four of it
    stand side by side; with inline children, only where several of these are figures.
    """
    rows = [box for box in root.iter(*_HOLDERS) if _is_row(box)]
    beside: Counter[tuple[Any, Kind]] = Counter(
        (row.getparent(), _kind(row)) for row in rows if _is_telling(row)
    )
    kinds = {kind for (_, kind), count in beside.items() if count >= _FEWEST_ROWS}
    roles: dict[Any, str] = {}
    for row in rows:
        if _kind(row) in kinds:
            roles[row] = "tr"
            roles.update(dict.fromkeys(row, "td"))
    return roles


def _kind(row: Any) -> Kind:
    return row.tag, row.get("class"), row[0].tag


def _is_row(box: Any) -> bool:
    if not 1 <= len(box) <= _MOST_CELLS or (box.text or "").strip():
        return False
    tag = box[0].tag
    return isinstance(tag, str) and all(
        cell.tag == tag and not (cell.tail or "").strip() and _is_leaf(cell) for cell in box
    )


def _is_telling(row: Any) -> bool:
    if len(row) < 2:
        return False
    if row[0].tag not in _INLINE:
        return True
    return sum(1 for cell in row if _FIGURE.match(_text(cell))) >= _FEWEST_FIGURES


def _is_leaf(cell: Any) -> bool:
    return all(inner.tag in _PLAIN for inner in cell.iterdescendants()) and len(_text(cell)) <= _LONGEST_CELL


def _text(cell: Any) -> str:
    return "".join(cell.itertext()).strip()
