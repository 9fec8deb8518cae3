"""Plain text and Markdown as paragraphs and tables: lines with tabs or pipes are rows, all others paragraphs.

Lines that hold a label and figures parted by spaces stay paragraphs here: only the readers of the tables know
which of them are rows.
"""

from __future__ import annotations

import re

from parsers.carriers.stacked import stacked_rows
from parsers.document import Block, Cell, Document, Paragraph, Row, Table

_RULE = re.compile(r"[\s|:\-—=+]+")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|Page\s*\d+(?:\s*of\s*\d+)?)\s*",
    re.IGNORECASE,
)
_BOX_LINES = str.maketrans("│┃║┆┊｜", "||||||")
_BOX_RULE = re.compile(r"[|\s]*[+\u2500-\u257f][-=+|\s\u2500-\u257f]+")  # +-----+, ├───┼───┤
_EMPHASIS = re.compile(r"\*\*|__|`")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")


def read_text(text: str) -> Document:
    """Read a decoded text; places are line numbers, as an editor shows them."""
    blocks: list[Block] = []
    rows: list[Row] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    stacked = stacked_rows(lines)
    behind = 0  # the line behind the latest row that stands one cell a line
    for number, line in enumerate(lines, 1):
        if number - 1 in stacked:
            row, behind = stacked[number - 1]
            rows.append(row)
        if number <= behind:
            continue
        cells = _cells(line)
        if cells is not None:
            if cells:
                rows.append(Row(cells, number))
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        bare = line.strip(" \u3000\xa0\ufeff")
        if bare and not _PAGE_NUMBER.fullmatch(bare):
            marked = bool(_HEADING.match(line))
            bare = (
                _EMPHASIS.sub("", _HEADING.sub("", bare)).rstrip("# ") if marked else _EMPHASIS.sub("", bare)
            )
            if bare:
                blocks.append(Paragraph(bare, number, heading=marked))
    if rows:
        blocks.append(_table(rows))
    return Document("text", blocks)


def _table(rows: list[Row]) -> Table:
    table = Table(rows)
    table.settle()
    return table


def _cells(line: str) -> list[Cell] | None:
    """The cells of a line that is a row; an empty list for a rule of Markdown; None for a line of text."""
    bare = line.strip(" \r").translate(_BOX_LINES)
    if _BOX_RULE.fullmatch(bare):
        return []
    if "|" in bare and (bare.startswith("|") or bare.count("|") >= 3):
        if _RULE.fullmatch(bare):
            return []
        inner = bare[1:] if bare.startswith("|") else bare
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        parts = re.split(r"(?<!\\)\|", inner)
    elif "\t" in line.strip():
        parts = line.split("\t")
    elif "\t" in line and line.strip():
        parts = line.rstrip("\t").split("\t") if line.startswith("\t") else line.split("\t")
        if len(parts) < 3 and len(line.strip()) > 40:
            return None
    else:
        return None
    return [
        Cell(
            _EMPHASIS.sub("", part).strip(" \u3000\xa0").replace("<br>", "\n").replace("<br/>", "\n"), column
        )
        for column, part in enumerate(parts, 1)
    ]
