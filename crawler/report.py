"""The summary of a run as lines for a person: figures on stdout, what failed on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from crawler.jsonlogs import tell
from crawler.printable import printable
from crawler.summary import RunSummary
from models.sourcefacts import MoveFact

_NAMED = 50
_SHOWN = 300


def print_summary(summary: RunSummary) -> None:
    """Print a run's figures to stdout and its failures to stderr."""
    tell(f"run {summary.run_id} ended", summary=summary.to_json())
    for line in figures(summary):
        print(line)
    for move in summary.moved:
        print(printable(f"  column moved: {move_text(move)}"))
    _name("waiting", summary.waiting, "the table review_items of a release")
    _name("failed", summary.failed, "`nianbao status`")


def _name(what: str, entries: Sequence[tuple[str, str, str]], where: str) -> None:
    """A line for each address with its class and sentence; of many, say where the others are."""
    for url, kind, detail in entries[:_NAMED]:
        print(printable(f"{what}: {url[:_SHOWN]}: {kind}: {detail[:_SHOWN]}"), file=sys.stderr)
    if len(entries) > _NAMED:
        print(f"{what}: {len(entries) - _NAMED} more, all of them in {where}", file=sys.stderr)


def _with_reasons(summary: RunSummary) -> str:
    reasons = Counter(reason for _, reason, _ in summary.waiting)
    told = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
    return f"{summary.review} ({told})" if summary.review else ""


def move_text(move: MoveFact) -> str:
    """A move in words: from where to where, and how many of the reports were found again."""
    platforms = ""
    if move.platform_before != move.platform_after:
        platforms = f", {move.platform_before} before, {move.platform_after} now"
    return (
        f"{move.from_url} -> {move.to_url} "
        f"({move.why}; {move.found} of {move.had} reports found again{platforms})"
    )


def figures(summary: RunSummary) -> list[str]:
    """The figures of a run, a line each; those that are nought are left out but for the first ones."""
    head = f"run {summary.run_id}: {summary.command}" + (", continued" if summary.resumed else "")
    if summary.stopped:
        head += f", stopped ({summary.stopped})"
    always = [("documents found", summary.found), ("new reports", summary.new)]
    further = [
        ("changed reports", summary.changed),
        ("further sources", summary.duplicate),
        ("several reports in one", summary.several),
        ("waiting for review", _with_reasons(summary)),
        ("no reports", summary.not_report),
        ("blank forms", summary.blank_form),
        ("unreadable", summary.unreadable),
        ("columns", summary.columns),
        ("lists walked", summary.lists),
        ("hosts to register (spiders leads)", summary.proposed),
        ("requests", summary.requests),
        ("retries", summary.retries),
        ("pages from the archive", summary.pages_from_archive),
        ("pages unchanged", summary.pages_unchanged),
        ("answers in WARC files", summary.captures),
        ("files that are no reports", summary.left_files),
    ]
    lines = [
        head,
        *(f"  {name}: {value}" for name, value in always),
        *(f"  {name}: {value}" for name, value in further if value),
    ]
    if summary.requests_per_report is not None and summary.requests:
        lines.append(f"  requests per document: {summary.requests_per_report}")
    if summary.pages_rendered:
        lines.append(
            f"  through a browser: {summary.pages_rendered} ({summary.rendered_share} % of requests)"
        )
    lines += [f"  by way of {name}: {number} requests" for name, number in summary.ways]
    if summary.failed:
        classes = ", ".join(f"{name} {number}" for name, number in summary.failed_by_class.items())
        lines.append(f"  failed: {len(summary.failed)} ({classes})")
    return lines
