"""Rows for the readers: which cells of a row are its label and which its figures; lines of text as rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from parsers.document import Cell, Paragraph, Row
from parsers.values import Reading, read_value
from parsers.words import chinese, letters, plain

_VALUE = re.compile(
    r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:亿元|万元|元|件|条|次|项|个|宗)?(?:[(（][^()（）]*[)）])?|[/／\\]+|[-—–－]+|[Oo〇]|无",
)
_FIGURE_FIRST = re.compile(r"^[^\u3400-\u9fff]?[0-9][0-9,.]*\s*(?:亿元|万元|元|件|条|次|项|个|宗)?\s*(?:$|[(\[,;。]|其中|含)")
_WORD_STATES = frozenset({"无", "没有", "暂无", "不涉及", "不适用", "无此项"})
_LONGEST_VALUE = 60


@dataclass(slots=True)
class Split:
    """A row parted into its label cells and what follows them."""

    row: Row
    labels: list[str]               # letters of the label cells, in order, repetitions dropped
    tail: list[Cell]                # the cells after the label
    readings: list[Reading]         # of the tail
    start: int                      # index of the first tail cell in the row
    loose: bool

    @property
    def filled(self) -> int:
        """How many cells of the tail are not blank."""
        return sum(1 for reading in self.readings if not reading.blank)

    @property
    def label(self) -> str:
        return "".join(self.labels)

    def slots(self) -> tuple[int, ...]:
        """Grid column of each tail cell."""
        return self.row.slots[self.start:]


def is_label(text: str) -> bool:
    """Whether a cell is words and not a figure, a mark or a word that stands for no figure."""
    if not text or chinese(text) < 2:
        return False
    if letters(text) in _WORD_STATES:
        return False
    folded = plain(text).strip()
    return not (len(folded) <= _LONGEST_VALUE and _FIGURE_FIRST.match(folded))


def split_row(row: Row, known: Callable[[str], bool]) -> Split:
    """Part a row. `known` tells of the letters of a cell whether they are a label of the table in question.

    The label ends with the last known label, else with the last words before the first figure.
    """
    cells = row.cells
    end = 0
    figure_seen = False
    labels: list[str] = []
    for index, cell in enumerate(cells):
        text = cell.text
        if is_label(text):
            name = letters(text)
            if not figure_seen or known(name):
                end = index + 1
                if not labels or labels[-1] != name:
                    labels.append(name)
        elif text and any(character.isdigit() for character in text):
            figure_seen = True
    tail = cells[end:]
    return Split(row, labels, tail, [read_value(cell.text) for cell in tail], end, row.loose)


def loose_row(paragraph: Paragraph, limit: int = 160) -> Row | None:
    """A paragraph as a row: parted at tabs, or a label followed by figures. None for running text."""
    text = paragraph.text
    if len(text) > limit:
        return None
    if "\t" in text:
        parts = [part.strip() for part in text.split("\t")]
    else:
        tokens = text.split()
        first = len(tokens)
        while first and _VALUE.fullmatch(tokens[first - 1]):
            first -= 1
        if first == len(tokens):
            parts = [text.strip()]
        else:
            label = " ".join(tokens[:first])
            parts = ([label] if label else []) + tokens[first:]
    cells = [Cell(part, column) for column, part in enumerate(parts, 1)]
    return Row(cells, paragraph.number, loose=True, slots=tuple(range(len(cells))))
