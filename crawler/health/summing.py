"""What each column and portal gave in a run, summed up from its requests, reports and failures. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.health.trees import trees_of
from models.sourcefacts import (
    Answer,
    ColumnFigures,
    FailedAddress,
    KnownColumn,
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
    entries: Mapping[str, str] = field(default_factory=dict)
    """The address that the run began with, by host of the portal."""


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


def _telling(failed: Sequence[FailedAddress]) -> str:
    """The failure that says most about a portal: its home page's, else one of the commonest class."""
    if not failed:
        return ""
    common = Counter(entry.failure for entry in failed)
    best = min(failed, key=lambda entry: (not is_home(entry.url), -common[entry.failure], entry.url))
    return f"{best.url}: {best.failure}: {best.detail}"[:_SHOWN]
