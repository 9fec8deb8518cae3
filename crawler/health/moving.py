"""Which column took over from one that ended: the one in which its reports stand again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.health.trees import Trees
from models.sourcefacts import ColumnFigures, KnownColumn, MoveFact
from spiders.addresses import canonical

STALE = "stale"
Keys = Mapping[str, Mapping[str, set[str]]]
"""Column -> address -> reports (`body@year`) that stand there."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A column that ended, why (`moves.why`), and its follower where a redirect names it."""

    url: str
    portal: str
    why: str
    follower: str | None


@dataclass(frozen=True, slots=True)
class _Stock:
    """The reports of a column: one set of names for each, `body@year` or the address where it has none."""

    reports: tuple[frozenset[str], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset().union(*self.reports)

    @property
    def newest(self) -> int:
        """Latest report year; 0 where none is known."""
        return max((int(name.rpartition("@")[2]) for name in self.names if "@" in name), default=0)

    def found_in(self, names: frozenset[str]) -> int:
        return sum(bool(report & names) for report in self.reports)


def find_moves(
    ended: Sequence[Ended],
    rows: Sequence[ColumnFigures],
    columns: Sequence[KnownColumn],
    trees: Trees,
    keys: Keys,
    run_id: int,
) -> list[MoveFact]:
    """The moves of a run.

    A column follows another one where it was first seen after the other had last given a report, and at least
    half of the other's reports stand in it. One that still stands with its reports is followed (`stale`) only
    where nothing leads to it any more and the new one has a later year.
    """
    known = {column.url: column for column in columns}
    platforms = {row.column_url: row.platform for row in rows}
    given = {row.column_url: row.reports for row in rows}
    moves = []
    for entry in ended:
        tree = trees.below(entry.url)
        had = _stock(tree, keys)
        if not had.reports:
            continue
        last = max((known[url].last_given or 0 for url in tree if url in known), default=0)
        best: tuple[int, int, str] | None = None
        for url, reports in given.items():
            if url in tree or not reports or not _may_follow(entry, known.get(url), last, run_id):
                continue
            stock = _stock(trees.below(url), keys)
            found = had.found_in(stock.names)
            enough = 2 * found >= len(had.reports)
            if not enough or (entry.why == STALE and stock.newest <= had.newest):
                continue
            # The outermost column that has them, the smallest of several.
            rank = (found, -len(stock.reports), url)
            if best is None or rank > best:
                best = rank
        if best is not None:
            moves.append(
                MoveFact(
                    run_id=run_id,
                    from_url=entry.url,
                    to_url=best[2],
                    portal=entry.portal,
                    why=entry.why,
                    found=best[0],
                    had=len(had.reports),
                    platform_before=known[entry.url].platform if entry.url in known else None,
                    platform_after=platforms.get(best[2]),
                )
            )
    return moves


def _may_follow(entry: Ended, column: KnownColumn | None, last_given: int, run_id: int) -> bool:
    if entry.follower is not None:
        return column is not None and column.url == entry.follower
    if column is None or column.first_run is None:
        return False
    if entry.why == STALE:
        return column.first_run == run_id
    return column.first_run > last_given


def _stock(urls: Sequence[str], keys: Keys) -> _Stock:
    """The distinct reports of some columns; two addresses of one report are one."""
    distinct: dict[str, frozenset[str]] = {}
    for url in urls:
        for address, reports in keys.get(url, {}).items():
            name = min(reports, default=canonical(address))
            distinct[name] = distinct.get(name, frozenset()) | reports | {canonical(address)}
    return _Stock(tuple(distinct.values()))
