"""The state of the corpus in words, the most telling first; tables that line up on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from crawler.printable import printable
from models.facts import FindingRow, HostStatus, RunRow, Status

_HOSTS = 10
_RUNS = 5


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines whose columns line up on a terminal, where a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def archive_line(folder: Path, sizes: Sequence[int]) -> str:
    """The archive in a line, by the bytes of its files."""
    return f"archive    {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files of {printable(str(folder))}"


def status_lines(state: Status, archive: str, everything: bool = False) -> Iterator[str]:
    """The state for a person: the outcome first, then what waits and what failed, then details."""
    counts = state.counts
    years = ", ".join(f"{year}: {number}" for year, number in state.years.items())
    bodies = f" of {counts['bodies_reporting']} bodies ({years})" if years else ""
    yield f"reports    {counts['reports']}{bodies}"
    yield f"documents  {counts['documents']} ({_figures(state.outcomes) or 'none read yet'})"
    yield (
        f"waiting    {counts['documents_pending']} to be parsed, {state.review} for review by a person, "
        f"{counts['documents_quarantined']} given up"
    )
    yield f"failed     {sum(state.failures.values())} addresses" + (
        f" ({_figures(state.failures)})" if state.failures else ""
    )
    if watched := sum(state.lists.values()):
        looked = f"; last look {state.looked_at:%Y-%m-%d %H:%M} UTC" if state.looked_at else ""
        yield f"watched    {watched} lists ({_figures(state.lists)}){looked}"
    yield f"last run   {_run(state.runs[0]) if state.runs else 'none'}"
    yield archive
    yield ""
    yield from _host_lines(state.hosts, everything)
    if len(state.runs) > 1:
        yield "runs before that"
        yield from (f"  {_run(run)}" for run in state.runs[1 : None if everything else _RUNS])
    if everything:
        yield "rows by table"
        yield from (f"  {name}: {number}" for name, number in counts.items())


def finding_text(row: FindingRow) -> str:
    """A failing check with its cells and addresses, one line each."""
    report = f"{row.body_name or '?'} {row.report_year or ''}".strip()
    lines = [f"{report}: {row.severity or 'unrated'}: {row.check_id}: {row.detail}"]
    for cell, value, place in row.cells:
        lines.append(f"    {cell} = {'-' if value is None else value}" + (f"  ({place})" if place else ""))
    return "\n".join([*lines, *(f"    {url}" for url in row.urls)])


def _host_lines(hosts: Sequence[HostStatus], everything: bool) -> Iterator[str]:
    # What failed is what a person looks for; all else is the same again and again.
    ranked = sorted(hosts, key=lambda host: (-host.failed, -host.fetched, host.host))
    shown = ranked if everything else ranked[:_HOSTS]
    if not shown:
        return
    rows = [("  host", "asked", "failed", "documents")]
    rows += [
        ("  " + (host.host or "(files)"), str(host.fetched), str(host.failed), str(host.sources))
        for host in shown
    ]
    yield from aligned(rows)
    if len(shown) < len(ranked):
        yield f"  and {len(ranked) - len(shown)} more (--all shows them)"


def _run(run: RunRow) -> str:
    failed = run.summary.get("failed_by_class")
    number = sum(failed.values()) if isinstance(failed, Mapping) else 0
    took = f", {_duration(run.finished_at - run.started_at)}" if run.finished_at else ""
    return (
        f"{run.id} {run.command} {run.state} {run.started_at:%Y-%m-%d %H:%M} UTC{took}, "
        f"requests {run.summary.get('requests', 0)}, new {run.summary.get('new', 0)}, "
        f"changed {run.summary.get('changed', 0)}, failed {number}"
    )


def _duration(took: timedelta) -> str:
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    )


def _figures(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in _largest_first(numbers.items()))


def _largest_first(figures: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(figures, key=lambda figure: (-figure[1], figure[0]))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
