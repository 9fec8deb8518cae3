"""What the next pass looks at: lists that are due, portals to walk as a whole, pages that may be gone."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from crawler.archive import ArchiveError, ArchiveReader
from crawler.robots import RobotsRules
from crawler.watch import calendar
from models.absences import pending_absences
from models.facts import ArchiveRef, KnownPage
from models.legal import day_in_china
from models.passes import moved_columns, publications
from models.portions import portions
from models.queries import known_pages
from models.runs import unfinished_runs
from models.schema import FetchRow, Portal, PortalRun, Run
from models.watched import Watched, settled_addresses, watched
from parsers.failures import Failure
from spiders import registry
from spiders.addresses import canonical, home_of, host_of
from spiders.peeking import Absent, Peek
from spiders.platforms.protocol import ListRequest

ROBOTS_KEPT = calendar.WHOLE_AT_MOST
"""How long rules once read are enough for looking at lists that are known: every walk reads them anew."""
LOST = frozenset({"gone", "soft_404", "layout_changed", "redirect_shell", "dns", "empty_list"})
"""What became of a list that has to be looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class LookPlan:
    """Lists to look at, one request each."""

    lists: Sequence[Watched]
    absent: Mapping[str, str]
    """Address of a report that may be gone -> its column."""
    homes: Mapping[str, str]
    """Home page by host of a portal."""

    @property
    def keys(self) -> dict[str, str]:
        """Column -> key of its request in the fetch table."""
        return {each.column_url: key_of(each) for each in self.lists}


@dataclass(frozen=True, slots=True)
class WholePlan:
    """Portals to walk as a whole."""

    provinces: tuple[str, ...]
    hosts: frozenset[str]
    urls: tuple[str, ...]
    """Home pages of portals that no file registers."""

    def __bool__(self) -> bool:
        return bool(self.hosts or self.urls)


def look_plan(connection: Connection, now: datetime, scope: Collection[str]) -> LookPlan:
    """The lists of some provinces (spider names; all where empty) that are due.

    Those that a killed pass has seen are due at once: what is new on them may not have been had.
    """
    today, moved = day_in_china(now), moved_columns(connection)
    days, pending = publications(connection), pending_absences(connection, today.isoformat())
    broken_off = unfinished_runs(connection, "watch")
    proving = {row.column_url for row in pending if now - row.noticed_at <= calendar.PROVING}
    lists = [
        each
        for each in watched(connection)
        if (not scope or each.province in scope)
        and each.column_url not in moved
        and (each.list_url is not None or each.column_url in days)
        and (
            each.seen_run_id in broken_off
            or is_due(each, now, days.get(each.column_url, ()), hurry=each.column_url in proving)
        )
    ]
    columns = {each.column_url for each in lists}
    absent = {row.url: row.column_url for row in pending if row.column_url in columns}
    return LookPlan(lists, absent, homes(connection, lists))


def is_due(each: Watched, now: datetime, published: Collection[date], hurry: bool = False) -> bool:
    """Whether it is time to look at a list again; `hurry` where something on it has to be known soon."""
    last = max(filter(None, (each.asked_at, each.seen_at)))
    every = calendar.interval(day_in_china(now), published)
    if hurry or each.failed_passes:
        every = min(every, calendar.DENSE)
    return calendar.is_due(now, last, every)


def whole_plan(connection: Connection, now: datetime, scope: Collection[str]) -> WholePlan:
    """The portals that are due as a whole: those registered for some provinces, or all that were visited."""
    last, soon = _walks(connection)
    lists = watched(connection)
    moved = moved_columns(connection)
    soon |= {each.portal for each in lists if each.failure in LOST and each.column_url not in moved}
    registered = {
        row.host: row for row in connection.execute(select(Portal.host, Portal.home, Portal.province))
    }
    homes_of = {host: (row.province, row.home) for host, row in registered.items()}
    homes_of |= {
        portal.host: (name, portal.home)
        for name in scope
        for portal in registry.portals(name)
        if not portal.copy_of
    }
    due = {
        host: province
        for host, (province, home) in homes_of.items()
        if (not scope or province in scope) and _whole_is_due(home, last, soon, now)
    }
    known = {host_of(home) for _, home in homes_of.values()} | {
        host_of(row.home) for row in registered.values()
    }
    others = {each.portal: each for each in lists if each.portal not in known}
    urls = [
        home
        for portal, home in homes(connection, others.values()).items()
        if (not scope or others[portal].province in scope) and _whole_is_due(home, last, soon, now)
    ]
    return WholePlan(tuple(sorted(set(due.values()))), frozenset(due), tuple(sorted(urls)))


def _walks(connection: Connection) -> tuple[dict[str, datetime], set[str]]:
    """When each portal was last walked as a whole; those that gave no answer then, and had before."""
    last: dict[str, datetime] = {}
    had: set[str] = set()
    silent: set[str] = set()
    for row in connection.execute(
        select(PortalRun.portal, Run.started_at, PortalRun.answered)
        .join(Run, Run.id == PortalRun.run_id)
        .where(PortalRun.whole)
        .order_by(Run.started_at)
    ):
        last[row.portal] = row.started_at
        if row.answered:
            had.add(row.portal)
            silent.discard(row.portal)
        elif row.portal in had:
            silent.add(row.portal)
    return last, silent


def _whole_is_due(home: str, last: Mapping[str, datetime], soon: Collection[str], now: datetime) -> bool:
    portal = host_of(home)
    every = calendar.whole_interval(now, portal)
    if portal in soon:
        every = min(every, calendar.WALK_AGAIN)
    return calendar.is_due(now, last.get(portal), every)


def homes(connection: Connection, lists: Iterable[Watched]) -> dict[str, str]:
    """Home page by host of a portal, as registered; else that of the host."""
    found = {
        host_of(row.home): row.home for row in connection.execute(select(Portal.home).order_by(Portal.host))
    }
    for each in lists:
        own = host_of(each.column_url) == each.portal
        found.setdefault(each.portal, home_of(each.column_url) if own else f"https://{each.portal}/")
    return {each.portal: found[each.portal] for each in lists}


def key_of(each: Watched) -> str:
    """How the request for a list is known in the fetch table; see `crawler.middlewares.addresses`."""
    if each.list_url is None or each.list_body is None:
        return each.list_url or each.column_url
    return f"{each.list_url}#POST:{sha256(each.list_body.encode()).hexdigest()[:16]}"


def peek_of(each: Watched, home: str) -> Peek:
    """The look at a list."""
    wanted = None
    if each.list_url is not None:
        wanted = ListRequest(each.list_url, each.list_body, each.is_json)
    return Peek(
        each.column_url,
        each.title,
        home,
        each.division,
        each.parent_url,
        wanted,
        each.platform,
        each.digest,
    )


def peeks(plan: LookPlan) -> dict[str, list[Peek]]:
    """Looks by spider."""
    found: dict[str, list[Peek]] = {}
    for each in plan.lists:
        found.setdefault(each.province, []).append(peek_of(each, plan.homes[each.portal]))
    return found


def absences(plan: LookPlan) -> dict[str, list[Absent]]:
    """Addresses that may be gone, by spider."""
    columns = {each.column_url: each for each in plan.lists}
    found: dict[str, list[Absent]] = {}
    for url, column in plan.absent.items():
        each = columns[column]
        found.setdefault(each.province, []).append(Absent(url, plan.homes[each.portal]))
    return found


def known_of(connection: Connection, plan: LookPlan) -> dict[str, KnownPage]:
    """What earlier runs know of the addresses that will be asked for, and of reports on the portals."""
    known: dict[str, KnownPage] = {}
    for some in portions({*plan.keys.values(), *plan.absent}):
        known |= known_pages(connection, some)
    return known


class Settled(Container[str]):
    """Pages by their canonical addresses.

    Those are made when one is asked for: mostly no list has changed and none is, and years of reports take
    seconds.
    """

    def __init__(self, addresses: Collection[str]) -> None:
        """Take the addresses as they are."""
        self._addresses = addresses

    def __contains__(self, key: object) -> bool:
        """Whether a canonical address is that of one of them."""
        return key in self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(canonical, self._addresses))


def settled_of(connection: Connection, plan: LookPlan) -> Settled:
    """Pages that need not be asked for."""
    return Settled(settled_addresses(connection, {each.portal for each in plan.lists}))


def robots_of(
    connection: Connection, plan: LookPlan, archive: ArchiveReader, now: datetime
) -> dict[str, RobotsRules]:
    """Rules of the origins of the lists, where they were read not long ago."""
    origins = set()
    for each in plan.lists:
        parts = urlsplit(each.list_url or each.column_url)
        origins.add(f"{parts.scheme}://{parts.netloc}")
    rules = {}
    for origin in sorted(origins):
        row = connection.execute(
            select(FetchRow)
            .where(FetchRow.url == f"{origin}/robots.txt", FetchRow.at >= now - ROBOTS_KEPT)
            .order_by(FetchRow.at.desc())
            .limit(1)
        ).first()
        if row is None or row.failure not in (None, Failure.SOFT_404) or row.archive_file is None:
            continue  # a page in the place of the file is an answer, and says nothing
        try:
            ref = ArchiveRef(row.archive_file, row.archive_offset, row.archive_length)
            payload = archive.read(ref).payload
        except ArchiveError:
            continue
        rules[origin] = RobotsRules.of(row.status or 0, payload)
    return rules
