"""Rows for the readers: which cells of a row are its label and which its figures; lines of text as rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from parsers.document import Cell, Paragraph, Row
from parsers.values import Reading, read_value
from parsers.words import FOLDING_MARKS, chinese, letters, plain

_UNIT = r"(?:亿元|万元|元|件次|人次|件|条|次|项|个|宗|起|份)"
_REMARK = r"[(（][^()（）]*[)）]"
_VALUE = re.compile(
    rf"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?{_UNIT}?(?:{_REMARK})?|[增减↑↓][0-9]+|[/\\]+|[-—–]+|[Oo〇]|无|null|NULL|不涉及"
)
_FIGURE_FIRST = re.compile(rf"^[^\u3400-\u9fff]?[0-9][0-9,.]*\s*万?{_UNIT}?\s*(?:$|[(\[,;。]|其中|含)")
_WORD_STATES = frozenset({"无", "没有", "暂无", "不涉及", "不适用", "无此项"})
_GLUED = re.compile(rf"^(.*[\u3400-\u9fff)）”\"」])([+-]?[0-9][0-9,]*(?:\.[0-9]+)?{_UNIT}?(?:{_REMARK})?)$")
_LISTED = re.compile(
    r"[,，;；:：、|/][^\s\u3400-\u9fff]*[0-9]\S*$"
)  # figures at a label's end, otherwise parted
_GAP = re.compile(r"(?<=\S)[ \u3000\xa0\u2002\u2003]{2,}(?=\S)")
_BELONGS = re.compile(rf"\s+(?={_UNIT}(?:\s|$|[(（])|{_REMARK})")
_MARKED = re.compile(f"{FOLDING_MARKS}+")
_LONGEST_VALUE = 60
_LONGEST_LINE = 160


@dataclass(slots=True)
class Split:
    """A row parted into its label cells and what follows them."""

    row: Row
    labels: list[str]  # letters of the label cells, in order, repetitions dropped
    tail: list[Cell]  # the cells after the label
    readings: list[Reading]  # of the tail
    start: int  # index of the first tail cell in the row
    loose: bool
    filled: int  # how many cells of the tail are not blank

    @property
    def label(self) -> str:
        return "".join(self.labels)

    def slots(self) -> tuple[int, ...]:
        """Grid column of each tail cell."""
        return self.row.slots[self.start :]

    def filled_slots(self) -> tuple[int, ...]:
        """Grid columns of the cells of the tail that are not blank."""
        return tuple(
            slot for slot, reading in zip(self.slots(), self.readings, strict=False) if not reading.blank
        )


def is_label(text: str) -> bool:
    """Whether a cell is words and not a figure, a mark or a word that stands for no figure."""
    if len(text) < 2 or text.isascii():
        return False
    return _is_label(text)


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    if chinese(text) < 2 or letters(text) in _WORD_STATES:
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
        if not text.isascii() and is_label(text):
            name = letters(text)
            if not figure_seen or known(name):
                end = index + 1
                if not labels or labels[-1] != name:
                    labels.append(name)
        elif text and any(character.isdigit() for character in text):
            figure_seen = True
    if (
        row.loose
        and end == 0
        and len(cells) > 1
        and cells[0].text
        and not letters(cells[0].text)
        and read_value(cells[0].text).state == "text"
    ):
        end = 1  # a lone quotation mark: the end of a label broken over two lines
    tail = cells[end:]
    readings = [read_value(cell.text) for cell in tail]
    filled = sum(1 for reading in readings if reading.state != "blank")
    return Split(row, labels, tail, readings, end, row.loose, filled)


def loose_row(paragraph: Paragraph) -> Row | None:
    """A paragraph as a row: parted at tabs or wide gaps, or a label followed by figures. None for running
    text."""
    text = paragraph.text
    if "\t" in text:
        parts = [part.strip() for part in text.split("\t")]
        return _row(parts, paragraph, loose=False)
    if len(text) > _LONGEST_LINE:
        return None
    gapped = _GAP.split(text.strip())
    if len(gapped) > 2:
        return _row(gapped, paragraph, loose=True)
    # A note mark would fold into one more digit, or into a figure of its own.
    tokens = plain(_MARKED.sub("*", _BELONGS.sub("", text))).split()
    first = len(tokens)
    while first and _VALUE.fullmatch(tokens[first - 1]):
        first -= 1
    figures = tokens[first:]
    if first:
        glued = _GLUED.match(tokens[first - 1])
        if glued and glued[1].count("(") == glued[1].count(")"):
            tokens[first - 1] = glued[1]
            figures = [glued[2], *figures]
    if not figures:
        return _row([text.strip()], paragraph, loose=True)
    label = " ".join(tokens[:first])
    row = _row(([label] if label else []) + figures, paragraph, loose=True)
    if first and _LISTED.search(tokens[first - 1]):
        for cell in row.cells[1:]:
            cell.odd = True
    return row


def _row(parts: list[str], paragraph: Paragraph, *, loose: bool) -> Row:
    cells = [Cell(part, column) for column, part in enumerate(parts, 1)]
    return Row(cells, paragraph.number, loose=loose, slots=tuple(range(len(cells))))
