"""`nianbao reparse` and `check`: do the figures still stand?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say

if TYPE_CHECKING:
    from models.facts import FindingRow

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
    """Parse archived originals again with today's parsers and print which figures changed (JSON lines).

    With the cause of each: document (a report now, or none any more), form (another generation), found,
    withheld, reread, state (another sign in the place of a figure).
    """
    from collections import Counter

    from crawler.progress import Progress
    from crawler.reparse import reparse as again

    conditions = _conditions(where or [])
    config = config_of(db, data)
    corpus = open_corpus(config)
    try:
        with Progress("documents") as progress:
            causes: Counter[str] = Counter()
            failed = 0
            for outcome in again(corpus, config, conditions, dry_run):
                progress.step(outcome.source)
                if outcome.fault:
                    failed += 1
                    say(f"{outcome.source}: {outcome.fault}")
                for figure in outcome.changes:
                    causes[figure.cause] += 1
                    emit(
                        {
                            "source": outcome.source,
                            "sha256": figure.sha256,
                            "part": figure.part,
                            "cell": figure.cell_id,
                            "before": figure.before,
                            "after": figure.after,
                            "state_before": figure.state_before,
                            "state_after": figure.state_after,
                            "cause": figure.cause,
                            "parser_before": figure.parser,
                        }
                    )
    finally:
        corpus.close()
    told = ", ".join(f"{cause} {number}" for cause, number in sorted(causes.items()))
    say(f"{causes.total()} figures changed" + (f" ({told})" if told else ""))
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
    """Evaluate every consistency check over the corpus; list the failures with their evidence.

    JSON lines where the output is no terminal.
    """
    from crawler.progress import Progress
    from crawler.statetext import finding_text

    corpus = open_corpus(config_of(db))
    try:
        with Progress("", lambda: "evaluating the checks"):
            corpus.check()
            findings = corpus.findings(province=province, year=year)
    finally:
        corpus.close()
    pretty = sys.stdout.isatty()
    for row in findings:
        if pretty:
            print(finding_text(row))
        else:
            emit(_plain(row))
    say(f"{len(findings)} failing checks")
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


def _plain(row: FindingRow) -> dict[str, Any]:
    return {
        "check": row.check_id,
        "kind": row.kind,
        "severity": row.severity,
        "report": row.report_id,
        "body": row.body_name,
        "year": row.report_year,
        "detail": row.detail,
        "urls": list(row.urls),
        "cells": [{"cell": cell, "value": value, "where": place} for cell, value, place in row.cells],
    }
