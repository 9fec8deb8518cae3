"""Rows out of running lines: a statistics form that stands in a document without a table.

A line may hold label, unit and figure, or only one of them: then the lines of one row follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from parsers.document import Cell, Paragraph, Row
from parsers.formats.older.heads import role_of
from parsers.formats.older.naming import UNITS
from parsers.words import chinese, letters, plain

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_VALUE = re.compile(rf"{_NUMBER}(?:{_UNIT})?|[/\\]|[-—－]+|无|null", re.IGNORECASE)
_GLUED = re.compile(rf"^(.*[\u3400-\u9fff)\]”\"》])({_NUMBER}(?:{_UNIT})?)$")
_COLON = re.compile(r"(?<!其中)[::]")
_AMONG = re.compile(r"其中\s*[::]\s*")
_LONGEST = 80


def rows_of_lines(paragraphs: Sequence[Paragraph], known: Callable[[str], bool]) -> list[Row]:
    """The rows that paragraphs form; sentences between them are left out."""
    rows: list[Row] = []
    for paragraph in paragraphs:
        parsed = parse_line(paragraph.text, known)
        if parsed is None:
            continue
        label, unit, figures = parsed
        if not label:
            if rows:
                _append(rows[-1], unit, figures)
            continue
        cells = [Cell(label, 1)]
        rows.append(Row(cells, paragraph.number, loose=True, slots=(0,)))
        _append(rows[-1], unit, figures)
    return rows


def parse_line(text: str, known: Callable[[str], bool]) -> tuple[str, str, list[str]] | None:
    """Label, unit and figures of a line, each perhaps empty; None for a sentence."""
    line = _AMONG.sub("其中 ", plain(text)).strip()
    if not line or len(line) > _LONGEST or line.endswith(("。", "；", ";")):
        return None
    tokens = _COLON.sub(" ", line).split()
    if len(tokens) > 1 and sum(role_of(token) is not None for token in tokens) >= 2:
        return None
    unit = ""
    figures: list[str] = []
    while tokens:
        last = tokens[-1]
        if last in UNITS and not unit:
            unit = last
        elif _VALUE.fullmatch(last):
            figures.insert(0, last)
        else:
            break
        tokens.pop()
    if tokens and not figures:
        whole = "".join(tokens)
        glued = _GLUED.match(tokens[-1])
        if glued and not known(whole):
            tokens[-1] = glued[1]
            figures = [glued[2]]
    label = "".join(tokens)
    if label and chinese(label) < 2 and not letters(label):
        return None
    return label, unit, figures


def _append(row: Row, unit: str, figures: list[str]) -> None:
    """Put a unit (column 1) and figures (columns from 2) into a row."""
    slots = list(row.slots)
    if unit and 1 not in slots:
        row.cells.append(Cell(unit, len(row.cells) + 1))
        slots.append(1)
    for figure in figures:
        row.cells.append(Cell(figure, len(row.cells) + 1))
        slots.append(max(2, max(slots) + 1))
    row.slots = tuple(slots)
