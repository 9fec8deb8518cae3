"""`nianbao status` and `coverage`: what is there, and what is still missing."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from crawler.commands.console import Db, config_of, emit, open_corpus, say, years_of


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("status", epilog="Example: nianbao status --all")(status)
    app.command("coverage", epilog="Example: nianbao coverage --province 410000 --year 2021-2024")(coverage)


def status(
    json_output: Annotated[bool, typer.Option("--json", help="One JSON object instead of a text.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every host, every table.")] = False,
    db: Db = None,
) -> int:
    """State of the corpus, its sources and its runs."""
    from crawler.statetext import status_lines

    corpus = open_corpus(config_of(db))
    try:
        state = corpus.status()
    finally:
        corpus.close()
    if json_output:
        emit(_plain(state))
    else:
        print(*status_lines(state, everything), sep="\n")
    return 0


def coverage(
    province: Annotated[str | None, typer.Option("--province", help="A province's name or code.")] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="Y or Y-Y", help="Report years.")] = None,
    level: Annotated[
        int | None,
        typer.Option("--level", min=0, max=5, help="Level of the bodies: 1 province … 4 township."),
    ] = None,
    db: Db = None,
) -> int:
    """The matrix body by year: published, missing, overdue, blocked, unparsed.

    Tab-separated where the output is no terminal.
    """
    from datetime import datetime, timedelta, timezone

    from crawler.progress import Progress
    from crawler.statetext import aligned

    # Deadlines fall due by the calendar of China.
    today = datetime.now(timezone(timedelta(hours=8))).date()
    years = years_of(year)
    corpus = open_corpus(config_of(db))
    try:
        with Progress("", lambda: "computing the matrix"):
            matrix = corpus.coverage(today, province=province, level=level, years=years)
    finally:
        corpus.close()
    rows = [("body", "code", *map(str, matrix.years))]
    rows += [(row.name, row.division_code, *row.cells) for row in matrix.rows]
    if sys.stdout.isatty():
        print(*aligned(rows), sep="\n")
    else:
        for row in rows:
            print(*row, sep="\t")
    say(", ".join(f"{name} {number}" for name, number in matrix.totals.items()))
    if matrix.unplaced:
        say(f"{matrix.unplaced} waiting documents name no body of the matrix")
    return 0


def _plain(value: Any) -> Any:
    from dataclasses import asdict, is_dataclass
    from datetime import datetime

    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, datetime) else value
