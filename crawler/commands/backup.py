"""`nianbao backup` and `restore`: everything in one folder, proved by digests, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.console import Data, Db, config_of, say
from crawler.commands.database import print_problems


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup", epilog="Example: nianbao backup /media/disk/nianbao --data data/")(backup)
    app.command(
        "restore",
        epilog="Example: nianbao restore /media/disk/nianbao --db sqlite:///new/nianbao.db --data new/",
    )(restore)


def backup(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET", help="Folder of the backup; one that is there is brought up to date."
        ),
    ],
    db: Db = None,
    data: Data = None,
) -> int:
    """Keep database, archive and own settings in a folder, as they were at one moment; a crawl may go on."""
    from crawler.backups.making import back_up
    from crawler.progress import Progress

    with Progress("chunks") as progress:
        manifest = back_up(config_of(db, data), target, progress.step)
    rows = sum(part.rows for part in manifest.tables)
    size = sum(part.size for part in manifest.files)
    print(f"{len(manifest.tables)} tables with {rows} rows, {len(manifest.files)} files with {size} bytes")
    say(f"written to {target}, and read back")
    return 0


def restore(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Folder of a backup.")],
    db: Db = None,
    data: Data = None,
) -> int:
    """Put a backup back into an empty place, prove every digest, then check it; exit code 1: a problem."""
    from crawler.backups.restoring import restore as put_back
    from crawler.progress import Progress

    config = config_of(db, data)
    with Progress("chunks") as progress:
        manifest = put_back(config, source, progress.step)
    print(f"restored as of {manifest.made}, schema {manifest.schema}")
    return print_problems(config)
