"""Tables without rules, or with some: rows by their base lines or the rules across, columns by gaps.

Nothing vouches for such a table, so every cell of it is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.carriers.continued import PrintedCell, PrintedTable
from parsers.carriers.pdf.cells import lines_of, place, text_of
from parsers.carriers.pdf.frame import Box, Frame
from parsers.carriers.pdf.glyphs import Glyph
from parsers.carriers.ruled import Rule, Tolerances, merged
from parsers.document import Cell
from parsers.headings import chapter_of
from parsers.words import plain

_GAP = 1.0  # letters between two cells of a line at least
_NEAR = 1.5  # letters between the line of the figures and another line of their label
_FAR = 3.0  # letters between a label and the one figure of its row
_FEWEST_PIECES = 3  # of a line that looks like a row
_FEWEST_ROWS = 2
_FEWEST_ALONE = 4  # figures of a row that stands alone
_FEWEST_BANDS = 3  # rules across, one under the other, that make rows
_EDGE = 4.0  # points by which the ends of such rules may differ
_FIGURE = re.compile(r"[+-]?[0-9][0-9,.]*(?:件|条|项|个|元|万元)?|[/-]+|无")


@dataclass(slots=True)
class _Piece:
    """Characters that stand together on a line: what a cell holds, or a line of it."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def middle(self) -> float:
        return self.glyphs[0].middle

    @property
    def size(self) -> float:
        return self.glyphs[0].size

    @property
    def text(self) -> str:
        return text_of(self.glyphs)

    @property
    def figure(self) -> bool:
        return _FIGURE.fullmatch(plain(self.text).replace(" ", "")) is not None


def unruled_tables(
    glyphs: Sequence[Glyph], across: Sequence[Rule], page: int, frame: Frame
) -> tuple[list[PrintedTable], list[Glyph]]:
    """Tables among characters outside ruled ones; the characters of none of them come back.

    A table is a run of lines of which several hold figures in columns. `across`: the page's horizontal rules.
    """
    lines = [_pieces(line) for line in lines_of(glyphs)]
    across = merged(across, Tolerances())
    made: list[PrintedTable] = []
    rest: list[Glyph] = []
    start = 0
    for first, last in _runs(lines):
        rest += [glyph for line in lines[start:first] for piece in line for glyph in piece.glyphs]
        start = last
        made.append(_table(lines[first:last], across, page, frame))
    rest += [glyph for line in lines[start:] for piece in line for glyph in piece.glyphs]
    return made, rest


def _pieces(line: Sequence[Glyph]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for glyph in line:
        if pieces and glyph.left - pieces[-1].right <= _GAP * glyph.size:
            pieces[-1].glyphs.append(glyph)
        else:
            pieces.append(_Piece([glyph]))
    return pieces


def _runs(lines: Sequence[list[_Piece]]) -> list[tuple[int, int]]:
    """Where tables stand: from the first to behind the last of neighbouring rows of figures, with the lines
    between them (labels on several lines) and those of the head above."""
    rows = [index for index, line in enumerate(lines) if _is_row(line)]
    runs: list[tuple[int, int]] = []
    for index in rows:
        if runs and all(_short(line, lines[index]) for line in lines[runs[-1][1] : index]):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    found: list[tuple[int, int]] = []
    for first, last in runs:
        inside = [index for index in rows if first <= index < last]
        headed = first > 0 and len(lines[first - 1]) == len(lines[first])
        figures = sum(piece.figure for piece in lines[first])
        if len(inside) < _FEWEST_ROWS and not headed and figures < _FEWEST_ALONE:
            continue
        floor = found[-1][1] if found else 0
        while first > floor and (len(lines[first - 1]) >= 2 or _short(lines[first - 1], lines[inside[0]])):
            if lines[first][0].middle - lines[first - 1][0].middle > 3 * lines[first][0].size:
                break
            first -= 1
        found.append((first, last))
    return found


def _is_row(line: Sequence[_Piece]) -> bool:
    """Whether a line holds a label and figures far from it, or hardly anything but figures."""
    figures = sum(piece.figure for piece in line)
    if len(line) >= _FEWEST_PIECES:
        return figures >= _FEWEST_PIECES - 1
    return (
        len(line) == 2
        and line[1].figure
        and not line[0].figure
        and line[1].left - line[0].right > _FAR * line[0].size
    )


def _short(line: Sequence[_Piece], row: Sequence[_Piece]) -> bool:
    """Whether a line may be part of a label or of the head: it leaves the columns of the figures free."""
    if chapter_of(line[0].text) is not None:
        return False
    figures = [piece.left for piece in row if piece.figure]
    return len(line) > 1 or (bool(figures) and line[0].right < min(figures))


def _table(lines: Sequence[list[_Piece]], across: Sequence[Rule], page: int, frame: Frame) -> PrintedTable:
    pieces = [piece for line in lines for piece in line]
    columns = _columns(lines)
    bands = _bands(pieces, across) or _rows(lines)
    cells = []
    for row, (top, bottom) in enumerate(pairwise(bands)):
        own = [piece for piece in pieces if top <= piece.middle < bottom]
        for column, (left, right) in enumerate(pairwise(columns)):
            inside = [piece for piece in own if left <= (piece.left + piece.right) / 2 < right]
            stacked = sum(piece.figure for piece in inside) > 1
            text = ("\n" if stacked else "").join(piece.text for piece in inside)
            box: Box = (left, top, right, bottom)
            cell = Cell(text, column + 1, doubt=True, box=place(page, frame.displayed(box)))
            cells.append(PrintedCell(cell, row, column))
    return PrintedTable(cells, tuple(columns), len(bands) - 1, bands[0], bands[-1])


def _columns(lines: Sequence[list[_Piece]]) -> list[float]:
    """Borders of the columns: half way between the columns of figures that the fullest rows print."""
    rows = [[piece for piece in line if piece.figure] for line in lines]
    most = max(len(row) for row in rows)
    full = [row for row in rows if len(row) == most]
    centres = [median((row[i].left + row[i].right) / 2 for row in full) for i in range(most)]
    lefts = [min(row[i].left for row in full) for i in range(most)]
    pieces = [piece for line in lines for piece in line]
    step = min((b - a for a, b in pairwise(centres)), default=40.0)
    first = max(
        (piece.right for piece in pieces if not piece.figure and piece.right < lefts[0]),
        default=lefts[0] - 1,
    )
    opening = max((first + lefts[0]) / 2, centres[0] - step / 2)
    between = [(a + b) / 2 for a, b in pairwise(centres)]
    left, right = min(piece.left for piece in pieces) - 1, max(piece.right for piece in pieces) + 1
    return [min(left, opening - 1), opening, *between, max(right, centres[-1] + 1)]


def _bands(pieces: Sequence[_Piece], across: Sequence[Rule]) -> list[float]:
    """Rows between rules that run across the whole table; an empty list where there are none."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    top, bottom = min(piece.middle for piece in pieces), max(piece.middle for piece in pieces)
    wide = sorted(
        rule.at
        for rule in across
        if rule.start <= left + _EDGE and rule.end >= right - _EDGE and top - 40 < rule.at < bottom + 40
    )
    if len(wide) <= _FEWEST_BANDS or not any(at < top for at in wide) or not any(at > bottom for at in wide):
        return []
    bands = [at for index, at in enumerate(wide) if index == 0 or at - wide[index - 1] > _EDGE]
    figures = [piece for piece in pieces if piece.figure]
    for top, bottom in pairwise(bands):
        middles = [piece.middle for piece in figures if top <= piece.middle < bottom]
        if middles and max(middles) - min(middles) > figures[0].size / 2:
            return []  # rows that no rule parts
    return bands


def _rows(lines: Sequence[list[_Piece]]) -> list[float]:
    """Borders of the rows. Lines of a label stand close to the line of their figures; all others are rows of
    their own."""
    size = median(piece.size for line in lines for piece in line)
    own = [line[0].middle for line in lines if any(piece.figure for piece in line)]
    alone = [
        line[0].middle for line in lines if min(abs(line[0].middle - middle) for middle in own) > _NEAR * size
    ]
    rows = sorted([*own, *alone])
    between = [(a + b) / 2 for a, b in pairwise(rows)]
    return [min(line[0].middle for line in lines) - size, *between, rows[-1] + _NEAR * size + 1]
