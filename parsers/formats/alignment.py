"""Rows of table 3 against the rows of the form: by printed label, kept in order; torn rows only where one
place is left.

What is found without a sure label of its own is marked `recovered`: its cells are read, but not vouched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from parsers.document import Row
from parsers.formats import labels
from parsers.formats.labels import SURE, Matches
from parsers.formats.lines import Split, split_row
from parsers.formats.places import may_be
from parsers.words import letters

FEWEST_CELLS = 6  # of an unlabelled row that may be a row of the table
_FEWEST_FIGURES = 5  # of a line of text that is a row of the table and not a sentence with a number
_LONGEST_LABEL = 150
_MOST_PIECES = 5  # lines over which one label may be broken
_ADJACENT = 0.8


@dataclass(slots=True)
class Line:
    """One physical row, with the rows of the form that its label may name."""

    split: Split
    matches: Matches
    index: int | None = None  # the row of the form it was given, in `labels.rows()`
    recovered: bool = False  # placed without a sure label of its own
    spent: bool = False  # its label was joined to another line's
    merged: bool = False  # its label cell holds the labels of several rows

    @property
    def has_figures(self) -> bool:
        return self.split.filled > 0

    @property
    def torn(self) -> bool:
        """A line of text without figures: a label, or a piece of one, away from its row."""
        return self.spent or (self.split.loose and not self.split.tail)

    @property
    def bare(self) -> bool:
        """Figures without a label that says whose they are."""
        return self.index is None and len(self.split.tail) >= FEWEST_CELLS and self.has_figures

    @property
    def sure(self) -> int | None:
        """The one row that the label names beyond doubt."""
        return self.matches[0][0] if len(self.matches) == 1 and self.matches[0][1] == SURE else None


def to_lines(rows: list[Row]) -> list[Line]:
    """Rows of the table as lines; header rows, sentences and furniture are dropped, broken labels joined."""
    lines: list[Line] = []
    for row in rows:
        split = split_row(row, labels.is_row_label)
        matches = labels.match_row(split.labels)
        if any(labels.is_header(letters(cell.text)) for cell in row.cells if not cell.text.isascii()) and (
            not matches or not split.filled
        ):
            continue  # 其他 and 总计 are headings as well as rows
        if sum(map(len, split.labels)) > _LONGEST_LABEL or (row.loose and 0 < split.filled < _FEWEST_FIGURES):
            continue
        line = Line(split, matches, merged=_holds_two_rows(row))
        if line.has_figures and line.sure is None:
            _join_label(line, lines)
        lines.append(line)
    return lines


def _holds_two_rows(row: Row) -> bool:
    """Whether one cell holds the labels of two rows, as where an editor joined rows with line breaks."""
    for cell in row.cells:
        pieces = cell.text.split() if len(cell.text) > 1 and not cell.text.isascii() else []
        if len(pieces) > 1:
            named = {found[0][0] for piece in pieces if (found := labels.candidates(letters(piece)))}
            if len(named) > 1 and all(labels.is_row_label(letters(piece)) for piece in pieces):
                return True
    return False


def _join_label(line: Line, before: list[Line]) -> None:
    """Complete a label that began on the lines above; a label that stands there whole is only a likely
    one."""
    pieces: list[Line] = []
    for earlier in reversed(before):
        if earlier.has_figures or not earlier.split.labels or len(pieces) == _MOST_PIECES:
            break
        pieces.insert(0, earlier)
    broken = line.split.start > 0
    if not broken and not line.split.loose:
        return
    for count in range(1, len(pieces) + 1):
        chosen = pieces[-count:]
        index = labels.whole_label("".join(piece.split.label for piece in chosen) + line.split.label)
        if index is None:
            continue
        if broken:
            line.matches = ((index, SURE),)
            for piece in chosen:
                piece.spent = True
        elif not any(piece.sure is not None and not labels.is_group(piece.sure) for piece in pieces[:-count]):
            line.matches = ((index, _ADJACENT),)
        return


def align(lines: list[Line]) -> None:
    """Give rows their places, as far as labels and order say. The form's generation is decided from these."""
    options = [
        (position, index, score + (0.5 if line.has_figures else 0.0))
        for position, line in enumerate(lines)
        if not line.torn
        for index, score in line.matches
    ]
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
        lines[position].recovered = lines[position].merged or (index, SURE) not in lines[position].matches
        at = best[at][1]
    _place_the_rest(lines)


def _place_the_rest(lines: list[Line]) -> None:
    """Rows with a sure label outside the chain: repetitions, and rows printed out of order."""
    taken = {line.index for line in lines if line.index is not None}
    meaningless = (labels.index_of("outcome.other.other"), labels.index_of("outcome.total"))
    for line in lines:
        index = line.sure
        if line.index is None and index is not None and line.has_figures and index not in meaningless:
            line.index = index
            line.recovered = index not in taken


def continue_split_rows(lines: list[Line]) -> None:
    """A label without figures, then figures without a label: one row that was cut in two."""
    for position, line in enumerate(lines[:-1]):
        after = lines[position + 1]
        if line.index is None or line.has_figures or not after.bare or labels.is_group(line.index):
            continue
        following = [other.index for other in lines[position + 1 :] if other.index is not None]
        free = _value_indices(line.index, following[0] if following else None)
        waiting = 0
        for other in lines[position + 1 :]:
            if other.index is not None:
                break
            waiting += other.bare
        if waiting > len(free):
            after.index = line.index
            after.recovered = bool(free) or line.recovered


def _value_indices(after: int, before: int | None) -> list[int]:
    """Rows that print figures between two rows of the form."""
    end = len(labels.rows()) if before is None else before
    return [index for index in range(after + 1, end) if not labels.is_group(index)]


def fill_gaps(lines: list[Line], generation: str, *, recognised: bool) -> None:
    """Rows of figures between two known rows take the free labels, if there are as many and these are
    printed, or were misread: as many ruled rows with labels that are a little like theirs.

    A group's label on a row of figures stands for the first row of the group, whose own label was lost.
    """
    single = labels.index_of("outcome.other") if generation == "G3" else None
    named = [
        position
        for position, line in enumerate(lines)
        if line.index is not None
        and (not labels.is_group(line.index) or line.index == single)
        and line.split.tail
    ]
    torn = "".join(line.split.label for line in lines if not line.has_figures or line.index is None)
    places = [(position, index) for position in named if (index := lines[position].index) is not None]
    if recognised:
        places = [(-1, -1), *places, (len(lines), len(labels.rows()))]
    for (start, first), (end, last) in pairwise(places):
        free = [
            index
            for index in _value_indices(first, last)
            if generation != "G3" or not labels.rows()[index].id.startswith("outcome.other.")
        ]
        between = lines[start + 1 : end]
        gap = [line for line in between if line.bare or _group_with_figures(line)]
        misread = [line for line in between if _is_ruled(line) or line.bare] if recognised else []
        if len(gap) == len(free) and all(_fits(*pair, torn) for pair in zip(gap, free, strict=True)):
            chosen = gap
        elif len(misread) == len(free) and all(map(_resembles, misread, free)):
            chosen = misread
        else:
            continue
        for line, index in zip(chosen, free, strict=True):
            line.index, line.recovered = index, True


def _is_ruled(line: Line) -> bool:
    """Whether a line is a row of the table, blank or not, whose label names no row."""
    return (
        line.index is None
        and not line.split.loose
        and bool(line.split.labels)
        and len(line.split.tail) >= FEWEST_CELLS
    )


def _resembles(line: Line, index: int) -> bool:
    """Whether the label of a line may be that of a row, most of its characters misread, or all lost."""
    read = line.split.labels
    return may_be(read[-1] if read else "", labels.names()[index])


def _group_with_figures(line: Line) -> bool:
    return (
        line.index is not None
        and labels.is_group(line.index)
        and len(line.split.tail) >= FEWEST_CELLS
        and line.has_figures
    )


def _fits(line: Line, index: int, torn: str) -> bool:
    """Whether a free row may take a line: its label is printed somewhere, or the line carries its group's
    label."""
    row = labels.rows()[index]
    group = line.index if line.index is not None else line.sure
    if group is not None and labels.is_group(group):
        return row.id.startswith(labels.rows()[group].id + ".")
    name = labels.names()[index]
    return bool(row.match.search(torn)) or name[:6] in torn or name[-6:] in torn


def doubt_merged_rows(lines: list[Line]) -> None:
    """Labels without any cell below a row of figures: that row's cells may hold the figures of all."""
    above: Line | None = None
    waiting: list[Line] = []
    for line in lines:
        if line.has_figures:
            above, waiting = line, []
        elif (
            above is not None
            and not above.split.loose
            and line.sure is not None
            and not line.split.tail
            and not line.spent
            and not labels.is_group(line.sure)
        ):
            waiting.append(line)
            if len(waiting) > 1:
                above.recovered = True


def doubt_shifted_labels(lines: list[Line]) -> bool:
    """A row that lost its label and, elsewhere, a label that lost its figures: the labels between may
    have moved."""
    bare = [position for position, line in enumerate(lines) if line.bare and not line.split.loose]
    empty = [
        position
        for position, line in enumerate(lines)
        if line.index is not None
        and not line.split.loose
        and not line.spent
        and not labels.is_group(line.index)
        and not line.split.tail
    ]
    if not bare or not empty:
        return False
    for line in lines[min(bare + empty) : max(bare + empty) + 1]:
        line.recovered = True
    return True
