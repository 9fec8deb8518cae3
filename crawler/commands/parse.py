"""`nianbao parse`: documents in, records out. No database, no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from crawler.commands.console import config_of, emit, say


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("parse", epilog="Example: nianbao parse report.html reports/ --jsonl > records.jsonl")(parse)


def parse(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Report files or folders; - reads one document from standard input."
        ),
    ],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One record a line, also on a terminal.")] = False,
) -> int:
    """Print the record of each document, in input order."""
    from crawler.jobs import Limits, ParsePool

    config = config_of()
    pretty = sys.stdout.isatty() and not jsonl
    failed = 0
    with ParsePool(config.workers, Limits(config.parse_timeout, config.parse_memory)) as pool:
        for _, record in records(paths, pool):
            emit(record.to_json(), pretty)
            if record.outcome == "unreadable":
                failed += 1
                say(f"{record.source}: {record.error}")
    return 1 if failed else 0


def records(paths: list[str], pool: Any) -> Iterator[tuple[str, Any]]:
    """Yield (source, record) of every input, in order; what cannot be read gets a record that says so."""
    from crawler.inputs import BadInput, files_of, read_file
    from crawler.jobs import ParseFault, ParseJob
    from parsers.record import Record

    def jobs() -> Iterator[ParseJob]:
        for name in paths:
            if name == "-":
                yield ParseJob(source="-", data=sys.stdin.buffer.read())
                continue
            for path in files_of([name]):
                data = path if isinstance(path, BadInput) else read_file(path)
                # A bad input travels through the pool like a document, so that the order is kept.
                source = path.source if isinstance(path, BadInput) else str(path)
                bad = data if isinstance(data, BadInput) else None
                yield ParseJob(source=source, data=b"" if isinstance(data, BadInput) else data, key=bad)

    for job, reading in pool.run(jobs()):
        if isinstance(job.key, BadInput):
            reading = Record(
                job.source, "", None, "unreadable", error=f"{job.key.failure.value}: {job.key.detail}"
            )
        elif isinstance(reading, ParseFault):
            import hashlib

            digest = hashlib.sha256(job.data or b"").hexdigest()
            reading = Record(
                job.source, digest, None, "unreadable", error=f"{reading.failure.value}: {reading.detail}"
            )
        yield job.source, reading
