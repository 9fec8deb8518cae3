"""Table 3: applications received and handled. Rows are known by label and order, figures by counting cells.

A row without a label goes nowhere, unless order, the torn labels round it and the sums leave one place only;
such cells are uncertain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from parsers.document import Row
from parsers.formats import labels
from parsers.formats.lines import Split, split_row
from parsers.formats.placement import WIDTH, Slots, place_row, usual_slots
from parsers.formats.result import Placed, TableReading, agree
from parsers.formats.spec import formats
from parsers.words import letters

_FEWEST_CELLS = 6           # of an unlabelled row that may be a row of the table
_FEWEST_FIGURES = 5         # of a line of text that is a row of the table and not a sentence with a number
_LONGEST_LABEL = 150
_SURE = 1.0


@dataclass(slots=True)
class _Line:
    """One physical row, with the rows of the form that its label may name."""

    split: Split
    matches: tuple[tuple[int, float], ...]
    index: int | None = None        # the row of the form it was given
    recovered: bool = False         # placed without a sure label of its own

    @property
    def has_figures(self) -> bool:
        return self.split.filled > 0

    @property
    def torn(self) -> bool:
        """A line of text without figures: a label, or a piece of one, away from its row."""
        return self.split.loose and not self.split.tail

    @property
    def bare(self) -> bool:
        """Figures without a label that says whose they are."""
        return self.index is None and len(self.split.tail) >= _FEWEST_CELLS and self.split.filled >= 1


def read_requests(rows: list[Row], *, textual: bool) -> TableReading:
    """Read table 3 from its rows, in document order. Several copies are compared."""
    lines = [line for line in map(_line, rows) if line is not None]
    copies = [_read_copy(copy, textual) for copy in _copies(lines)]
    if not copies:
        return TableReading()
    reading = agree(copies, "table 3")
    if reading.generation:
        reading.complete(formats()[reading.generation].cells("requests"))
    return reading


def _line(row: Row) -> _Line | None:
    names = [letters(cell.text) for cell in row.cells if cell.text]
    split = split_row(row, labels.is_row_label)
    if any(labels.is_header(name) for name in names) and not labels.match_row(split.labels):
        return None
    if sum(map(len, split.labels)) > _LONGEST_LABEL or (row.loose and 0 < split.filled < _FEWEST_FIGURES):
        return None
    return _Line(split, labels.match_row(split.labels))


def _copies(lines: list[_Line]) -> list[list[_Line]]:
    """Part the lines where the table begins again."""
    first, last = labels.index_of("requests.new"), labels.index_of("outcome.total")
    copies: list[list[_Line]] = []
    current: list[_Line] = []
    far = False
    for line in lines:
        named = line.matches[0][0] if line.matches and line.matches[0][1] == _SURE else None
        if named == first and far:
            copies.append(current)
            current, far = [], False
        current.append(line)
        far = far or (named is not None and named >= last)
    return [*copies, current] if current else copies


def _read_copy(lines: list[_Line], textual: bool) -> TableReading:
    reading = TableReading()
    _follow_order(lines)
    if not any(line.index is not None for line in lines):
        return reading
    reading.generation = _generation(lines)
    _continue_split_rows(lines)
    _fill_gaps(lines, reading)
    _doubt_shifted_labels(lines, reading)
    usual = usual_slots(line.split for line in lines)
    form = formats()[reading.generation]
    wanted = set(form.value_rows())
    by_row: dict[str, list[_Line]] = {}
    for line in lines:
        if line.index is not None and labels.rows()[line.index].id in wanted:
            by_row.setdefault(labels.rows()[line.index].id, []).append(line)
    for row_id in form.value_rows():
        candidates = by_row.get(row_id)
        if candidates:
            reading.rows_found += 1
            for column, placed in zip(form.columns, _one_row(candidates, row_id, usual, textual, reading), strict=True):
                reading.cells[f"{row_id}@{column}"] = placed
    lost = sum(1 for line in lines if line.bare)
    if lost:
        reading.warnings.append(f"table 3 holds {lost} rows of figures whose label could not be established; they were left out")
    return reading


def _follow_order(lines: list[_Line]) -> None:
    """Give rows their labels along the heaviest chain that keeps the order of the form."""
    options = [(position, index, score + (0.5 if line.has_figures else 0.0))
               for position, line in enumerate(lines) if not line.torn for index, score in line.matches]
    best: list[tuple[float, int]] = []
    for here, (position, index, score) in enumerate(options):
        weight, before = score, -1
        for there in range(here):
            other_position, other_index, _ = options[there]
            if other_position < position and other_index < index and best[there][0] + score > weight:
                weight, before = best[there][0] + score, there
        best.append((weight, before))
    at = max(range(len(options)), key=lambda option: best[option][0], default=-1)
    while at >= 0:
        position, index, _ = options[at]
        lines[position].index = index
        lines[position].recovered = (index, _SURE) not in lines[position].matches
        at = best[at][1]
    _place_the_rest(lines)


def _place_the_rest(lines: list[_Line]) -> None:
    """Rows with a sure label outside the chain: repetitions, and rows printed out of order."""
    taken = {line.index for line in lines if line.index is not None}
    other, total = labels.index_of("outcome.other.other"), labels.index_of("outcome.total")
    for line in lines:
        if line.index is None and len(line.matches) == 1 and line.matches[0][1] == _SURE and line.has_figures:
            index = line.matches[0][0]
            if index in (other, total):
                continue        # 其他 and 总计 mean nothing outside their place
            line.index = index
            line.recovered = index not in taken


def _generation(lines: list[_Line]) -> str:
    """The three rows of (六) make it the form of 2021; the one row of 2019 has figures of its own."""
    rows = labels.rows()
    found = {rows[line.index].id for line in lines if line.index is not None}
    if found & {"outcome.other.correction_overdue", "outcome.other.fee_unpaid", "outcome.other.other"}:
        return "G4"
    single = any(line.index is not None and rows[line.index].id == "outcome.other" and len(line.split.tail) >= _FEWEST_CELLS for line in lines)
    return "G3" if single else "G4"


def _continue_split_rows(lines: list[_Line]) -> None:
    """A label without figures, then figures without a label: one row that was cut in two."""
    for position, line in enumerate(lines[:-1]):
        after = lines[position + 1]
        if line.index is None or line.has_figures or not after.bare or labels.rows()[line.index].kind == "group":
            continue
        following = [other.index for other in lines[position + 1:] if other.index is not None]
        loose_rows = sum(1 for other in _until_named(lines, position + 1) if other.bare)
        between = _value_indices(line.index, following[0] if following else None)
        if loose_rows > len(between):
            after.index = line.index
            after.recovered = bool(between) or line.recovered


def _until_named(lines: list[_Line], start: int) -> list[_Line]:
    run: list[_Line] = []
    for line in lines[start:]:
        if line.index is not None:
            break
        run.append(line)
    return run


def _value_indices(after: int, before: int | None) -> list[int]:
    """Rows that print figures between two rows of the form."""
    rows = labels.rows()
    end = len(rows) if before is None else before
    return [index for index in range(after + 1, end) if rows[index].kind == "value"]


def _fill_gaps(lines: list[_Line], reading: TableReading) -> None:
    """Rows of figures between two known rows take the free labels, if there are as many and these are printed."""
    named = [position for position, line in enumerate(lines) if line.index is not None and labels.rows()[line.index].kind == "value"]
    torn = letters("".join(line.split.label for line in lines if not line.has_figures or line.index is None))
    for start, end in zip(named, named[1:], strict=False):
        first, last = lines[start].index, lines[end].index
        assert first is not None and last is not None
        free = _value_indices(first, last)
        if reading.generation == "G3":
            free = [index for index in free if not labels.rows()[index].id.startswith("outcome.other.")]
        gap = [line for line in lines[start + 1:end] if line.bare]
        if not gap or not free:
            continue
        if len(gap) == len(free) and all(_printed(index, torn) for index in free):
            for line, index in zip(gap, free, strict=True):
                line.index, line.recovered = index, True


def _printed(index: int, torn: str) -> bool:
    """Whether the label of a row is found among the loose pieces of text, whole or in its opening characters."""
    row = labels.rows()[index]
    name = letters(row.label)
    return bool(row.match.search(torn)) or name[:6] in torn or name[-6:] in torn


def _doubt_shifted_labels(lines: list[_Line], reading: TableReading) -> None:
    """A row that lost its label and, elsewhere, a label that lost its figures: the labels between may have moved."""
    bare = [position for position, line in enumerate(lines) if line.bare and not line.split.loose]
    empty = [position for position, line in enumerate(lines)
             if not line.split.loose and line.index is not None and not line.has_figures and labels.rows()[line.index].kind == "value" and not line.split.tail]
    if not bare or not empty:
        return
    low, high = min(bare + empty), max(bare + empty)
    for line in lines[low:high + 1]:
        line.recovered = True
    reading.warnings.append("labels and figures of table 3 may have moved against each other")


def _one_row(lines: list[_Line], row_id: str, usual: Counter[Slots], textual: bool, reading: TableReading) -> list[Placed]:
    """The seven cells of one row of the form, from all physical rows that carry its label."""
    filled = [line for line in lines if line.has_figures] or lines[:1]
    results = [_cells(line, usual, textual) for line in filled]
    first = results[0]
    for other in results[1:]:
        if [placed.reading.value for placed in other] != [placed.reading.value for placed in first]:
            reading.warnings.append(f"the row {row_id} stands in table 3 more than once, with different figures; these have no value")
            copies = [TableReading(cells={str(column): placed for column, placed in enumerate(result)}) for result in (first, other)]
            merged = agree(copies, row_id).cells
            first = [merged[str(column)] for column in range(WIDTH)]
    return first


def _cells(line: _Line, usual: Counter[Slots], textual: bool) -> list[Placed]:
    placed = place_row(line.split, usual, textual=textual)
    return [cell.doubted() for cell in placed] if line.recovered else placed
