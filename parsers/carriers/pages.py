"""Pages to one document: what runs over the page break put together, what repeats on every page left out.

A carrier of pages (print or scan) gives each page as lines and tables in reading order; here the running
heads and page numbers go, a table that goes on over the page is joined, and lines become paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.carriers.continued import PrintedCell, PrintedTable, goes_on, join, rows_of
from parsers.carriers.prose import Line, measure, paragraphs
from parsers.carriers.tables import Frame, Held, settled
from parsers.document import Block, Cell, Paragraph, Table

_MARGIN = 0.12  # share of the height, at the top and at the bottom, where heads and feet stand
_SAME_PLACE = 4.0  # points
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–－·•~～―_\s]*(?:第?\s*[0-9０-９]{1,3}\s*页?(?:\s*[,，/／]?\s*(?:共|of)?\s*[0-9０-９]{1,3}\s*页?)?|"
    r"page\s*[0-9]{1,3}(?:\s*of\s*[0-9]{1,3})?|[ivxlc]{1,5})[-—–－·•~～―_\s]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Page:
    """One page as read: lines and tables from top to bottom."""

    number: int
    width: float
    height: float
    items: list[Line | PrintedTable] = field(default_factory=list)


def assemble_pages(pages: Sequence[Page]) -> list[Block]:
    """The blocks of a document of pages, in reading order, without what only the pages needed."""
    drop_furniture(pages)
    scale = measure([item for page in pages for item in page.items if isinstance(item, Line)])
    blocks: list[Block] = []
    lines: list[Line] = []
    pieces: list[PrintedTable] = []
    page_of: list[int] = []
    numbers = 0

    def close_lines() -> None:
        blocks.extend(paragraphs(lines, scale))
        lines.clear()

    def close_table() -> None:
        nonlocal numbers
        if pieces:
            numbers += 1
            blocks.extend(_settled(join(pieces), numbers, page_of[0]))
            pieces.clear()
            page_of.clear()

    for page in pages:
        for index, item in enumerate(page.items):
            if isinstance(item, Line):
                close_table()
                lines.append(item)
                continue
            close_lines()
            if pieces and (index > 0 or page_of[-1] != page.number - 1 or not goes_on(pieces[-1], item)):
                close_table()
            pieces.append(item)
            page_of.append(page.number)
    close_lines()
    close_table()
    return blocks


def drop_furniture(pages: Sequence[Page]) -> None:
    """Take page numbers, running heads and feet out of the pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        places = {
            (_DIGITS.sub("0", item.text), round(_from_edge(item, page) / _SAME_PLACE) + shift)
            for item in page.items
            if isinstance(item, Line) and _in_margin(item, page)
            for shift in (0, 1)
        }
        seen.update(places)
    enough = max(2, (len(pages) + 1) // 2) if len(pages) > 1 else 2
    for page in pages:
        ends = [item for item in page.items[:1] + page.items[-1:] if isinstance(item, Line)]
        page.items = [
            item
            for item in page.items
            if not (
                isinstance(item, Line)
                and _in_margin(item, page)
                and (
                    (any(item is end for end in ends) and _PAGE_NUMBER.fullmatch(item.text) is not None)
                    or any(
                        seen[
                            _DIGITS.sub("0", item.text),
                            round(_from_edge(item, page) / _SAME_PLACE) + shift,
                        ]
                        >= enough
                        for shift in (0, 1)
                    )
                )
            )
        ]


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _from_edge(line: Line, page: Page) -> float:
    """Distance from the nearer edge; feet count from below, so that pages of two sizes agree."""
    return line.bottom if line.bottom < page.height / 2 else line.bottom - page.height


def _settled(table: PrintedTable, number: int, page: int) -> list[Block]:
    """A table as blocks: rows of text that only stand in a box come out as paragraphs."""
    frame = Frame(number, None, None)
    for row in rows_of(table):
        held = []
        for column, item in enumerate(row, 1):
            item.cell.column = column
            texts = [line for line in item.cell.text.split("\n") if line]
            blocks: list[Block] = [Paragraph(text, page=_page_of(item.cell, page)) for text in texts]
            held.append(Held(item.cell, blocks))
        if held:
            frame.rows.append(held)
    blocks = list(settled(frame))
    for block in blocks:
        if isinstance(block, Table):
            block.page = next(
                (_page_of(cell, page) for row in block.rows for cell in row.cells if cell.box), page
            )
            block.settle()
    return blocks


_PAGE = re.compile(r"page (\d+),")


def _page_of(cell: Cell, page: int) -> int:
    found = _PAGE.match(cell.box or "")
    return int(found[1]) if found else page


__all__ = ["Line", "Page", "PrintedCell", "PrintedTable", "assemble_pages", "drop_furniture"]
