"""One page: its tables, and the lines of text outside them, as blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parsers.carriers.picture import PagePicture
from parsers.carriers.ruled import RuledTable, TooManyRules, tables
from parsers.carriers.scan.clean import Sheet, clean
from parsers.carriers.scan.ink import Content, content_of, contrast_of
from parsers.carriers.scan.prose import TextLine, lines_outside, paragraphs
from parsers.carriers.scan.reading import Text, read_contents, read_lines
from parsers.carriers.scan.rules import TOLERANCES, rules_of
from parsers.document import Block, Cell, Row, Table
from parsers.failures import Failure, Unreadable


@dataclass(frozen=True, slots=True)
class Place:
    """How places on a sheet are written: the page, and the factor from pixels of the source to its unit."""

    page: int
    scale: float
    unit: str

    def of(self, sheet: Sheet, left: float, top: float, right: float, bottom: float) -> str:
        box = " ".join(f"{value * self.scale:.1f}" for value in sheet.source_box(left, top, right, bottom))
        return f"page {self.page}, box {box}{self.unit}"


def read_page(picture: PagePicture, *, pixels: bool) -> list[Block]:
    """The blocks of one page. `pixels`: places are given in pixels of the picture, not in points."""
    sheet = clean(picture.grey, picture.dpi)
    place = Place(picture.page, 1.0, " px") if pixels else Place(picture.page, 72 / picture.dpi, "")
    ruling = rules_of(sheet.ink)
    try:
        found = tables(ruling.across, ruling.down, TOLERANCES)
    except TooManyRules as many:
        raise Unreadable(Failure.TOO_LARGE, f"page {picture.page}: {many}", None) from many
    mask = np.asarray(ruling.mask, np.uint8)
    contents: list[Content] = []
    for table in found:
        boxes = [(cell.left, cell.top, cell.right, cell.bottom) for cell in table.cells]
        contrast = contrast_of(sheet.ink, boxes)
        contents += [content_of(sheet.ink, mask, box, contrast) for box in boxes]
    texts = read_contents(contents)
    prose = lines_outside(sheet, [table.box for table in found], mask)
    guesses = read_lines([line.line for line in prose])
    blocks: list[tuple[float, Block]] = []
    at = 0
    for table in found:
        own = texts[at : at + len(table.cells)]
        at += len(table.cells)
        blocks.append((table.rows[0], _table(table, own, sheet, place)))
    read = [TextLine(line.line, guess) for line, guess in zip(prose, guesses, strict=True)]
    blocks += paragraphs(read, [table.box for table in found], sheet.paper.shape[1], picture.page)
    return [block for _, block in sorted(blocks, key=lambda pair: pair[0])]


def _table(table: RuledTable, texts: list[Text], sheet: Sheet, place: Place) -> Table:
    rows: list[list[Cell]] = [[] for _ in range(len(table.rows) - 1)]
    for cell, text in zip(table.cells, texts, strict=True):
        rows[cell.row].append(
            Cell(
                text.text,
                len(rows[cell.row]) + 1,
                cell.colspan,
                cell.rowspan,
                doubt=text.doubt or cell.irregular,
                alternatives=text.alternatives,
                box=place.of(sheet, cell.left, cell.top, cell.right, cell.bottom),
            )
        )
    return Table([Row(cells, number) for number, cells in enumerate(rows, 1)], page=place.page)
