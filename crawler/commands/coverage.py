"""`nianbao coverage`: what is published against what the law asks for."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say, years_of

if TYPE_CHECKING:
    from models.coverage import Coverage, Sums


class Grouping(StrEnum):
    """What the matrix can be summed by."""

    province = "province"
    prefecture = "prefecture"
    county = "county"
    level = "level"


class Wanted(TypedDict):
    """Which bodies and years are asked for."""

    province: str | None
    division: str | None
    level: int | None
    years: tuple[int, int] | None


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "coverage",
        epilog="Example: nianbao coverage --province henan --year 2021-2024\n\n"
        "Example: nianbao coverage --by province --year 2024",
    )(coverage)


def coverage(
    province: Annotated[str | None, typer.Option("--province", help="A province's name or code.")] = None,
    division: Annotated[
        str | None,
        typer.Option("--division", metavar="CODE", help="A province, prefecture, county or township."),
    ] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="Y or Y-Y", help="Report years.")] = None,
    level: Annotated[
        int | None,
        typer.Option("--level", min=0, max=5, help="Level of the bodies: 1 province … 4 township."),
    ] = None,
    by: Annotated[Grouping | None, typer.Option("--by", help="Sums instead of the bodies.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    csv_output: Annotated[bool, typer.Option("--csv", help="One line a body and year, or a group.")] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """The matrix body by year: published, late, overdue, missing, blocked, unparsed.

    Tab-separated where the output is no terminal. Days of delay stand behind `late` and `overdue`.
    """
    from datetime import UTC, datetime

    from crawler.notices import read_calendar
    from crawler.progress import Progress
    from models.legal import day_in_china

    if json_output and csv_output:
        raise UsageError("--json and --csv exclude each other")
    if province is not None and division is not None:
        raise UsageError("--province and --division exclude each other")
    wanted = Wanted(province=province, division=division, level=level, years=years_of(year))
    config = config_of(db, data)
    calendar = read_calendar(config.notices)
    corpus = open_corpus(config)
    try:
        today = day_in_china(datetime.now(UTC))
        with Progress("", lambda: "computing the matrix"):
            if by is None:
                matrix = corpus.coverage(today, calendar=calendar, **wanted)
            else:
                sums = corpus.coverage_sums(today, by.value, calendar=calendar, **wanted)
    finally:
        corpus.close()
    found = matrix if by is None else sums
    if json_output:
        emit(_matrix_plain(matrix) if by is None else _groups_plain(sums))
    elif csv_output:
        _write_csv(_long_lines(matrix) if by is None else _group_lines(sums))
    else:
        _print_table(_wide_lines(matrix) if by is None else _group_lines(sums))
    say(", ".join(f"{name} {number}" for name, number in found.totals.items()))
    if found.unplaced_review:
        say(f"{found.unplaced_review} reports wait for review, and may be of no body of the matrix")
    if found.unplaced_unread:
        say(f"{found.unplaced_unread} documents are unread or unreadable, and their titles name no body")
    return 0


Line = tuple[str, ...]


def _wide_lines(matrix: Coverage) -> Iterable[Line]:
    """A line a body, a column a year."""
    yield ("body", "code", *map(str, matrix.years))
    for row in matrix.rows:
        cells = (cell.status if cell.days is None else f"{cell.status} {cell.days}" for cell in row.cells)
        yield (row.name, row.division_code, *cells)


def _long_lines(matrix: Coverage) -> Iterable[Line]:
    """A line a body and year, for programs."""
    yield ("body_id", "name", "division_code", "level", "year", "status", "days")
    for row in matrix.rows:
        for year, cell in zip(matrix.years, row.cells, strict=True):
            days = "" if cell.days is None else str(cell.days)
            yield (row.body_id, row.name, row.division_code, str(row.level), str(year), cell.status, days)


def _group_lines(sums: Sums) -> Iterable[Line]:
    from models.coverage import STATUSES

    yield ("group", "name", "bodies", *STATUSES)
    for group in sums.groups:
        numbers = (str(group.totals[status]) for status in STATUSES)
        yield (group.key, group.name, str(group.bodies), *numbers)


def _matrix_plain(matrix: Coverage) -> Mapping[str, object]:
    return {
        **_sums_plain(matrix, len(matrix.rows)),
        "rows": [
            {
                "body_id": row.body_id,
                "name": row.name,
                "division_code": row.division_code,
                "level": row.level,
                "cells": [
                    {"year": year, "status": cell.status, "days": cell.days}
                    for year, cell in zip(matrix.years, row.cells, strict=True)
                ],
            }
            for row in matrix.rows
        ],
    }


def _groups_plain(sums: Sums) -> Mapping[str, object]:
    plain = [
        {"group": group.key, "name": group.name, "bodies": group.bodies, "totals": group.totals}
        for group in sums.groups
    ]
    return {**_sums_plain(sums, sums.bodies), "groups": plain}


def _sums_plain(found: Coverage | Sums, bodies: int) -> Mapping[str, object]:
    return {
        "years": found.years,
        "bodies": bodies,
        "totals": found.totals,
        "by_year": {str(year): totals for year, totals in found.by_year.items()},
        "unplaced": {"review": found.unplaced_review, "unread": found.unplaced_unread},
    }


def _write_csv(lines: Iterable[Line]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(lines)


def _print_table(lines: Iterable[Line]) -> None:
    """Aligned for a person, tab-separated for a program."""
    from crawler.statetext import aligned

    if sys.stdout.isatty():
        print(*aligned(list(lines)), sep="\n")
    else:
        for line in lines:
            print(*line, sep="\t")
