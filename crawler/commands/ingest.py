"""`nianbao ingest`: the pipeline fed from disk."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.commands.console import Data, Db, config_of


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "ingest", epilog="Example: nianbao ingest reports/ pages.warc.gz --db sqlite:///data/nianbao.db"
    )(ingest)


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Report files, folders, WARC files, or a JSONL or "
            "CSV list (path_or_url, url, title, host, province_code, published).",
        ),
    ],
    db: Db = None,
    data: Data = None,
) -> int:
    """Take files in as if they had been crawled; a second time nothing is new."""
    from crawler.ingest import ingest as take_in
    from crawler.progress import Progress
    from crawler.report import print_summary

    with Progress("inputs") as progress:
        summary = take_in(config_of(db, data), paths, progress.step)
    print_summary(summary)
    return summary.exit_code
