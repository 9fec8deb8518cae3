"""What the older generations put into a record: their table, or else the figures of their prose."""

from __future__ import annotations

from parsers.checks import evaluate
from parsers.formats.older.prose import read_prose
from parsers.formats.older.statistics import Statistics
from parsers.formats.result import put_cells
from parsers.record import Outcome, Record
from parsers.titles import TitleReading

TABLE = "statistics"
_BESIDE = (
    "a page about a report",
    "text after the name",
    "a list of",
    "an enterprise",
    "not an administrative",
)


def outcome_of(statistics: Statistics, reading: TitleReading, year: int | None) -> tuple[Outcome, str | None]:
    """What a document is whose only table is a statistics form, and why where it is no report."""
    figures = statistics.table.figures
    if not reading.is_report and reading.reason.startswith(_BESIDE):
        return "not_report", f"holds a statistics table, but by its title no report: {reading.reason}"
    if not reading.is_report and statistics.part_of_year:
        return "not_report", "a statistics table of a part of the year"
    nameless = not (reading.is_report and reading.body_mention)
    if not figures and nameless and (year is None or not statistics.marked):
        return "blank_form", None
    return "report", None


def fill_statistics(record: Record, statistics: Statistics, *, alone: bool) -> None:
    """Put the cells and checks of a statistics form into a record. `alone`: no other table is there."""
    record.table_generations[TABLE] = statistics.form.generation
    if alone:
        record.generation = statistics.form.generation
    record.year = record.year or statistics.year
    record.body_mention = record.body_mention or statistics.body
    record.warnings += statistics.table.warnings
    put_cells(record, statistics.table.cells)
    printed = {
        cell: None if record.states.get(cell) == "inferred" else value
        for cell, value in record.values.items()
    }
    for rule in statistics.form.checks:
        record.checks.append(evaluate(rule.id, rule, rule.lhs, rule.rhs, printed))


def fill_prose(record: Record) -> None:
    """Put the figures of the running text into the record of an older report without a table."""
    if record.generation in ("G1", "G2"):
        put_cells(record, read_prose(record.chapters, record.year, record.body_mention))
