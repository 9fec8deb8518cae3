"""Habits of page breaks: a table in two or three pieces, with or without its header and labels."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from ..form import Row, Table, label
from ..habit import Habit, Html, on_tables
from ..page import Block, Prose

HEADER_ROWS = 3


def pieces(table: Table, cuts: list[int]) -> list[list[Row]]:
    """Rows between the cuts, row spans clipped at the cuts as an editor clips them."""
    bounds = [0, *cuts, len(table.rows)]
    parts: list[list[Row]] = []
    for start, end in pairwise(bounds):
        parts.append(
            [
                tuple(replace(cell, rowspan=min(cell.rowspan, end - number)) for cell in table.rows[number])
                for number in range(start, end)
            ]
        )
    return parts


def open_groups(table: Table, cut: int) -> list[tuple[str, int]]:
    """Group labels whose row span crosses the cut: text and rows left below it."""
    return [
        (cell.text, number + cell.rowspan - cut)
        for number, row in enumerate(table.rows[:cut])
        for cell in row
        if cell.role == "label" and number + cell.rowspan > cut
    ]


def continued(table: Table, cut: int, end: int, texts: str) -> Row:
    """The cells that go on below a cut: labels repeated, emptied, cut in two or with （续）."""
    shown = {
        "repeated": lambda text: text,
        "emptied": lambda text: "",
        "cut": lambda text: text[len(text) // 2 :],
        "marked": lambda text: f"{text}（续）",
    }[texts]
    return tuple(label(shown(text), 1, min(left, end - cut)) for text, left in open_groups(table, cut))


def split(
    table: Table, rng: Random, texts: str, header: bool = False, between: str | None = None, count: int = 1
) -> list[Block]:
    """Cut the table at `count` places below its header."""
    cuts = sorted(rng.sample(range(HEADER_ROWS + 3, len(table.rows) - 2), count))
    bounds = [*cuts, len(table.rows)]
    result: list[Block] = []
    for index, rows in enumerate(pieces(table, cuts)):
        if index:
            cut, end = cuts[index - 1], bounds[index]
            rows[0] = (*continued(table, cut, end, texts), *rows[0])
            rows = [*table.rows[:HEADER_ROWS], *rows] if header else rows
            if between:
                result.append(Prose(between.format(number=index + 3)))
        if texts == "cut" and index < count:
            rows = _halve_open_labels(rows, {text for text, _ in open_groups(table, cuts[index])})
        result.append(table.with_rows(rows))
    return result


def _halve_open_labels(rows: list[Row], open_labels: set[str]) -> list[Row]:
    return [
        tuple(
            replace(cell, text=cell.text[: len(cell.text) // 2]) if cell.text in open_labels else cell
            for cell in row
        )
        for row in rows
    ]


def label_row_torn(table: Table, rng: Random) -> list[Block]:
    """A long row label is cut by the page edge: its rest stands alone in the first row of the next piece."""
    long_rows = [
        number
        for number, row in enumerate(table.rows)
        if number > HEADER_ROWS + 1
        and any(cell.role == "label" and cell.rowspan == 1 and len(cell.text) > 14 for cell in row)
    ]
    cut = rng.choice(long_rows) + 1
    first, second = pieces(table, [cut])
    first[-1] = tuple(
        replace(cell, text=cell.text[:9])
        if cell.role == "label" and cell.rowspan == 1 and len(cell.text) > 14
        else cell
        for cell in first[-1]
    )
    torn = next(
        cell
        for cell in table.rows[cut - 1]
        if cell.role == "label" and cell.rowspan == 1 and len(cell.text) > 14
    )
    going_on = continued(table, cut, len(table.rows), "repeated")
    going_on = tuple(replace(cell, rowspan=cell.rowspan + 1) for cell in going_on)
    rest: Row = (
        *going_on,
        replace(torn, text=torn.text[9:]),
        *(
            replace(cell, text="", role="empty", id=None)
            for cell in table.rows[cut - 1]
            if cell.role == "value"
        ),
    )
    return [table.with_rows(first), table.with_rows([rest, *second])]


def stacked_sections(table: Table, rng: Random) -> list[Block]:
    """Table 2 as one table for each of its stacked sections."""
    starts = [number for number, row in enumerate(table.rows) if row[0].role == "heading"]
    return [table.with_rows(rows) for rows in pieces(table, starts[1:])]


def section_titles_outside(table: Table, rng: Random) -> list[Block]:
    """Table 2 cut up, its section headings as paragraphs between the tables."""
    result: list[Block] = []
    for part in stacked_sections(table, rng):
        assert isinstance(part, Table)
        result += [Prose(part.rows[0][0].text), part.with_rows(list(part.rows[1:]))]
    return result


def disputes_in_three(table: Table, rng: Random) -> list[Block]:
    """Table 4 as three tables of five columns, each with its own headings."""
    result: list[Block] = []
    for index, group in enumerate(("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")):
        values = table.rows[3][index * 5 : index * 5 + 5]
        heads = tuple(replace(cell, rowspan=1) for cell in table.rows[1][:5])
        result.append(table.with_rows([(replace(table.rows[0][0], text=group),), heads, values]))
    return result


def header_alone(table: Table, rng: Random) -> list[Block]:
    """The header rows of table 3 in one table, all the rest in another."""
    header, rest = pieces(table, [HEADER_ROWS])
    return [table.with_rows(header), table.with_rows(rest)]


def broken(texts: str, **options: object) -> Html:
    """Table 3 cut at a page break."""
    return Html(reshape=on_tables(lambda table, rng: split(table, rng, texts, **options), "requests"))  # type: ignore[arg-type]


HABITS = (
    Habit("split_label_repeated", broken("repeated")),
    Habit("split_label_emptied", broken("emptied")),
    Habit("split_label_cut", broken("cut")),
    Habit("split_label_marked", broken("marked")),
    Habit("split_header_repeated", broken("repeated", header=True)),
    Habit("split_page_number_between", broken("emptied", between="— {number} —")),
    Habit("split_bare_number_between", broken("repeated", between="{number}")),
    Habit("split_in_three", broken("repeated", count=2, between="- {number} -")),
    Habit("split_in_three_headers", broken("emptied", count=2, header=True)),
    Habit("split_row_label_torn", Html(reshape=on_tables(label_row_torn, "requests"))),
    Habit("header_in_own_table", Html(reshape=on_tables(header_alone, "requests"))),
    Habit("sections_as_tables", Html(reshape=on_tables(stacked_sections, "proactive"))),
    Habit("section_titles_outside", Html(reshape=on_tables(section_titles_outside, "proactive"))),
    Habit("disputes_in_three", Html(reshape=on_tables(disputes_in_three, "disputes")), sparse_floor=0.9),
)
