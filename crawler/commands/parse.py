"""`nianbao parse`: documents in, records out. No database, no network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import config_of, emit, say

if TYPE_CHECKING:
    from crawler.jobs import ParseJob

PATHS = "Report files or folders; - reads one document from standard input."


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("parse", epilog="Example: nianbao parse report.html reports/ --jsonl > records.jsonl")(parse)


def parse(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help=PATHS)],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One record a line, also on a terminal.")] = False,
) -> int:
    """Print the record of each document, in input order."""
    from crawler.jobs import ParseFault, ParsePool, limits_of
    from crawler.lines import fault_line, parse_line
    from crawler.progress import Progress

    config = config_of()
    pretty = sys.stdout.isatty() and not jsonl
    failed = 0
    # On a terminal the records themselves show how far it is.
    progress = Progress("documents", shown=not sys.stdout.isatty())
    with progress, ParsePool(max(1, config.workers), limits_of(config), parse_line) as pool:
        for job, answer in pool.run(jobs_of(paths)):
            progress.step(job.source)
            line = fault_line(job, answer) if isinstance(answer, ParseFault) else answer
            if pretty:
                emit(json.loads(line.text), pretty)
            else:
                sys.stdout.write(line.text + "\n")
            if line.error is not None:
                failed += 1
                say(f"{job.source}: {line.error}")
    return 1 if failed else 0


def expanded(job: ParseJob) -> Iterator[ParseJob]:
    """The job of a document, or one for each file of an archive, in their order."""
    from crawler.expanding import unpack_job
    from crawler.inputs import BadInput
    from crawler.jobs import ParseFault, ParseJob, ParsePool, limits_of
    from crawler.unpacking import BadMember, is_archive, member_address

    if job.data is None or not is_archive(job.data):
        yield job
        return
    with ParsePool(1, limits_of(config_of()), unpack_job) as pool:
        ((_, members),) = pool.run([job])
    if isinstance(members, ParseFault):
        yield ParseJob(job.source, key=BadInput(job.source, members.failure, members.detail))
        return
    for member in members:
        source = member_address(job.source, member.name)
        if isinstance(member, BadMember):
            yield ParseJob(source, key=BadInput(source, member.failure, member.detail))
        else:
            yield ParseJob(source, member.data)


def jobs_of(paths: Sequence[str]) -> Iterator[ParseJob]:
    """One job per input, in order; a bad input is a job too, so that its record has its place."""
    from crawler.inputs import MAX_DOCUMENT, BadInput, files_of, read_file
    from crawler.jobs import ParseJob
    from parsers.failures import Failure

    for name in paths:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_DOCUMENT + 1) if sys.stdin else b""
            if len(data) > MAX_DOCUMENT:
                yield ParseJob(
                    source="-",
                    key=BadInput("-", Failure.TOO_LARGE, f"more than {MAX_DOCUMENT >> 20} MB"),
                )
            else:
                yield ParseJob(source="-", data=data)
            continue
        for path in files_of([name]):
            data = path if isinstance(path, BadInput) else read_file(path)
            if isinstance(data, BadInput):
                yield ParseJob(source=data.source, key=data)
            else:
                yield from expanded(ParseJob(source=str(path), data=data))
