"""At the end of a run: what each column and portal gave, and which moved. Pure but for `close_sources`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.health.moving import STALE, Ended, find_moves
from models import sources
from models.corpus import Corpus
from models.database import reading, writing
from models.sourcefacts import (
    Answer,
    ColumnFigures,
    FailedAddress,
    KnownColumn,
    MoveFact,
    PortalFigures,
    SeenColumn,
    Traffic,
)
from parsers.failures import Failure
from spiders.addresses import canonical, is_home

_NO_COLUMN = "answers, but is no column of reports"
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What a run knows at its end that the database does not."""

    run_id: int
    whole: bool
    """False where years, days or levels were left out, or where it was stopped."""
    stopped: bool = False
    partly: Collection[str] = frozenset()
    """Hosts of which only a single page was asked for."""
    registered: Mapping[str, str] = field(default_factory=dict)
    """Columns that the registry has seen alive, of the portals visited: address -> host of the portal."""
    entered: Collection[str] = frozenset()
    """Canonical addresses asked for without a page that leads to them."""
    linked: Collection[str] = frozenset()
    """Those of them that a page leads to all the same."""


def close_sources(corpus: Corpus, end: RunEnd) -> tuple[MoveFact, ...]:
    """Keep what the sources gave in a run and return the columns that moved in it. Raises CorpusError."""
    with reading(corpus.engine) as connection:
        traffic = sources.traffic(connection, end.run_id)
        portals = {row.portal for row in traffic.rows}
        columns = [column for column in sources.columns(connection) if column.portal in portals]
        asked = {column.url for column in columns} | set(end.registered)
        asked |= {column.asked_url for column in traffic.seen}
        answers = sources.answers(connection, end.run_id, asked)
        rows = column_rows(traffic, columns, answers, end)
        moved: list[MoveFact] = []
        if not end.stopped:
            known = {move.from_url for move in sources.moves(connection)}
            ended = [entry for entry in ended_columns(rows, columns, end) if entry.url not in known]
            trees = trees_of(columns)
            wanted = [url for entry in ended for url in trees.below(entry.url)]
            wanted += [row.column_url for row in rows if ended]
            keys = sources.report_keys(connection, wanted)
            moved = find_moves(ended, rows, columns, trees, keys, end.run_id)
    with writing(corpus.engine) as connection:
        sources.keep(connection, rows, portal_rows(traffic, end), moved)
    return tuple(moved)


@dataclass(frozen=True, slots=True)
class Trees:
    """Which columns stand inside which."""

    inside: Mapping[str, Sequence[str]]

    def below(self, url: str) -> list[str]:
        """A column and all columns inside it, at any depth."""
        found = {url: None}
        waiting = [url]
        while waiting:
            for child in self.inside.get(waiting.pop(), ()):
                if child not in found:
                    found[child] = None
                    waiting.append(child)
        return list(found)


def trees_of(columns: Iterable[KnownColumn | SeenColumn]) -> Trees:
    inside: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        if column.parent_url is not None:
            inside[column.parent_url].append(column.url)
    return Trees(inside)


@dataclass(slots=True)
class _Sum:
    requests: int = 0
    browser_pages: int = 0
    reports: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    times: list[datetime] = field(default_factory=list)

    def add(self, other: _Sum) -> None:
        self.requests += other.requests
        self.browser_pages += other.browser_pages
        self.reports += other.reports
        self.failures += other.failures
        self.times += other.times


def column_rows(
    traffic: Traffic, columns: Sequence[KnownColumn], answers: Mapping[str, Answer], end: RunEnd
) -> list[ColumnFigures]:
    """The figures of every column that a run recognised or asked for, the columns inside it included."""
    own = _own_sums(traffic, answers)
    trees = trees_of(traffic.seen)
    rows = []
    for column in traffic.seen:
        total = _Sum()
        for url in trees.below(column.url):
            total.add(own.get(url, _Sum()))
        # A page that sent on to the column answered for it.
        if column.asked_url != column.url and (answer := answers.get(column.asked_url)):
            total.requests += answer.requests
        rows.append(_row(column.url, column.portal, end, total, column))
    here = {canonical(url) for column in traffic.seen for url in (column.url, column.asked_url)}
    wanted = {column.url: column.portal for column in columns if column.parent_url is None}
    for url, portal in {**end.registered, **wanted}.items():
        answer = answers.get(url)
        if answer is None or canonical(url) in here:
            continue
        if answer.failure is None and url not in wanted:
            continue  # a registered address that only leads on to columns
        total = own.get(url, _Sum())
        failure, detail = answer.failure or str(Failure.LAYOUT_CHANGED), answer.detail or _NO_COLUMN
        rows.append(_row(url, portal, end, total, None, failure, detail))
    return rows


def _own_sums(traffic: Traffic, answers: Mapping[str, Answer]) -> dict[str, _Sum]:
    """Figures by column without those inside it; its own page counts for the column around it, if any."""
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for row in traffic.rows:
        if row.column_url is not None:
            entry = sums[row.column_url]
            entry.requests += row.requests
            entry.browser_pages += row.requests * (row.via == "browser")
            entry.times += [row.first_at, row.last_at]
    parents = {column.url: column.parent_url for column in traffic.seen}
    for url, answer in answers.items():
        if url in parents and parents[url] is not None:
            continue  # asked for on behalf of the column around it, whose figures include it
        entry = sums[url]
        entry.requests += answer.requests
        entry.browser_pages += answer.browser_pages
        entry.times += [answer.first_at, answer.last_at]
    for (url, _portal), number in traffic.reports.items():
        sums[url].reports += number
    for failed in traffic.failed:
        if failed.column_url is not None:
            sums[failed.column_url].failures[failed.failure] += 1
    return sums


def _row(
    url: str,
    portal: str,
    end: RunEnd,
    total: _Sum,
    seen: SeenColumn | None,
    failure: str | None = None,
    detail: str = "",
) -> ColumnFigures:
    key = canonical(url)
    return ColumnFigures(
        run_id=end.run_id,
        column_url=url,
        portal=portal,
        asked_url=seen.asked_url if seen else url,
        platform=seen.platform if seen else None,
        reason=seen.reason if seen else None,
        via=seen.via if seen else None,
        linked=key not in end.entered or key in end.linked,
        failure=failure,
        detail=detail[:_SHOWN],
        whole=end.whole,
        reports=total.reports,
        requests=total.requests,
        browser_pages=total.browser_pages,
        failures=dict(sorted(total.failures.items())),
        first_at=min(total.times, default=None),
        last_at=max(total.times, default=None),
    )


def portal_rows(traffic: Traffic, end: RunEnd) -> list[PortalFigures]:
    """The figures of every portal that a run asked anything of."""
    by_portal = defaultdict(list)
    for row in traffic.rows:
        by_portal[row.portal].append(row)
    failed: dict[str, list[FailedAddress]] = defaultdict(list)
    for entry in traffic.failed:
        failed[entry.portal].append(entry)
    seen = Counter(column.portal for column in traffic.seen)
    reports: Counter[str] = Counter()
    for (_column, portal), number in traffic.reports.items():
        reports[portal] += number
    return [
        PortalFigures(
            run_id=end.run_id,
            portal=portal,
            whole=end.whole and portal not in end.partly,
            answered=sum(row.answered for row in rows),
            columns=seen[portal],
            reports=reports[portal],
            requests=sum(row.requests for row in rows),
            browser_pages=sum(row.requests for row in rows if row.via == "browser"),
            failures=dict(sorted(Counter(entry.failure for entry in failed[portal]).items())),
            detail=_telling(failed[portal]),
            first_at=min(row.first_at for row in rows),
            last_at=max(row.last_at for row in rows),
        )
        for portal, rows in sorted(by_portal.items())
    ]


def _telling(failed: Sequence[FailedAddress]) -> str:
    """The failure that says most about a portal: its home page's, else one of the commonest class."""
    if not failed:
        return ""
    common = Counter(entry.failure for entry in failed)
    best = min(failed, key=lambda entry: (not is_home(entry.url), -common[entry.failure], entry.url))
    return f"{best.url}: {best.failure}: {best.detail}"[:_SHOWN]


def ended_columns(rows: Sequence[ColumnFigures], columns: Sequence[KnownColumn], end: RunEnd) -> list[Ended]:
    """The outermost columns whose reports may stand elsewhere now: gone, empty, sent on, or left behind."""
    known = {column.url: column for column in columns}
    here = {row.column_url: row for row in rows}
    ended = []
    for row in rows:
        column = known.get(row.column_url)
        if column is None or column.parent_url is not None or column.first_run == end.run_id:
            continue
        if row.failure is not None:
            if Failure(row.failure) in MOVABLE:
                ended.append(Ended(row.column_url, row.portal, row.failure, None))
        elif not row.reports:
            ended.append(Ended(row.column_url, row.portal, str(Failure.EMPTY_LIST), None))
        elif not row.linked and row.via in ("known", "registered"):
            ended.append(Ended(row.column_url, row.portal, STALE, None))
    for row in rows:
        # The old address answers with a redirect to the new one.
        key = canonical(row.asked_url)
        if key == canonical(row.column_url):
            continue
        ended += [
            Ended(column.url, row.portal, "redirect", row.column_url)
            for column in columns
            if column.parent_url is None and canonical(column.url) == key and column.url not in here
        ]
    return ended


MOVABLE = frozenset(
    {
        Failure.GONE,
        Failure.SOFT_404,
        Failure.REDIRECT_SHELL,
        Failure.LAYOUT_CHANGED,
        Failure.EMPTY_LIST,
        Failure.DNS,
        Failure.TCP,
        Failure.TIMEOUT,
    }
)
"""What became of a column's page where its reports may be found elsewhere."""
