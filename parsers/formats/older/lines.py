"""Rows out of running lines: a statistics form that stands in a document without a table.

A line may hold label, unit and figure, or only one of them: then the lines of one row follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.document import Cell, Paragraph, Row
from parsers.formats.older.heads import role_of
from parsers.formats.older.naming import UNITS
from parsers.words import chinese, letters, plain

_WORDS = sorted(UNITS, key=len, reverse=True)
_UNIT = "|".join(_WORDS)
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_VALUE = re.compile(rf"{_NUMBER}(?:{_UNIT})?|[/\\]|[-—－]+|无|null", re.IGNORECASE)
_GLUED = re.compile(rf"^(.*[\u3400-\u9fff)\]”\"》])({_NUMBER}(?:{_UNIT})?)$")
_CODED = re.compile(rf"[\u3400-\u9fff][0-9]+(?:{_UNIT})$")
_COLON = re.compile(r"(?<!其中)[::]")
_AMONG = re.compile(r"其中\s*[::]\s*")
_LONGEST = 80
_FEWEST_CODED = 3
_HALF = 20  # columns between the halves of a line that holds two rows


def rows_of_lines(paragraphs: Sequence[Paragraph], known: Callable[[str], bool]) -> list[Row]:
    """The rows that paragraphs form; sentences between them are left out."""
    rows: list[Row] = []
    for paragraph in paragraphs:
        if "\t" in paragraph.text:
            cells = [Cell(text.strip(), column) for column, text in enumerate(paragraph.text.split("\t"), 1)]
            rows.append(Row(cells, paragraph.number, slots=tuple(range(len(cells)))))
            continue
        parsed = parse_line(paragraph.text, known)
        for half, (label, unit, figures) in enumerate(parsed):
            if not label:
                if rows and len(parsed) == 1:
                    _append(rows[-1], unit, figures)
                continue
            if half == 0 or not rows:
                half = 0
                rows.append(Row([Cell(label, 1)], paragraph.number, loose=True, slots=(0,)))
            else:
                rows[-1].cells.append(Cell(label, len(rows[-1].cells) + 1))
                rows[-1].slots = (*rows[-1].slots, half * _HALF)
            _append(rows[-1], unit, figures, half * _HALF)
    if sum(bool(_CODED.search(cell.text)) for row in rows for cell in row.cells) >= _FEWEST_CODED:
        # Label, code, unit and figure run into one word: where the figure is blank the code would be read.
        return [replace(row, cells=row.cells[:1], slots=row.slots[:1]) if row.loose else row for row in rows]
    return rows


def parse_line(text: str, known: Callable[[str], bool]) -> list[tuple[str, str, list[str]]]:
    """Label, unit and figures of a line, each perhaps empty, once for each half; none for a sentence."""
    line = _AMONG.sub("其中 ", plain(text)).strip()
    if not line or len(line) > 2 * _LONGEST or line.endswith(("。", "；", ";")):
        return []
    tokens = _COLON.sub(" ", line).split()
    if len(tokens) > 1 and sum(role_of(token) is not None for token in tokens) >= 2:
        return []
    if len(tokens) > 1 and tokens[0].isdigit() and _VALUE.fullmatch(tokens[1]) is None:
        tokens = tokens[1:]  # the running number of the line
    found: list[tuple[str, str, list[str]]] = []
    words: list[str] = []
    tail: list[str] = []
    for token in tokens:
        value = token in UNITS or _VALUE.fullmatch(token) is not None
        if value and (words or not found):
            tail.append(token)
            continue
        if tail:
            found.append(_row("".join(words), tail, known))
            words, tail = [], []
        words.append(token)
    found.append(_row("".join(words), tail, known))
    return [] if any(len(label) > _LONGEST for label, _, _ in found) else found


def _row(label: str, tail: list[str], known: Callable[[str], bool]) -> tuple[str, str, list[str]]:
    unit = next((token for token in tail if token in UNITS), "")
    figures = [token for token in tail if token not in UNITS]
    if label and not figures:
        glued = _GLUED.match(label)
        if glued and not known(label):
            label, figures = glued[1], [glued[2]]
    if label and chinese(label) < 2 and not letters(label):
        return "", "", []
    return label, unit, figures


def _append(row: Row, unit: str, figures: list[str], base: int = 0) -> None:
    """Put a unit (column 1) and figures (columns from 2) into a row, all moved by `base`."""
    slots = list(row.slots)
    if unit and base + 1 not in slots:
        row.cells.append(Cell(unit, len(row.cells) + 1))
        slots.append(base + 1)
    for figure in figures:
        row.cells.append(Cell(figure, len(row.cells) + 1))
        slots.append(max(base + 2, max(slots) + 1))
    row.slots = tuple(slots)
