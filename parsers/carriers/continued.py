"""A table that runs over page breaks, put together: one grid, heads once, rows cut in two made whole.

What belongs together is told by what is printed and by the room that was left on a line, not by knowing the
form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import Cell
from parsers.words import chinese, letters

_EDGE = 3.0  # points by which the borders of the two pieces of a table may differ
_FEWEST_COMMON = 4  # borders of columns
_MOST_HEADER_ROWS = 6
_ROOM_OF_FIGURE = 0.7  # letters; a cell with less room left could not take one more digit
_ROOM_OF_WORD = 1.7  # punctuation takes a character along to the next line
# The mark that opens a row label of the forms: 1. （一） 一、 ①
_ITEM = re.compile(
    r"\s*(?:[(（]\s*[0-9一二三四五六七八九十]{1,3}\s*[)）]|[0-9０-９]{1,2}\s*[.．、,，]|[一二三四五六七八九十]{1,3}\s*[、.．]|[①-⑳])"
)
_FIGURE = re.compile(r"[0-9０-９][0-9０-９,，.．]*")
_NO_WORDS = re.compile(
    r"[/\\-]?(?:无|没有|暂无|不涉及|不适用|无此项)[。.]?|[+\-－＋增减]?\s*[0-9０-９].*", re.DOTALL
)


@dataclass(slots=True)
class PrintedCell:
    """A cell on a page, with its place in the grid of its piece of table (from 0).

    `room`: how many letters its last line has still room for, so that one knows whether its text may go on
    elsewhere; None where nobody measured.
    """

    cell: Cell
    row: int
    column: int
    room: float | None = None


@dataclass(slots=True)
class PrintedTable:
    """A table, or the piece of one that stands on a page."""

    cells: list[PrintedCell]
    columns: tuple[float, ...]  # positions of its borders across the page
    rows: int
    top: float
    bottom: float


def goes_on(above: PrintedTable, below: PrintedTable) -> bool:
    """Whether the first table of a page may be the rest of the last one of the page before: of the same width
    (odd and even pages may have other margins), or, where a merged cell hides its left border, with the same
    right border and columns."""
    left, right = (below.columns[end] - above.columns[end] for end in (0, -1))
    if abs(right - left) <= _EDGE:
        return True
    common = sum(1 for at in below.columns if any(abs(at - other) <= _EDGE for other in above.columns))
    return abs(right) <= _EDGE and common >= _FEWEST_COMMON


def join(pieces: Sequence[PrintedTable]) -> PrintedTable:
    """The pieces of one table on a common grid of columns, without repeated heads, rows cut in two made
    whole."""
    if len(pieces) == 1:
        return pieces[0]
    shifts = [piece.columns[-1] - pieces[0].columns[-1] for piece in pieces]
    columns: list[float] = []
    for at in sorted(at - shift for piece, shift in zip(pieces, shifts, strict=True) for at in piece.columns):
        if not columns or at - columns[-1] > _EDGE:
            columns.append(at)
    whole = PrintedTable([], tuple(columns), 0, pieces[0].top, pieces[-1].bottom)
    head = rows_of(pieces[0])
    for piece, shift in zip(pieces, shifts, strict=True):
        grid = [_nearest(columns, at - shift) for at in piece.columns]
        rows = [
            [
                PrintedCell(
                    replace(item.cell, colspan=grid[item.column + item.cell.colspan] - grid[item.column]),
                    item.row,
                    grid[item.column],
                    item.room,
                )
                for item in row
            ]
            for row in rows_of(piece)
        ]
        if grid[0] > 0 and rows:
            rows[0].insert(0, PrintedCell(Cell("", 1, grid[0], len(rows)), 0, 0))
        skipped = 0
        if whole.rows:
            skipped = _repeated(head, rows)
            last = _last_row(whole)
            if skipped < len(rows) and _continues(last, rows[skipped]):
                _hand_down(_merge(last, rows[skipped]), rows[skipped + 1 :])
                skipped += 1
            elif skipped < len(rows):
                rows[skipped] = _without_ends(whole, rows[skipped])
        for row in rows[skipped:]:
            for item in row:
                item.row += whole.rows - skipped
                whole.cells.append(item)
        whole.rows += len(rows) - skipped
    return whole


def _nearest(columns: Sequence[float], at: float) -> int:
    return min(range(len(columns)), key=lambda index: abs(columns[index] - at))


def rows_of(table: PrintedTable) -> list[list[PrintedCell]]:
    """The cells of a table by the row they begin in, from left to right."""
    rows: list[list[PrintedCell]] = [[] for _ in range(table.rows)]
    for item in table.cells:
        rows[item.row].append(item)
    for row in rows:
        row.sort(key=lambda item: item.column)
    return rows


def _last_row(table: PrintedTable) -> list[PrintedCell]:
    return sorted((item for item in table.cells if item.row == table.rows - 1), key=lambda item: item.column)


def _repeated(head: Sequence[list[PrintedCell]], rows: Sequence[list[PrintedCell]]) -> int:
    """How many rows at the top of a piece repeat the head of the table."""
    most = min(len(head), len(rows) - 1, _MOST_HEADER_ROWS)
    for count in range(most, 0, -1):
        texts = [[letters(item.cell.text) for item in row] for row in (*head[:count], *rows[:count])]
        if texts[:count] == texts[count:] and any(chinese(text) for row in texts for text in row):
            spans = all(item.row + item.cell.rowspan <= count for row in rows[:count] for item in row)
            if spans and not any(_FIGURE.fullmatch(text) for row in texts for text in row):
                return count
    return 0


def _continues(last: Sequence[PrintedCell], first: Sequence[PrintedCell]) -> bool:
    """Whether the first row of a page is the rest of the last row before it, by what is printed.

    Its own label opens with no item mark while the label above does; or it has none at all, and only some of
    its cells hold anything.
    """
    above, below = _aligned(last, first)
    if not above or len(above) < 2:
        return False
    filled = [item for item in below if item.cell.text]
    if not filled:
        return False
    doubled = [
        one
        for one, other in zip(above, below, strict=True)
        if one.cell.text and other.cell.text and not _is_words(other.cell.text)
    ]
    two_rows = len(doubled) > len(above) // 2 and not all(
        one.room is not None and one.room < _ROOM_OF_FIGURE for one in doubled
    )
    figures = sum(1 for item in filled if not _is_words(item.cell.text))
    upper = _label(above)
    under = next(
        (other.cell.text for one, other in zip(above, below, strict=True) if one.cell.text == upper), ""
    )
    lower = under if _is_words(under) else _label(below)  # the end of a label may be a single character
    if (lower and not upper) or _ITEM.match(lower) or two_rows:
        return False
    if lower and _ITEM.match(upper):  # a label that goes on had filled its last line
        cut = next(one for one, other in zip(above, below, strict=True) if other.cell.text == lower)
        return cut.room is None or cut.room < _ROOM_OF_WORD + 1.0
    pairs = [(one, other) for one, other in zip(above, below, strict=True) if other.cell.text]
    if lower:  # words alone: every one of them goes on where the cell above was full
        return not figures and all(_words_go_on(one, other) for one, other in pairs)
    # Figures alone: the ends of wrapped numbers, each below one that filled its cell.
    return figures == len(filled) and all(
        (one.room is None or one.room < _ROOM_OF_FIGURE) and _FIGURE.fullmatch(one.cell.text)
        for one, _ in pairs
    )


def _words_go_on(one: PrintedCell, other: PrintedCell) -> bool:
    """Whether the words of a cell at the top of a page end those of the cell above it."""
    return (
        chinese(one.cell.text) > 1  # a single one is a unit
        and _is_words(one.cell.text)
        and _is_words(other.cell.text)
        and one.room is not None
        and one.room < _ROOM_OF_WORD
        and not _ITEM.match(other.cell.text)
    )


def _without_ends(whole: PrintedTable, row: list[PrintedCell]) -> list[PrintedCell]:
    """The first row of a page without the cells that only end merged cells of the page before; those get
    their text and their rows."""
    reaching = {
        (item.column, item.cell.colspan): item
        for item in whole.cells
        if item.row + item.cell.rowspan == whole.rows
    }
    pairs = [(reaching.get((item.column, item.cell.colspan)), item) for item in row]
    if not any(above is not None and _words_go_on(above, item) for above, item in pairs):
        return row
    kept = []
    for above, item in pairs:
        ends = above is not None and (
            _words_go_on(above, item) or (not item.cell.text and _is_words(above.cell.text))
        )
        if above is not None and ends:
            above.cell.text += item.cell.text
            above.cell.rowspan += item.cell.rowspan
        else:
            kept.append(item)
    return kept


def _aligned(
    last: Sequence[PrintedCell], first: Sequence[PrintedCell]
) -> tuple[list[PrintedCell], list[PrintedCell]]:
    """The cells of both rows that stand in the same columns, if all others reach in from elsewhere."""
    places = {(item.column, item.cell.colspan): item for item in last}
    above, below = [], []
    for item in first:
        other = places.pop((item.column, item.cell.colspan), None)
        if other is not None:
            above.append(other)
            below.append(item)
        elif item.cell.text and item.cell.rowspan == 1:
            return [], []
    return above, below


def _is_words(text: str) -> bool:
    """Whether a cell holds words, and neither a figure with its unit nor a word for no figure."""
    if not chinese(text):
        return False
    return _NO_WORDS.fullmatch(text) is None or (_ITEM.match(text) is not None and not text.isdigit())


def _label(row: Sequence[PrintedCell]) -> str:
    """The row's own label: the last cell of words that is no unit."""
    return next(
        (text for item in reversed(row) if chinese(text := item.cell.text) > 1 and _is_words(text)), ""
    )


def _merge(last: Sequence[PrintedCell], first: Sequence[PrintedCell]) -> list[PrintedCell]:
    """Add what the cells of a cut row hold to the cells above; the cells that have none above come back."""
    above, below = _aligned(last, first)
    for one, other in zip(above, below, strict=True):
        figures = _FIGURE.fullmatch(one.cell.text) and _FIGURE.fullmatch(other.cell.text)
        sure = not figures or (one.room is not None and one.room < _ROOM_OF_FIGURE)
        doubt = one.cell.doubt or other.cell.doubt or not sure
        box = one.cell.box if one.cell.text or not other.cell.text else other.cell.box
        one.cell.text, one.cell.doubt, one.cell.box = one.cell.text + other.cell.text, doubt, box
        if other.cell.text:
            one.cell.alternatives = ()  # they were readings of a half
        one.room = other.room
        one.cell.rowspan += other.cell.rowspan - 1
    return [item for item in first if not any(item is other for other in below)]


def _hand_down(cells: Sequence[PrintedCell], rows: Sequence[list[PrintedCell]]) -> None:
    """Let cells that reach below a row which is gone begin in the next one."""
    for item in cells if rows else ():
        if item.cell.rowspan > 1:
            item.cell.rowspan -= 1
            item.row += 1
            rows[0].append(item)
    if rows:
        rows[0].sort(key=lambda item: item.column)
