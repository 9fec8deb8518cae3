"""`nianbao export`: a release of the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.console import Db, UsageError, config_of, open_corpus, say, years_of

_FORMATS = ("csv", "jsonl", "parquet", "sqlite")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("export", epilog="Example: nianbao export release/ --format csv,parquet --year 2021-2024")(
        export
    )


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the release; made where it is missing.")
    ],
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Any of csv,jsonl,parquet,sqlite.")
    ] = "csv",
    year: Annotated[
        str | None, typer.Option("--year", metavar="Y or Y-Y", help="Report years wanted.")
    ] = None,
    province: Annotated[str | None, typer.Option("--province", help="A province's name or code.")] = None,
    db: Db = None,
) -> int:
    """Write tables, data dictionary and checksums."""
    wanted = {name.strip() for name in formats.split(",") if name.strip()}
    if not wanted or wanted - set(_FORMATS):
        raise UsageError(f"--format takes any of {','.join(_FORMATS)}, not {formats!r}")
    from crawler.progress import Progress
    from models.release import export as release

    years = years_of(year)
    corpus = open_corpus(config_of(db))
    try:
        with Progress("rows") as progress:
            release(corpus, folder, wanted, years=years, province=province, progress=progress.step)
    finally:
        corpus.close()
    say(f"written to {folder}")
    return 0
