"""`nianbao ingest`: the pipeline fed from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.console import Data, Db, config_of


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "ingest",
        epilog="Example: nianbao ingest reports/ --db sqlite:///data/nianbao.db\n\n"
        "Example: nianbao ingest pages.warc.gz --missing addresses.txt",
    )(ingest)


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Report files, folders, WARC or WACZ files, or a JSONL or "
            "CSV list (path_or_url, url, title, host, province_code, published).",
        ),
    ],
    missing: Annotated[
        Path | None,
        typer.Option(
            "--missing",
            metavar="FILE",
            help="Write the addresses that pages of WARC files name and the files lack, one a line.",
        ),
    ] = None,
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
    if missing is not None:
        missing.write_text("".join(f"{url}\n" for url in summary.missing), encoding="utf-8")
    return summary.exit_code
