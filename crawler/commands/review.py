"""`nianbao review`: doubtful cells for a person, and what the person decides."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say

if TYPE_CHECKING:
    from models.corpus import Corpus

_REASONS = "disagreement, uncertain or check"


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(
        invoke_without_command=True, help="Doubtful cells for a person, and what the person decides."
    )
    group.callback(epilog="Example: nianbao review --province henan --crops crops/ > doubts.jsonl")(review)
    group.command(
        "decide",
        epilog='Example: nianbao review decide 410724/gov@2024 review.total 5 --author "Li Si"\n\n'
        'Example: nianbao review decide --file decisions.jsonl --author "Li Si"',
    )(decide)
    app.add_typer(group, name="review")


def review(
    context: typer.Context,
    province: Annotated[str | None, typer.Option("--province", help="A province's name or code.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Report year.")] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="BODY@YEAR", help="One report: 410724/gov@2024.")
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", help=f"Only {_REASONS}; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many cells.")] = None,
    crops: Annotated[
        Path | None,
        typer.Option("--crops", metavar="DIR", help="Write a strip of the page for each cell into DIR."),
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """List cells that are uncertain, in a failing check, or given differently by another document.

    JSON lines where the output is no terminal.
    """
    if context.invoked_subcommand is not None:
        return 0
    from crawler.evidence.pictures import EvidenceError
    from crawler.evidence.review import doubt_line, doubt_row, write_crops
    from models.doubts import REASONS

    reasons = tuple(reason or REASONS)
    if unknown := set(reasons) - set(REASONS):
        raise UsageError(f"--reason is {_REASONS}, not {', '.join(sorted(unknown))}")
    config = config_of(db, data)
    corpus = open_corpus(config)
    try:
        found = corpus.doubts(province=province, year=year, report=_key(report), reasons=reasons)
    finally:
        corpus.close()
    left, failed = limit if limit is not None else sys.maxsize, 0
    for view, doubts in found:
        shown, left = doubts[:left], left - len(doubts[:left])
        files: dict[str, str] = {}
        if crops is not None and shown:
            try:
                files = write_crops(config, view, shown, crops)
            except EvidenceError as error:
                failed += 1
                say(str(error))
        for doubt in shown:
            if sys.stdout.isatty():
                print(doubt_line(doubt))
            else:
                emit(doubt_row(doubt, files.get(doubt.cell_id)))
    cells = sum(len(doubts) for _, doubts in found)
    say(f"{cells} doubtful cells in {len(found)} reports")
    return 1 if failed else 0


def decide(
    report: Annotated[
        str | None,
        typer.Argument(metavar="[REPORT]", help="BODY@YEAR, or the beginning of a document's sha256."),
    ] = None,
    cell: Annotated[str | None, typer.Argument(metavar="[CELL]", help="Cell id.")] = None,
    value: Annotated[
        str | None, typer.Argument(metavar="[VALUE]", help="A number, or blank, slash, dash or text.")
    ] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who decides.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="JSONL", help="Decisions: report or sha256, cell, value, author, note a line."
        ),
    ] = None,
    db: Db = None,
) -> int:
    """Keep a decision beside the reading; exports and `show` carry both."""
    from crawler.evidence.review import decisions_of
    from models.database import CorpusError

    if file is None:
        if report is None or cell is None or value is None or not author:
            raise UsageError("say REPORT, CELL, VALUE and --author, or give --file")
        decisions = [(report, cell, value, author, note or "")]
    else:
        try:
            decisions = list(decisions_of(iter(_rows(file)), author))
        except ValueError as error:
            raise UsageError(f"{file}: {error}") from None
    failed = 0
    corpus = open_corpus(config_of(db))
    try:
        for words in decisions:
            try:
                _keep(corpus, *words)
            except CorpusError as error:
                if file is None:
                    raise UsageError(str(error)) from None
                failed += 1
                say(f"{words[0]} {words[1]}: {error}")
    finally:
        corpus.close()
    say(f"{len(decisions) - failed} decisions kept")
    return 1 if failed else 0


def _keep(corpus: Corpus, document: str, cell: str, value: str, author: str, note: str) -> None:
    from models.judgements import Decision

    view = corpus.view(document)
    judged = corpus.decide(Decision(view.sha256, view.part, cell, value, author, note or None))
    read = view.record.values.get(cell)
    say(f"{view.report_id or view.sha256[:12]} {cell}: read {read}, judged {judged.value or judged.state}")


def _rows(file: Path) -> list[dict[str, Any]]:
    import json

    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise ValueError(f"line {number} is not JSON") from None
            if not isinstance(row, dict):
                raise ValueError(f"line {number} is no JSON object")
            rows.append(row)
    return rows


def _key(report: str | None) -> tuple[str, int] | None:
    if report is None:
        return None
    body, _, year = report.replace("@", " ").rpartition(" ")
    if not body or not year.isdigit():
        raise UsageError(f"--report takes BODY@YEAR like 410724/gov@2024, not {report!r}")
    return body, int(year)
