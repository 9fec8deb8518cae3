"""`nianbao show`: one report as a person reads it, with the evidence for every figure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.jobs import ParseJob
    from models.view import View

REPORT = "Body id and year (410724/gov 2024), the beginning of a document's sha256, or a file."


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "show",
        epilog="Example: nianbao show 410724/gov 2024 --picture report.png\n\n"
        "Example: nianbao show report.pdf --cells",
    )(show)


def show(
    report: Annotated[list[str], typer.Argument(metavar="REPORT…", help=REPORT)],
    cells: Annotated[
        bool, typer.Option("--cells", help="Every figure with its place and source (JSON lines in a pipe).")
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="OUT.png",
            help="Draw the pages, cells outlined: green printed, yellow uncertain, red failing check.",
        ),
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """Print the tables of a report with its doubts marked."""
    from crawler.evidence.terminal import cell_lines, cell_rows, print_view

    if picture is not None and picture.suffix.lower() != ".png":
        raise UsageError(f"--picture writes PNG: {picture} should end in .png")
    config = config_of(db, data)
    view, job = view_and_job(config, report)
    # First the file: the one who reads the text may go away (`| head`).
    drawn = 0 if picture is None else draw_view(config, view, job, picture)
    if not cells:
        print_view(view, sys.stdout)
    elif sys.stdout.isatty():
        print(*cell_lines(view), sep="\n")
    else:
        for row in cell_rows(view):
            emit(row)
    return 1 if drawn or view.record.outcome == "unreadable" else 0


def view_and_job(config: Config, words: list[str]) -> tuple[View, ParseJob]:
    """The report that words name, and how to get at its original; a file is parsed at once."""
    from crawler.jobs import ParseJob

    path = Path(words[0])
    if len(words) == 1 and path.is_file():
        return _of_file(config, path)
    corpus = open_corpus(config)
    try:
        view: View = corpus.view(*words)
    finally:
        corpus.close()
    return view, ParseJob(source=view.report_id or view.sha256, archive=config.archive, ref=view.archive)


def _of_file(config: Config, path: Path) -> tuple[View, ParseJob]:
    from crawler.inputs import BadInput, read_file
    from crawler.jobs import ParseFault, ParseJob, ParsePool, limits_of, parse_job
    from models.view import view_of_record

    data = read_file(path)
    if isinstance(data, BadInput):
        raise UsageError(f"{data.source}: {data.detail}")
    job = ParseJob(source=str(path), data=data)
    with ParsePool(1, limits_of(config), parse_job) as pool:
        ((_, reading),) = pool.run([job])
    if isinstance(reading, ParseFault):
        raise UsageError(f"{path}: {reading.failure.value}: {reading.detail}")
    if reading.outcome == "several_reports":
        say(f"{len(reading.parts)} reports in one document; the first is shown")
        return view_of_record(reading.parts[0], 1), job
    return view_of_record(reading), job


def draw_view(config: Config, view: View, job: ParseJob, out: Path) -> int:
    """Write a PNG a page and say which cells have no place on any."""
    from crawler.evidence.marks import marks_of
    from crawler.evidence.pictures import DrawOrder, EvidenceError, Outline, pictures_of
    from crawler.jobs import limits_of

    marks = marks_of(view)
    outlines = tuple(
        Outline(cell, place, marks[cell]) for cell, place in view.record.where.items() if cell in marks
    )
    if not outlines or (job.data is None and job.ref is None):
        say("nothing to draw: " + ("no figures" if not outlines else "the original is not archived"))
        return 1
    try:
        pictures = pictures_of(job, DrawOrder(outlines), limits_of(config))
    except EvidenceError as error:
        say(str(error))
        return 1
    drawn: set[str] = set()
    for picture in pictures:
        path = out if len(pictures) == 1 else out.with_stem(f"{out.stem}-{picture.name.replace(' ', '')}")
        path.write_bytes(picture.png)
        say(f"{path}: {len(picture.cells)} cells")
        drawn |= set(picture.cells)
    if len(drawn) < len(outlines):
        say(f"{len(outlines) - len(drawn)} cells have no place on a page")
    return 0
