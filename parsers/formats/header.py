"""The head of table 3: where its seven columns stand, in which order, and whether other columns stand beside
them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio

from parsers.document import Row
from parsers.formats import labels
from parsers.formats.lines import is_label
from parsers.formats.result import Placed, TableReading
from parsers.formats.spec import formats
from parsers.words import letters

Slots = tuple[int, ...]
_LEAVES = {
    "自然人": 0,
    "商业企业": 1,
    "企业": 1,
    "科研机构": 2,
    "社会公益组织": 3,
    "法律服务机构": 4,
    "其他": 5,
    "其它": 5,
    "总计": 6,
    "合计": 6,
}
_LEAF = re.compile("自然人|商业企业|科研机构|社会公益组织|法律服务机构|其[他它]|[总合]计")
_TELLING = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构")
_OFFICIAL = (
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和申请人情况自然人法人或其他组织"
    "商业企业科研机构社会公益组织法律服务机构其他总计合计"
)
_LIKE = 70
_LONGEST = 12
_FEWEST_CELLS = 4
_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Head:
    """`slots`: grid columns of the seven headings, by column of the form; empty where they are not all there.

    `others`: how many headings are not the form's (a percentage, last year's figures, a unit, a subtotal).
    `disordered`: whether the headings are named in another order than the form's.
    """

    slots: Slots
    others: int
    disordered: bool = False


def read_head(rows: list[Row]) -> Head:
    """Read the headings of a table from all of its rows, in document order; a repeated head adds nothing."""
    found: dict[int, int] = {}
    others: set[tuple[str, int]] = set()
    begun = False
    words = ""
    for row in rows:
        names = [letters(cell.text) for cell in row.cells]
        if not any(labels.is_header(name) for name in names):
            if len(names) > _FEWEST_CELLS and any(labels.is_row_label(name) for name in names):
                break
            if begun and row.loose:
                words += "".join(names)
                others.update((word, 0) for word in row.cells[0].text.split() if _is_other(word))
            continue
        begun = True
        words += "".join(names)
        telling = any(name in _TELLING for name in names)
        for cell, name, slot in zip(row.cells, names, row.slots, strict=False):
            column = _LEAVES.get(name)
            if column is not None:
                if telling and found.setdefault(column, slot) != slot and not row.loose:
                    others.add((name, slot))
            elif row.loose:
                others.update((word, 0) for word in cell.text.split() if _is_other(word))
            elif _is_other(cell.text):
                others.add((name, slot))
    slots = tuple(found[column] for column in sorted(found))
    whole = len(slots) == _WIDTH and len(set(slots)) == _WIDTH
    return Head(slots if whole else (), len(others), _disordered(words))


def _disordered(words: str) -> bool:
    """Whether the words of a head name the seven columns in another order.

    A head repeated below the first is not asked. The total may stand behind the persons or at the very
    end, as the two rows of headings are read.
    """
    order: list[int] = []
    for leaf in _LEAF.findall(words.replace("法人或其他组织", "")):
        column = _LEAVES[leaf]
        if column in order:
            break
        order.append(column)
    inner = [column for column in order if 0 < column < _WIDTH - 1]
    return inner != sorted(inner) or order[:1] == [_WIDTH - 1] or 0 in order[1:]


def _is_other(text: str) -> bool:
    """Whether a heading is none of the form's, nor a piece of one."""
    name = letters(text)
    return (
        is_label(text)
        and len(name) <= _LONGEST
        and name not in _LEAVES
        and not (name.startswith("单位") and len(name) > len("单位"))
        and partial_ratio(name, _OFFICIAL) < _LIKE
    )


def columns_in_order(reading: TableReading, head: Slots, *, textual: bool) -> None:
    """Follow headings that stand in another order than the official one, where the sums bear them out.

    Where the sums speak for neither order, the headings of a real table are followed, and nothing is
    vouched for.
    """
    if not head or list(head) == sorted(head) or reading.generation is None:
        return
    form = formats()[reading.generation]
    printed = sorted(
        range(_WIDTH), key=lambda column: head[column]
    )  # the form's column at each printed place
    rows = [[reading.cells[f"{row}@{column}"] for column in form.columns] for row in form.value_rows()]
    moved = [[row[printed.index(column)] for column in range(_WIDTH)] for row in rows]
    official_sums, printed_sums = sum(map(_adds_up, rows)), sum(map(_adds_up, moved))
    follow = printed_sums > official_sums or (printed_sums == official_sums and not textual)
    chosen = moved if follow else rows
    doubtful = printed_sums <= official_sums
    for row_id, cells in zip(form.value_rows(), chosen, strict=True):
        for column, placed in zip(form.columns, cells, strict=True):
            reading.cells[f"{row_id}@{column}"] = placed.doubted() if doubtful else placed
    reading.warnings.append(
        "the columns of table 3 are headed in another order than the form's"
        + ("; the headings were followed" if follow else "")
    )


def _adds_up(row: list[Placed]) -> bool:
    values = [placed.reading.value for placed in row]
    total = values[-1]
    return (
        isinstance(total, int)
        and any(values)
        and sum(value for value in values[:-1] if isinstance(value, int)) == total
    )
