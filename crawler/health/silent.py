"""Portals that answered and led to no column of reports: a miss that no single address tells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.health.summing import RunEnd, portal_rows
from models.sourcefacts import PortalFigures, Traffic
from parsers.failures import REFUSED, Failure
from spiders.addresses import canonical, host_of, is_home

_TOLD = REFUSED | {Failure.NEEDS_BROWSER}
"""What says by itself why a portal gave nothing."""


@dataclass(frozen=True, slots=True)
class SilentPortal:
    """A portal of which nothing came though it answered; `url` is the address that the run began with."""

    portal: str
    url: str
    detail: str
    last_at: datetime


def silent_portals(traffic: Traffic, end: RunEnd) -> list[SilentPortal]:
    """The portals whose pages were read and led neither to a column nor to a report, each named once.

    A portal whose own page failed, or whose failures say that it lets nobody in, is named by these already;
    of a run that was stopped, or of one page within a limited run, nobody can tell.
    """
    if end.stopped:
        return []
    said = {
        entry.portal
        for entry in traffic.failed
        if entry.failure in _TOLD or is_home(entry.url) or _same(entry.url, end.entries.get(entry.portal))
    }
    return [
        SilentPortal(row.portal, end.entries[row.portal], _detail(row), row.last_at)
        for row in portal_rows(traffic, end)
        if row.answered and not (row.columns or row.reports)
        if row.portal in end.entries and row.portal not in said
        if end.whole or row.portal not in end.partly
    ]


def entries_of(urls: Sequence[str]) -> dict[str, str]:
    """Addresses that a run begins with, by host: of several of one host its home page, else the first."""
    found: dict[str, str] = {}
    for url in sorted(urls, key=lambda url: not is_home(url)):
        found.setdefault(host_of(url), url)
    return found


def _detail(row: PortalFigures) -> str:
    unanswered = row.requests - row.answered
    more = f", {unanswered} requests failed on the way" if unanswered else ""
    return f"its menus lead to no column of annual reports ({row.answered} pages read{more})"


def _same(url: str, entry: str | None) -> bool:
    return entry is not None and canonical(url) == canonical(entry)
