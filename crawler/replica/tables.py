"""The three statutory tables as rows of cells with spans, before any markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.replica.forms import (
    CORNER,
    DISPUTES,
    REQUEST_COLUMNS,
    RequestRow,
    SubTable,
    proactive_table,
    request_table,
)

G3_HEADER_SPANS = (1, 1, 2, 1)
G3_VALUE_SPANS = (1, 2, 1, 1)
"""In the trial form the header cells and the figures below them do not stand in the same grid columns."""
G3_PAIR_SPANS = (1, 2, 2)
HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `figure` marks a cell that holds a figure."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    figure: bool = False


Row = tuple[Cell, ...]
Table = tuple[Row, ...]


def proactive(form: str, texts: Mapping[str, str]) -> Table:
    """Table of chapter two."""
    width = 5 if form == "G3" else 4
    rows: list[Row] = []
    for part in proactive_table(form):
        header, figures = _spans(part, width)
        rows.append((Cell(part.heading, colspan=width),))
        labels = ("信息内容", *(label for _, label in part.columns))
        rows.append(tuple(Cell(label, colspan=span) for label, span in zip(labels, header, strict=True)))
        for row_id, label in part.rows:
            cells = [Cell(texts[f"{row_id}@{column}"], figure=True) for column, _ in part.columns]
            spanned = [replace(cell, colspan=span) for cell, span in zip(cells, figures[1:], strict=True)]
            rows.append((Cell(label, colspan=figures[0]), *spanned))
    return tuple(rows)


def _spans(part: SubTable, width: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if part.form == "G3":
        if len(part.columns) == 2:
            return G3_PAIR_SPANS, G3_PAIR_SPANS
        first = part.columns[0][0] == "newly_made"
        return G3_HEADER_SPANS, G3_HEADER_SPANS if first else G3_VALUE_SPANS
    if len(part.columns) == 1:
        return (1, width - 1), (1, width - 1)
    return (1,) * width, (1,) * width


def requests(form: str, texts: Mapping[str, str]) -> Table:
    """Table of chapter three: three header rows, then the rows of the form."""
    legal = [label for _, label in REQUEST_COLUMNS[1:-1]]
    rows: list[Row] = [
        (Cell(CORNER, colspan=3, rowspan=HEADER_ROWS), Cell("申请人情况", colspan=7)),
        (Cell("自然人", rowspan=2), Cell("法人或其他组织", colspan=5), Cell("总计", rowspan=2)),
        tuple(Cell(label) for label in legal),
    ]
    body = request_table(form)
    pending: list[Cell] = []
    for place, row in enumerate(body):
        if row.group:
            below = _members(body, place, row.level)
            pending.append(Cell(row.label, rowspan=below))
            continue
        label = Cell(row.label, colspan=4 - row.level)
        figures = [Cell(texts[f"{row.id}@{column}"], figure=True) for column, _ in REQUEST_COLUMNS]
        rows.append((*pending, label, *figures))
        pending = []
    return tuple(rows)


def _members(body: Sequence[RequestRow], place: int, level: int) -> int:
    count = 0
    for row in body[place + 1 :]:
        if row.level <= level:
            break
        count += not row.group
    return count


def disputes(texts: Mapping[str, str]) -> Table:
    """Table of chapter four: three header rows and one row of figures."""
    labels = [Cell(label) for _, label in DISPUTES[5:]]
    return (
        (Cell("行政复议", colspan=5), Cell("行政诉讼", colspan=10)),
        (
            *(Cell(label, rowspan=2) for _, label in DISPUTES[:5]),
            Cell("未经复议直接起诉", colspan=5),
            Cell("复议后起诉", colspan=5),
        ),
        tuple(labels),
        tuple(Cell(texts[key], figure=True) for key, _ in DISPUTES),
    )


def split(table: Table, at: int, header: int = HEADER_ROWS) -> tuple[Table, Table]:
    """Cut a table at a page break before row `at`; the header is repeated, open spans continue."""
    top = [list(row) for row in table[:at]]
    continued: list[tuple[int, Cell]] = []
    for number, row in enumerate(table[:at]):
        for place, cell in enumerate(row):
            over = number + cell.rowspan - at
            if over > 0:
                top[number][place] = replace(cell, rowspan=cell.rowspan - over)
                continued.append((number, Cell("", colspan=cell.colspan, rowspan=over)))
    first = tuple(cell for _, cell in sorted(continued, key=lambda item: item[0]))
    rest = list(table[at:])
    rest[0] = (*first, *rest[0])
    return tuple(tuple(row) for row in top), (*table[:header], *rest)


def parts(table: Table) -> tuple[Table, ...]:
    """The proactive table as one table a sub-table, cut before each row that is one wide cell."""
    starts = [number for number, row in enumerate(table) if len(row) == 1]
    ends = [*starts[1:], len(table)]
    return tuple(table[start:end] for start, end in zip(starts, ends, strict=True))


def under_title(table: Table, title: str) -> Table:
    """A table with the heading of its chapter as first row."""
    width = sum(cell.colspan for cell in table[0])
    return ((Cell(title, colspan=width),), *table)
