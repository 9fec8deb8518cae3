"""`nianbao reparse`, `check`, `status`, `coverage`: questions to the corpus."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say, years_of

_CONDITIONS = {
    "body_id": "body",
    "year": "year",
    "province": "province",
    "outcome": "outcome",
    "host": "host",
}


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("reparse", epilog="Example: nianbao reparse --where year=2023 --where outcome=report")(
        reparse
    )
    app.command("check", epilog="Example: nianbao check --year 2024")(check)
    app.command("status", epilog="Example: nianbao status")(status)
    app.command("coverage", epilog="Example: nianbao coverage --province 410000 --year 2021-2024")(coverage)


def reparse(
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where", metavar="KEY=VALUE", help="body, year, province, outcome or host; may be repeated."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would change.")] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """Parse archived originals again with today's parsers and print which figures changed (JSON lines)."""
    from crawler.progress import Progress
    from crawler.reparse import reparse as again

    conditions = _conditions(where or [])
    config = config_of(db, data)
    corpus = open_corpus(config)
    try:
        with Progress("documents") as progress:
            changed, failed = 0, 0
            for outcome in again(corpus, config, conditions, dry_run):
                progress.step(outcome.source)
                if outcome.fault:
                    failed += 1
                    say(f"{outcome.source}: {outcome.fault}")
                for figure in outcome.changes:
                    changed += 1
                    emit(
                        {
                            "source": outcome.source,
                            "sha256": figure.sha256,
                            "part": figure.part,
                            "cell": figure.cell_id,
                            "before": figure.before,
                            "after": figure.after,
                        }
                    )
    finally:
        corpus.close()
    say(f"{changed} figures changed")
    return 1 if failed else 0


def check(
    province: Annotated[str | None, typer.Option("--province", help="A province's spider name.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Report year.")] = None,
    fix_nothing: Annotated[
        bool,
        typer.Option(
            "--fix-nothing", help="Say so in scripts: this verb never changes a figure in any case."
        ),
    ] = False,
    db: Db = None,
) -> int:
    """Evaluate every consistency check over the corpus; list the failures with their evidence."""
    from crawler.progress import Progress

    corpus = open_corpus(config_of(db))
    try:
        with Progress("", lambda: "evaluating the checks"):
            corpus.check()
            findings = corpus.findings(province=province, year=year)
    finally:
        corpus.close()
    for row in findings:
        emit(
            {
                "check": row.check_id,
                "kind": row.kind,
                "report": row.report_id,
                "body": row.body_name,
                "year": row.report_year,
                "detail": row.detail,
                "urls": list(row.urls),
                "cells": [{"cell": cell, "value": value, "where": place} for cell, value, place in row.cells],
            }
        )
    say(f"{len(findings)} failing checks")
    return 0


def status(
    json_output: Annotated[bool, typer.Option("--json", help="One JSON object instead of a text.")] = False,
    db: Db = None,
) -> int:
    """State of the corpus, its sources and its runs."""
    corpus = open_corpus(config_of(db))
    try:
        state = corpus.status()
    finally:
        corpus.close()
    if json_output:
        emit(_plain(state))
        return 0
    for heading, figures in (
        ("corpus", state.counts),
        ("documents by outcome", state.outcomes),
        ("addresses that failed, by class", state.failures),
    ):
        print(heading)
        for name, value in figures.items():
            print(f"  {name}: {value}")
    print("hosts (addresses asked, failed, documents)")
    for host in state.hosts:
        print(f"  {host.host or '(files)'}: {host.fetched}, {host.failed}, {host.sources}")
    print("runs, latest first")
    for run in state.runs[:20]:
        print(
            f"  {run.id} {run.command} {run.state} {run.started_at:%Y-%m-%d %H:%M} UTC, "
            f"new {run.summary.get('new', '-')}, failed {len(run.summary.get('failed', ()))}"
        )
    return 0


def coverage(
    province: Annotated[str | None, typer.Option("--province", help="A province's name or code.")] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="Y or Y-Y", help="Report years.")] = None,
    level: Annotated[
        int | None, typer.Option("--level", help="Level of the bodies: 1 province … 4 township.")
    ] = None,
    db: Db = None,
) -> int:
    """The matrix body by year: published, missing, overdue, blocked, unparsed (tab-separated)."""
    from datetime import datetime, timedelta, timezone

    from crawler.progress import Progress

    # Deadlines fall due by the calendar of China.
    today = datetime.now(timezone(timedelta(hours=8))).date()
    years = years_of(year)
    corpus = open_corpus(config_of(db))
    try:
        with Progress("", lambda: "computing the matrix"):
            matrix = corpus.coverage(today, province=province, level=level, years=years)
    finally:
        corpus.close()
    print("body", "code", *matrix.years, sep="\t")
    for row in matrix.rows:
        print(row.name, row.division_code, *row.cells, sep="\t")
    say(", ".join(f"{name} {number}" for name, number in matrix.totals.items()))
    return 0


def _conditions(texts: list[str]) -> dict[str, Any]:
    names = {word: name for name, word in _CONDITIONS.items()}
    found: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key not in names or not value:
            raise UsageError(f"--where takes {', '.join(names)} as KEY=VALUE, not {text!r}")
        if key == "year" and not value.isdigit():
            raise UsageError(f"--where year takes a year, not {value!r}")
        found[names[key]] = int(value) if key == "year" else value
    return found


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
