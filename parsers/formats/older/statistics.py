"""The statistics form of a document: found by what its lines say, read line by line, with its places.

Whether a table is such a form is decided by its own labels; title and year of the report decide nothing. What
belongs to the form is taken out of the document, so that no other reader meets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.document import Document, Paragraph, Table
from parsers.formats.older.align import Alignment, Line, align, scores, sure_rows
from parsers.formats.older.amounts import read_amount
from parsers.formats.older.columns import Entry, part, read_rows
from parsers.formats.older.forms import Form, forms
from parsers.formats.older.heads import Heading
from parsers.formats.older.lines import rows_of_lines
from parsers.formats.older.naming import unit_in
from parsers.formats.result import Placed, TableReading, agree
from parsers.values import MISSING
from parsers.words import plain

_HINT = re.compile(
    "当面申请|收到申请数|申请总|办结数|答复数|答复总数|行政复议数|主动公开政府信息数|主动公开信息数|网上咨询数|信息不存在数"
)
_LATER = re.compile(
    "本年新收|结转下年度|上年结转|申请人情况|勾稽关系|直接起诉|复议后起诉|第二十条第|制发件数|新制作数量|处理决定数量|不掌握相关"
)
_SPACE = re.compile(r"\s+")
_TITLE = re.compile(r"政府信息公开(?:工作)?情况统计(?:报?表)|指标统计表")
_YEAR = re.compile(r"(20[01]\d)年(?:度|政府信息公开|$|\))")
_PART_OF_YEAR = re.compile(r"季度|上半年|[0-9一二三四五六七八九十]月份?(?:报|统计|\))|月报")
_BODY = re.compile(r"填报单位(?:名称)?(?:\(.{0,4}\))?[::]([\u3400-\u9fff]{4,30})")
_FEWEST_ROWS = 8
_FEWEST_TITLED = 4
_SAME_COPY = 0.3
_LONGEST_LABEL = 120
_MOST_NAMED = 12
_NARROW = 9.0
_FEWEST_KNOWN = 0.5
_MOST_LINES = 600


@dataclass(frozen=True, slots=True)
class Statistics:
    """A statistics form as read, and the document without it."""

    form: Form
    table: TableReading
    rest: Document
    year: int | None  # as its heading names it
    body: str | None  # after 填报单位
    part_of_year: bool  # a quarter, a month: no annual figures

    @property
    def marked(self) -> bool:
        """Whether any cell says something."""
        return any(
            placed.reading.state in (None, "slash", "dash", "text")
            and (placed.reading.value is not None or placed.reading.state is not None)
            for placed in self.table.cells.values()
        )


@dataclass(slots=True)
class _Piece:
    """The entries of one block (by half), or of running lines, and which blocks they are."""

    blocks: list[int]
    halves: list[list[Entry]]

    def entries(self) -> Iterator[Entry]:
        for half in self.halves:
            yield from half


def read_statistics(document: Document, year: int | None) -> Statistics | None:
    """Find and read the statistics form of a document; None where it holds none.

    `year` is the report year, where known: it chooses among columns headed with years.
    """
    if not _may_hold(document):
        return None
    heading = _heading(document)
    year = year or heading.year
    pieces = _tables(document, year)
    least = _FEWEST_TITLED if heading.titled else _FEWEST_ROWS
    if _most_rows(pieces) < least:
        pieces = _lines(document, year)
        if _most_rows(pieces) < _FEWEST_ROWS:
            return None
    copies = _copies(pieces)
    read = [reading for copy in copies if (reading := _read(copy, least)) is not None]
    if not read:
        return None
    read.sort(key=lambda item: -item[1].rows_found)
    form = read[0][0]
    same = [table for other, table in read if other is form]
    table = agree(same, "the statistics table")
    if len(same) < len(read):
        table.warnings.append("another statistics form stands in the document; it was not read")
    table.complete(form.cells())
    taken = {block for copy in copies for piece in copy for block in piece.blocks}
    blocks = [block for index, block in enumerate(document.blocks) if index not in taken]
    return Statistics(
        form, table, replace(document, blocks=blocks), heading.year, heading.body, heading.part_of_year
    )


@lru_cache(maxsize=20_000)
def known(text: str) -> bool:
    """Whether a text is, beyond doubt, a label of any form."""
    if len(text) > _LONGEST_LABEL or len(text) < 2 or text.isascii():
        return False
    return any(sure_rows(form.id, text) for form in forms())


def _may_hold(document: Document) -> bool:
    """Whether any short text has a word of the forms: a cheap look before the long one."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if _hinted(block.text):
                return True
        else:
            for row in block.rows:
                for cell in row.cells:
                    if "数" in cell.text and _hinted(cell.text):
                        return True
    return False


def _hinted(text: str) -> bool:
    return "数" in text and len(text) <= _LONGEST_LABEL and _HINT.search(_SPACE.sub("", text)) is not None


def _is_later(table: Table) -> bool:
    """Whether a table is one of the forms of 2019 and after, and nothing more: some of its labels are like
    ours."""
    labels = [_SPACE.sub("", cell.text) for row in table.rows for cell in row.cells if len(cell.text) > 3]
    later = sum(_LATER.search(label) is not None for label in labels)
    return later > 0 and sum(map(known, labels)) < _FEWEST_ROWS


@dataclass(slots=True)
class _Heading:
    titled: bool = False
    year: int | None = None
    body: str | None = None
    part_of_year: bool = False


def _heading(document: Document) -> _Heading:
    """What is printed over the form: its title, the year, the body that filled it in."""
    heading = _Heading()
    since = 99
    for text in _texts(document):
        tight = _SPACE.sub("", plain(text))
        if len(tight) > 60:
            continue
        since += 1
        if _TITLE.search(tight) and not tight.endswith(("。", ";")):
            heading.titled, since = True, 0
            heading.part_of_year = heading.part_of_year or bool(_PART_OF_YEAR.search(tight))
        if since < 4 and heading.year is None:
            found = _YEAR.search(tight)
            heading.year = int(found[1]) if found else None
            heading.part_of_year = heading.part_of_year or bool(_PART_OF_YEAR.search(tight))
        body = _BODY.search(tight)
        heading.body = heading.body or (body[1] if body else None)
    return heading


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows[:6]:
                for cell in row.cells[:3]:
                    yield cell.text


def _tables(document: Document, year: int | None) -> list[_Piece]:
    pieces = []
    former: list[Heading] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        rows = block.rows[:_MOST_LINES]
        if any(known(cell.text) for row in rows for cell in row.cells) and not _is_later(block):
            halves = read_rows(rows, known, year, former)
            if halves:
                pieces.append(_Piece([index], halves))
        former = part(rows, known)[0] or former
    if document.carrier == "text" and pieces:
        pieces = _with_torn_lines(document, pieces)
    return pieces


def _with_torn_lines(document: Document, pieces: list[_Piece]) -> list[_Piece]:
    """In a text a label may be broken into lines that are no rows of a table: they stand between its rows."""
    first, last = pieces[0].blocks[0], pieces[-1].blocks[0]
    by_block = {piece.blocks[0]: piece for piece in pieces}
    whole: list[_Piece] = []
    for index in range(max(0, first - 1), last + 1):
        if index in by_block:
            whole.append(by_block[index])
            continue
        block = document.blocks[index]
        if isinstance(block, Paragraph):
            halves = _halves_of([block], None)
            if halves:
                whole.append(_Piece([index], halves))
    return whole


def _lines(document: Document, year: int | None) -> list[_Piece]:
    """The running lines from the first to the last that is a row of a form, as one piece."""
    marks = [
        index
        for index, block in enumerate(document.blocks)
        if (isinstance(block, Paragraph) and _is_row(block))
        or (isinstance(block, Table) and any(known(cell.text) for row in block.rows for cell in row.cells))
    ]
    pieces: list[_Piece] = []
    run: list[int] = []
    # The head stands above the first row, the end of a broken label below the last.
    reach = range(max(0, marks[0] - 3), min(marks[-1] + 3, len(document.blocks))) if marks else range(0)
    for index in reach:
        block = document.blocks[index]
        if isinstance(block, Paragraph):
            run.append(index)
            continue
        _end_run(document, run, pieces, year)
        halves = [] if _is_later(block) else read_rows(block.rows[:_MOST_LINES], known, year)
        if halves:
            pieces.append(_Piece([index], halves))
    _end_run(document, run, pieces, year)
    return pieces


def _end_run(document: Document, run: list[int], pieces: list[_Piece], year: int | None) -> None:
    paragraphs = [block for index in run if isinstance(block := document.blocks[index], Paragraph)]
    halves = _halves_of(paragraphs, year)
    if halves:
        pieces.append(_Piece(list(run), halves))
    run.clear()


def _is_row(paragraph: Paragraph) -> bool:
    rows = rows_of_lines([paragraph], known)
    return any(known(cell.text) for row in rows for cell in row.cells)


def _halves_of(paragraphs: Sequence[Paragraph], year: int | None) -> list[list[Entry]]:
    rows = rows_of_lines(paragraphs, known)[:_MOST_LINES]
    halves = read_rows(rows, known, year) if rows else []
    if halves:
        return halves
    pieces = [Entry(row.cells[0].text, row) for row in rows if len(row.cells) == 1]
    return [pieces] if pieces else []


def _rows_of(piece: _Piece, form: Form) -> set[int]:
    return {
        row
        for entry in piece.entries()
        for row in sure_rows(form.id, entry.label)
        if not form.rows[row].is_group
    }


def _most_rows(pieces: Sequence[_Piece]) -> int:
    return max(
        (len(set().union(*(_rows_of(piece, form) for piece in pieces))) for form in forms()), default=0
    )


def _copies(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces of one form together; where its rows come again, another copy begins."""
    copies: list[list[_Piece]] = []
    seen: set[str] = set()
    for piece in pieces:
        rows = {f"{form.id}:{row}" for form in forms() for row in _rows_of(piece, form)}
        again = len(rows & seen) > _SAME_COPY * len(rows) and len(rows) > len(forms())
        if not copies or again:
            copies.append([])
            seen = set()
        copies[-1].append(piece)
        seen |= rows
    return copies


def _read(copy: list[_Piece], least: int) -> tuple[Form, TableReading] | None:
    """The form of one copy, and its cells; None where too few of its lines are known."""
    orders = [[entry for piece in copy for entry in piece.entries()]]
    if len(copy) > 1 and any(len(piece.halves) > 1 for piece in copy):
        width = max(len(piece.halves) for piece in copy)
        orders.append(
            [
                entry
                for half in range(width)
                for piece in copy
                if half < len(piece.halves)
                for entry in piece.halves[half]
            ]
        )
    tried = []
    for form in forms():
        found = set().union(*(_rows_of(piece, form) for piece in copy))
        if len(found) >= least:
            for entries in orders:
                lines = [Line(entry.label, entry.filled) for entry in entries[:_MOST_LINES]]
                tried.append((align(form, lines), form, entries))
    if not tried:
        return None
    tried.sort(key=lambda item: -item[0].score)
    alignment, form, entries = tried[0]
    reading = _fill(form, alignment, entries)
    if reading.rows_found < least:
        return None
    rivals = [other for other in tried if other[1] is not form]
    if rivals and alignment.score - rivals[0][0].score < _NARROW:
        _doubt(reading, f"the lines of the statistics table fit {form.name} and {rivals[0][1].name} alike")
    return form, reading


def _fill(form: Form, alignment: Alignment, entries: list[Entry]) -> TableReading:
    reading = TableReading(form.generation)
    used: set[int] = set()
    for match in alignment.matches:
        used.update(range(match.first, match.last + 1))
        row = form.rows[match.row]
        if row.is_group:
            continue
        pieces = entries[match.first : match.last + 1]
        holder = next((piece for piece in pieces if piece.filled), None)
        holder = holder or next((piece for piece in reversed(pieces) if piece.figures), pieces[-1])
        unit = holder.unit or next((piece.unit for piece in pieces if piece.unit), None)
        unit = unit or next((found for piece in pieces if (found := unit_in(piece.label))), None)
        value = read_amount(holder.figures, unit, row, several=holder.several)
        placed = Placed(value, holder.row.place(holder.figures[0]) if holder.figures else None)
        if holder.displaced or match.row in alignment.doubtful:
            placed = placed.doubted()
        reading.cells[row.id] = placed
    reading.rows_found = len(reading.cells)
    _left_over(form, reading, entries, used)
    return reading


def _left_over(form: Form, reading: TableReading, entries: list[Entry], used: set[int]) -> None:
    """Lines with figures that no line of the form took: foreign ones are named, second ones bring doubt."""
    foreign: list[str] = []
    for index, entry in enumerate(entries):
        if index in used or not entry.filled:
            continue
        rows = [row for row, score in scores(form.id, entry.label) if score >= 9.0]
        for row in rows:
            cell = form.rows[row].id
            mine = reading.cells.get(cell)
            other = read_amount(entry.figures, entry.unit, form.rows[row], several=entry.several)
            if mine is not None and mine.reading.value != other.value:
                reading.cells[cell] = mine.doubted()
        if not rows:
            foreign.append(_SPACE.sub("", entry.label)[:40])
    if foreign:
        named = "; ".join(foreign[:_MOST_NAMED]) + (" …" if len(foreign) > _MOST_NAMED else "")
        reading.warnings.append(f"{len(foreign)} lines of the statistics table are not in the form: {named}")
    filled = sum(entry.filled for entry in entries)
    doubted = sum(placed.reading.uncertain for placed in reading.cells.values())
    if filled and len(foreign) + doubted > (1 - _FEWEST_KNOWN) * filled:
        _doubt(reading, "most lines of the statistics table are in doubt or not in any known form")


def _doubt(reading: TableReading, why: str) -> None:
    reading.warnings.append(why)
    reading.cells = {
        cell: placed if placed.reading == MISSING else placed.doubted()
        for cell, placed in reading.cells.items()
    }
