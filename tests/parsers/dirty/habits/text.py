"""Habits of plain text: tabs, Markdown pipes, and the dumps of PDF programs where only ink survives."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from ..form import Row, Table
from ..habit import Habit, Render
from ..model import Report
from ..page import Prose, blocks
from .spans import grid

TableText = Callable[[Table, Random], str]


def text_of(table_text: TableText, heading: str = "{}", title: str = "{}") -> Render:
    """A text document with tables written by `table_text`."""

    def render(report: Report, rng: Random) -> bytes:
        parts = [title.format(report.title)]
        for part in blocks(report):
            if isinstance(part, Prose):
                parts.append(heading.format(part.text) if part.heading else part.text)
            elif isinstance(part, Table):
                parts.append(table_text(part, rng))
        return ("\n\n".join(parts) + "\n").encode("utf-8")

    return render


def flat(table: Table) -> list[list[str]]:
    """Texts of the grid, merged cells at their corner only, line breaks as spaces."""
    return [[cell.text.replace("\n", " ") if own else "" for cell, own in row] for row in grid(table)]


def raw(table: Table) -> list[list[str]]:
    """Texts of the cells that exist in each row."""
    return [[cell.text.replace("\n", " ") for cell in row] for row in table.rows]


def tabs(table: Table, _: Random) -> str:
    return "\n".join("\t".join(row) for row in flat(table))


def raw_tabs(table: Table, _: Random) -> str:
    return "\n".join("\t".join(row) for row in raw(table))


def ragged_tabs(table: Table, rng: Random) -> str:
    """Rows begin and end at whatever column the export left them."""
    lines = []
    for row in table.rows:
        cells = [cell.text.replace("\n", " ") for cell in row]
        lead = rng.randint(0, 2) if table.name == "requests" else 0
        gap = [""] if table.name == "requests" and rng.random() < 0.5 and len(row) > 7 else []
        first = next((index for index, cell in enumerate(row) if cell.role == "value"), len(cells))
        lines.append("\t".join([""] * lead + cells[:first] + gap + cells[first:] + [""] * rng.randint(0, 2)))
    return "\n".join(lines)


def slipped_labels(table: Table, rng: Random) -> str:
    """Labels of the last group stand at the very left, the group labels in the middle row of their group."""
    lines = []
    for row in flat(table):
        if row and row[0] == "" and len(row) == 10 and rng.random() < 0.4:
            label = next((text for text in row[:3] if text), "")
            row = [label, "", *row[3:], ""] if label else row
        lines.append("\t".join(row))
    return "\n".join(lines)


def doubled_spaces(table: Table, rng: Random) -> str:
    """Columns parted by two or more blanks."""
    return "\n".join("  ".join(text or " " for text in row).rstrip() for row in raw(table))


def piped(rows: list[list[str]], head: int = 1) -> str:
    """A Markdown table; the rule stands below the first `head` rows."""
    if not rows:
        return ""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(head, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def markdown(table: Table, _: Random) -> str:
    return piped(flat(table))


def markdown_raw(table: Table, _: Random) -> str:
    """Rows of different lengths."""
    return piped(raw(table))


def markdown_torn(table: Table, rng: Random) -> str:
    """A rule after every few rows, blank lines between, the header rows as loose lines of text."""
    lines: list[str] = []
    for row in table.rows:
        cells = [cell.text.replace("\n", " ") for cell in row]
        if not any(cell.role == "value" for cell in row):
            lines.append(rng.choice(["{}", "## {}"]).format(" ".join(cells)))
            continue
        lines.append(f"| {' | '.join(cells)} |")
        if rng.random() < 0.3:
            lines += ["|" + "---|" * len(cells), ""]
    return "\n".join(lines)


def markdown_inside(table: Table, rng: Random) -> str:
    """Each table under a heading of its own that stands inside, after the header."""
    rows = flat(table)
    return piped(rows[:2]) + f"\n\n## 表：{table.name}\n\n" + piped(rows[2:])


def wrap(text: str, rng: Random, width: int = 12) -> list[str]:
    """The text in lines as a narrow cell breaks it."""
    width = rng.randint(width - 3, width + 3)
    return [text[start : start + width] for start in range(0, len(text), width)]


def dump_row(row: Row, rng: Random) -> list[str]:
    """Lines of one row: its labels broken, its figures behind the last line of the label."""
    values = " ".join(text for cell in row if cell.role == "value" and (text := cell.text.strip()))
    labels = [line for cell in row if cell.role != "value" for line in wrap(cell.text, rng)]
    if not labels:
        return [values]
    return [*labels[:-1], f"{labels[-1]} {values}".strip()]


def dump(table: Table, rng: Random) -> str:
    """What a PDF program prints: ink parted by single spaces, page numbers in the middle."""
    lines: list[str] = []
    for number, row in enumerate(table.rows):
        lines += dump_row(row, rng)
        if number and number % 9 == 0:
            lines += [f"- {number // 9 + 2} -"]
    return "\n".join(lines)


def dump_flat(table: Table, rng: Random) -> str:
    """The same with whole labels, group labels torn into single characters on lines of their own."""
    lines: list[str] = []
    for row in table.rows:
        rest = [cell for cell in row if not (cell.role == "label" and cell.rowspan > 3)]
        lines += [char for cell in row if cell not in rest for char in cell.text]
        lines.append(" ".join(cell.text.strip() for cell in rest if cell.text.strip()))
    return "\n".join(lines)


def dump_glued(table: Table, rng: Random) -> str:
    """Labels stick to the first figure; enumerators that end in a digit stay apart from it."""
    lines: list[str] = []
    for row in table.rows:
        labels = "".join(cell.text for cell in row if cell.role != "value")
        values = " ".join(text for cell in row if cell.role == "value" and (text := cell.text.strip()))
        lines.append(labels + values)
    return "\n".join(lines)


def cells_by_line(table: Table, rng: Random) -> str:
    """Each cell on a line of its own, empty cells as empty lines: how a browser's copy comes out."""
    return "\n".join(cell.text.replace("\n", " ") for row in table.rows for cell in row)


def crlf(render: Render, ending: bytes) -> Render:
    """The same document with other line ends and a mark in front."""
    return lambda report, rng: b"\xef\xbb\xbf" + render(report, rng).replace(b"\n", ending)


def numbered_lines(table: Table, rng: Random) -> str:
    """Pipes without outer pipes and a count of lines at the left."""
    return "\n".join(f"{number}\t" + "\t".join(row) for number, row in enumerate(flat(table), 1))


def box_drawing(table: Table, rng: Random) -> str:
    """Tables drawn with lines of characters."""
    rows = flat(table)
    rule = "+" + "------+" * len(rows[0])
    body = [rule]
    for row in rows:
        body += ["│" + "│".join(f" {text} " for text in row) + "│", rule]
    return re.sub(r"\n{2,}", "\n", "\n".join(body))


HABITS = (
    Habit("text_tabs", text_of(tabs), sparse_floor=0.97),
    Habit("text_raw_tabs", text_of(raw_tabs)),
    Habit("text_ragged_tabs", text_of(ragged_tabs), floor=0.99, sparse_floor=0.7, lossy=True),
    Habit("text_slipped_labels", text_of(slipped_labels), floor=0.99, sparse_floor=0.7),
    Habit("text_crlf_bom", crlf(text_of(raw_tabs), b"\r\n")),
    Habit("text_numbered_lines", text_of(numbered_lines), sparse_floor=0.97),
    Habit("text_box_drawing", text_of(box_drawing), sparse_floor=0.97),
    Habit("text_two_spaces", text_of(doubled_spaces), floor=0.99, sparse_floor=0.4),
    Habit("markdown", text_of(markdown, "## {}", "# {}"), sparse_floor=0.97),
    Habit("markdown_raw", text_of(markdown_raw, "### {}", "# {}")),
    Habit("markdown_torn", text_of(markdown_torn, "## {}", "# {}")),
    Habit("markdown_headings_inside", text_of(markdown_inside, "**{}**"), floor=0.95, sparse_floor=0.9),
    Habit("pdf_dump", text_of(dump), floor=0.94, sparse_floor=0.3, lossy=True),
    Habit("pdf_dump_vertical_groups", text_of(dump_flat), floor=0.97, sparse_floor=0.3, lossy=True),
    Habit("pdf_dump_glued", text_of(dump_glued), floor=0.97, sparse_floor=0.3, lossy=True),
    Habit("cells_by_line", text_of(cells_by_line), floor=0.98, sparse_floor=0.97),
)
