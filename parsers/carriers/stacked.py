"""Tables copied one cell a line: a label, below it its figures, each on a line of its own, empty cells as
empty lines.

So tables come out of a browser's clipboard and of some PDF programs. Which lines are labels of the form is
not asked: a text is such a copy where many lines are followed by seven or more that hold a single value.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Cell, Row
from parsers.values import read_value

_WIDTH = 7  # columns of table 3, whose rows give the copy away
_FEWEST_RUNS = 10
_MOST_CELLS = 20
_LONGEST_VALUE = 24
_ALTERNATING = 0.8
_KINDS = ("count", "signed_count", "money_wan")

Run = tuple[int, int]  # index of the label's line, and of the line behind the last cell


def stacked_rows(lines: Sequence[str]) -> dict[int, tuple[Row, int]]:
    """The rows of a text that stands one cell a line: by the index of the label's line the row and the index
    of the line behind it. Empty for every other text."""
    spaced = _spaced(lines) or not any(_holds_empty(lines, run) for run in _runs(lines))
    runs = [run for run in _runs(lines) if len(_cells(lines, run, spaced)) <= _MOST_CELLS]
    if sum(1 for run in runs if len(_cells(lines, run, spaced)) >= _WIDTH) < _FEWEST_RUNS:
        return {}
    rows: dict[int, tuple[Row, int]] = {}
    for run in runs:
        start, end = run
        cells = [Cell(lines[start].strip(), 1, box=f"line {start + 1}")]
        cells += [
            Cell(lines[index].strip(), column, box=f"line {index + 1}")
            for column, index in enumerate(_cells(lines, run, spaced), 2)
        ]
        rows[start] = Row(cells, start + 1), end
    return rows


def _runs(lines: Sequence[str]) -> list[Run]:
    """A line of words, then lines of single values with at least one that has ink."""
    found: list[Run] = []
    label, end = -1, 0
    for index, line in enumerate([*lines, "."]):
        if not line.strip():
            continue
        if index < len(lines) and _is_value(line):
            end = index + 1
            continue
        if 0 <= label < end:
            found.append((label, _with_empty(lines, label, end)))
        label = index
    return found


def _with_empty(lines: Sequence[str], label: int, end: int) -> int:
    """The run with the empty lines behind it, as far as these fill the width of table 3."""
    while end < len(lines) and not lines[end].strip() and end - label <= _WIDTH:
        end += 1
    return end


def _holds_empty(lines: Sequence[str], run: Run) -> bool:
    """Whether an empty line stands before the last figure of a run: an empty cell."""
    inked = [index for index in range(*run) if lines[index].strip()]
    return inked[-1] - inked[0] + 1 > len(inked)


def _spaced(lines: Sequence[str]) -> bool:
    """Whether an empty line stands behind every line, and so means nothing."""
    values = [index for index, line in enumerate(lines[:-1]) if line.strip() and _is_value(line)]
    return sum(1 for index in values if not lines[index + 1].strip()) >= _ALTERNATING * len(values)


def _cells(lines: Sequence[str], run: Run, spaced: bool) -> list[int]:
    return [index for index in range(run[0] + 1, run[1]) if not spaced or lines[index].strip()]


def _is_value(line: str) -> bool:
    text = line.strip()
    if not text or len(text) > _LONGEST_VALUE:
        return False
    readings = [read_value(text, kind) for kind in _KINDS]
    return any(not reading.uncertain or reading.joined is not None for reading in readings)
