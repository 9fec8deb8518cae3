"""`nianbao archive`: keep the archive of originals small without losing one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, config_of, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.compaction.compacting import Compacted
    from crawler.compaction.planning import Entry


def register(app: typer.Typer) -> None:
    """Add the verb."""
    group = typer.Typer(no_args_is_help=True, help="Keep the archive of originals small.")
    group.command("compact", epilog="Example: nianbao archive compact --keep-days 400 --write")(compact)
    app.add_typer(group, name="archive")


def compact(
    keep_days: Annotated[
        int | None,
        typer.Option(
            "--keep-days",
            min=1,
            metavar="DAYS",
            help="Answers older than this go, except documents and the last good answer of each address.",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Do it; otherwise only say what it would do.")
    ] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """Make few files of many and drop what nothing refers to; every original of a document stays for ever.

    Nothing else may use the archive meanwhile. A compaction that was killed is finished by the next one.
    """
    from crawler.archive import ArchiveError
    from crawler.compaction.compacting import compact as carry_out
    from crawler.progress import Progress
    from models.corpus import Corpus

    config = config_of(db, data)
    if not config.archive.is_dir():
        raise ArchiveError(f"there is no archive in {config.archive}")
    before = config.clock() - timedelta(days=keep_days) if keep_days is not None else None
    with Corpus.open(config.db) as corpus, Progress("records") as progress:
        done = carry_out(corpus, config.archive, before, write, progress.step)
    _print(done, keep_days, write)
    return 0


def _print(done: Compacted, keep_days: int | None, write: bool) -> None:
    plan = done.plan
    about = "" if write else "about "
    print(f"before    {_size(done.files, done.size)}")
    print(f"after     {about}{_size(done.files_after, done.size_after)}")
    print(
        f"rewritten {len(plan.files)} files: {len(plan.whole)} records, "
        f"{len(plan.references)} repeated answers"
    )
    if keep_days is not None:
        print(f"dropped   {_records(plan.aged)} of answers older than {keep_days} days")
    print(f"dropped   {_records(plan.unknown)} that no row of the database refers to")
    if not write:
        say("nothing was changed: --write does it")


def _size(files: int, size: int) -> str:
    return f"{size / 1e6:.1f} MB in {files} files"


def _records(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} records, {sum(entry.size for entry in entries) / 1e6:.1f} MB,"
