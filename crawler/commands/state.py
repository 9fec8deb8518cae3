"""`nianbao status`: what is there."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.commands.console import Data, Db, config_of, emit, open_corpus

_RUNS = 10


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("status", epilog="Example: nianbao status --all")(status)


def status(
    json_output: Annotated[bool, typer.Option("--json", help="One JSON object instead of a text.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every host, every run, every table.")] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """State of the corpus, its sources, its runs and its archive."""
    from crawler.statetext import archive_line, status_lines

    config = config_of(db, data)
    corpus = open_corpus(config)
    try:
        state = corpus.status(None if everything else _RUNS)
    finally:
        corpus.close()
    sizes = [path.stat().st_size for path in config.archive.glob("*.warc.gz")]
    if json_output:
        emit({**_plain(state), "archive": {"files": len(sizes), "bytes": sum(sizes)}})
    else:
        print(*status_lines(state, archive_line(config.archive, sizes), everything), sep="\n")
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
