"""Lines of a document laid against the lines of a form, in order: labels repeat, break, and go missing.

A label counts by what it says (its name, a known variant, the words of the specification), by likeness only
where its neighbours leave no other line of the form for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from parsers.formats.older.forms import Form, forms
from parsers.formats.older.naming import key_of, loose

SURE = 8.0
_EXACT, _SHORT = 10.0, 9.0
_LEAST_LIKENESS = 80.0
_MOST_PIECES = 3
_PIECE_COST = 0.5
_SKIP_COST = 0.5

Scores = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What the alignment needs of a line of the document: its label, and whether a figure stands by it."""

    text: str
    filled: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Lines `first`…`last` of the document (pieces of one label) are line `row` of the form."""

    row: int
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """All matches in order, those in doubt by their row, and the score of the whole."""

    matches: tuple[Match, ...]
    doubtful: frozenset[int]
    score: float


def _form(form_id: str) -> Form:
    return next(form for form in forms() if form.id == form_id)


@lru_cache(maxsize=20_000)
def scores(form_id: str, text: str) -> Scores:
    """The rows of a form that a label may be, with a score: 10 for its name, 8 for its words, below for
    likeness."""
    form = _form(form_id)
    keys = key_of(text)
    if not keys[0]:
        return ()
    for key, score in zip(keys, (_EXACT, _SHORT), strict=False):
        rows = form.by_name.get(key) or form.by_name.get(loose(key))
        if rows:
            return tuple((row, score) for row in rows)
    worded = tuple(
        (index, SURE)
        for index, row in enumerate(form.rows)
        if row.match is not None and any(row.match.search(key) for key in keys)
    )
    if worded:
        return worded
    if len(keys[-1]) < 4:
        return ()
    alike = []
    for index, row in enumerate(form.rows):
        likeness = max(ratio(key, name) for key in keys for name in row.names)
        if likeness >= _LEAST_LIKENESS:
            alike.append((index, likeness / 20))
    return tuple(alike)


def sure_rows(form_id: str, text: str) -> tuple[int, ...]:
    """The rows that a label names beyond doubt (several where the form repeats it)."""
    return tuple(row for row, score in scores(form_id, text) if score >= SURE)


def align(form: Form, lines: Sequence[Line]) -> Alignment:
    """The best alignment that keeps the order of both sides."""
    matches, score = _best(form, lines)
    matches += _out_of_order(form, lines, matches)
    doubtful = _ambiguous(form, lines, matches) | _unlikely(matches)
    return Alignment(tuple(matches), frozenset(doubtful), score)


def _best(form: Form, lines: Sequence[Line]) -> tuple[list[Match], float]:
    height = len(form.rows)
    table = [[0.0] * (height + 1)]
    steps: list[list[Match | bool | None]] = [[None] * (height + 1)]
    for index, line in enumerate(lines):
        cost = _SKIP_COST if line.filled else 0.0
        options = _options(form, lines, index)
        above = table[-1]
        current = [above[0] - cost] + [0.0] * height
        step: list[Match | bool | None] = [True] + [None] * height
        for column in range(1, height + 1):
            best, how = above[column] - cost, True
            chosen: Match | bool | None = how
            if current[column - 1] > best:
                best, chosen = current[column - 1], False
            for first, score in options.get(column - 1, ()):
                total = table[first][column - 1] + score
                if total > best:
                    best, chosen = total, Match(column - 1, first, index, score)
            current[column], step[column] = best, chosen
        table.append(current)
        steps.append(step)
    found: list[Match] = []
    row, column = len(lines), height
    while row > 0 and column > 0:
        chosen = steps[row][column]
        if isinstance(chosen, Match):
            found.append(chosen)
            row, column = chosen.first, column - 1
        elif chosen:
            row -= 1
        else:
            column -= 1
    return found[::-1], table[-1][height]


def _options(form: Form, lines: Sequence[Line], last: int) -> dict[int, list[tuple[int, float]]]:
    """For each row the ways to read it ending at line `last`: alone, or put together from pieces."""
    found: dict[int, list[tuple[int, float]]] = {}
    for row, score in scores(form.id, lines[last].text):
        found.setdefault(row, []).append((last, score))
    for first in range(last - 1, max(-1, last - _MOST_PIECES), -1):
        pieces = lines[first : last + 1]
        if sum(piece.filled for piece in pieces) > 1:
            break
        for row, score in scores(form.id, "".join(piece.text for piece in pieces)):
            if score >= SURE:
                found.setdefault(row, []).append((first, score - _PIECE_COST * (last - first)))
    return found


def _out_of_order(form: Form, lines: Sequence[Line], matches: Sequence[Match]) -> list[Match]:
    """Lines left over whose label only one row of the form bears, where that row is still free."""
    taken = {index for match in matches for index in range(match.first, match.last + 1)}
    free = set(range(len(form.rows))) - {match.row for match in matches}
    moved = []
    for index, line in enumerate(lines):
        rows = scores(form.id, line.text) if index not in taken else ()
        if len(rows) == 1 and rows[0][1] >= _SHORT and rows[0][0] in free:
            free.remove(rows[0][0])
            moved.append(Match(rows[0][0], index, index, 0.0))
    return moved


def _ambiguous(form: Form, lines: Sequence[Line], matches: Sequence[Match]) -> set[int]:
    """Rows whose repeated label could as well be another row that stands free between the same anchors."""
    held = {match.row for match in matches}
    ordered = [match for match in matches if match.score > 0]
    choices = [
        {
            row
            for row, score in scores(
                form.id, "".join(line.text for line in lines[match.first : match.last + 1])
            )
            if score >= SURE
        }
        for match in ordered
    ]
    doubtful = set()
    for place, match in enumerate(ordered):
        others = choices[place] - {match.row}
        if not others:
            continue
        low = max((m.row for m, c in zip(ordered[:place], choices, strict=False) if len(c) == 1), default=-1)
        behind = zip(ordered[place + 1 :], choices[place + 1 :], strict=True)
        high = min((m.row for m, c in behind if len(c) == 1), default=len(form.rows))
        if any(low < row < high and row not in held for row in others):
            doubtful.add(match.row)
    return doubtful


def _unlikely(matches: Sequence[Match]) -> set[int]:
    """Rows matched by likeness alone, unless as many lines as rows stand between two sure neighbours."""
    doubtful = {match.row for match in matches if match.score == 0}
    ordered = [match for match in matches if match.score > 0]
    sure = [place for place, match in enumerate(ordered) if match.score >= SURE - _PIECE_COST * _MOST_PIECES]
    for place, match in enumerate(ordered):
        if match.score >= SURE - _PIECE_COST * _MOST_PIECES:
            continue
        before = max((other for other in sure if other < place), default=None)
        after = min((other for other in sure if other > place), default=None)
        if before is None or after is None:
            doubtful.add(match.row)
            continue
        one, two = ordered[before], ordered[after]
        fits = two.row - one.row == two.first - one.last and match.row - one.row == match.first - one.last
        if not fits:
            doubtful.add(match.row)
    return doubtful
