"""A report on a terminal: tables aligned for Chinese characters, doubts in colour, evidence cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.evidence.layout import Grid, grids_of, label_of
from crawler.evidence.marks import LEGEND, Mark, cell_text, marks_of
from crawler.printable import printable
from models.view import OtherValue, View

_STYLES: dict[Mark, str] = {"printed": "", "uncertain": "bold yellow", "failing": "bold red"}
_WIDE = 220
"""Width where the output is no terminal: nothing is folded."""


def print_view(view: View, out: TextIO) -> None:
    """Print head, tables, failing checks and addresses of a report."""
    console = Console(file=out, width=None if out.isatty() else _WIDE, highlight=False, markup=False)
    for line in head_lines(view):
        console.print(line, soft_wrap=True)
    marks = marks_of(view)
    for grid in grids_of(view.record):
        console.print(_table(grid, view, marks))
    if view.record.values:
        console.print(LEGEND, style="dim", soft_wrap=True)
    for line in foot_lines(view):
        console.print(line, soft_wrap=True)


def head_lines(view: View) -> Iterator[str]:
    """What the report is and where its figures come from."""
    record = view.record
    yield printable(record.title or "(no title)")
    name = view.body_name or record.body_mention or "?"
    yield printable(f"{name} · {view.report_year or '?'} · {view.report_id or record.outcome}")
    tables = ", ".join(f"{table} {form}" for table, form in record.table_generations.items())
    yield f"form {record.generation or '-'}" + (f" ({tables})" if tables else "")
    version = f"{view.version}; " if view.version else ""
    chosen = f" ({view.chosen})" if view.chosen else ""
    yield f"{version}figures from {record.carrier} {view.sha256[:12]}{chosen}"
    if record.error:
        yield printable(record.error)


def foot_lines(view: View) -> Iterator[str]:
    """Failing checks, disagreements, judgements and addresses."""
    for fault in view.faults:
        yield printable(f"! {fault.check_id}: {fault.detail}")
    for cell, others in view.others.items():
        for other in others:
            sign, doubt = ("!", "") if other.vouched else ("?", " (one of them not vouched for)")
            yield f"{sign} {cell}: {other.carrier} {other.sha256[:12]} says {said(other)}{doubt}"
    for cell, judged in view.judged.items():
        note = f": {judged.note}" if judged.note else ""
        at = f"{judged.at:%Y-%m-%d %H:%M} UTC"
        yield printable(f"* {cell} = {judged.value or judged.state} by {judged.author}, {at}{note}")
    for address in view.addresses:
        yield printable(f"{address.carrier} {address.sha256[:12]} {address.url}")


def said(other: OtherValue) -> str:
    """What another document says, in a word."""
    return other.value if other.value is not None else other.state or "nothing"


def cell_rows(view: View) -> Iterator[dict[str, Any]]:
    """One object a figure: value, state, printed text, doubt, place, address and place in the archive."""
    record, marks = view.record, marks_of(view)
    urls = [address.url for address in view.addresses if address.sha256 == view.sha256]
    archive = view.archive
    for cell, value in record.values.items():
        judged = view.judged.get(cell)
        yield {
            "cell": cell,
            "label": label_of(cell),
            "value": value,
            "state": record.states.get(cell),
            "raw": record.raw.get(cell),
            "mark": marks[cell],
            "where": record.where.get(cell),
            "judged": None
            if judged is None
            else {
                "value": judged.value,
                "state": judged.state,
                "by": judged.author,
                "at": judged.at.isoformat(),
            },
            "sha256": view.sha256,
            "source": urls[0] if urls else record.source,
            "archive": None if archive is None else f"{archive.file}:{archive.offset}+{archive.length}",
        }


def cell_lines(view: View) -> Iterator[str]:
    """The same for a person, one line a figure."""
    for row in cell_rows(view):
        value = "-" if row["value"] is None else row["value"]
        said = f" [{row['state']}]" if row["state"] else ""
        raw = f" «{row['raw']}»" if row["raw"] else ""
        mark = f" {row['mark']}" if row["mark"] != "printed" else ""
        yield printable(
            f"{row['cell']} = {value}{said}{raw}{mark}  ({row['where'] or 'no place'})  {row['label']}"
        )


def _table(grid: Grid, view: View, marks: dict[str, Mark]) -> Table:
    table = Table(title=grid.title, title_justify="left", box=box.SQUARE, header_style="bold")
    table.add_column("", overflow="fold")
    for column in grid.columns:
        table.add_column(column, justify="right", overflow="fold")
    for line in grid.lines:
        cells = [_cell(view, cell, marks.get(cell, "printed")) for cell in line.cells]
        table.add_row(Text(line.label), *cells)
    return table


def _cell(view: View, cell: str, mark: Mark) -> Text:
    return Text(printable(cell_text(view, cell, mark)), style=_STYLES[mark])
