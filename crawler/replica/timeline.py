"""The world day by day: reports appear on the day they were published, and a script corrects, withdraws and
moves them, and takes portals away for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from crawler.replica.exchange import Reply, Request
from crawler.replica.hazards import Exposed
from crawler.replica.load import Content
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.proxy import Host
from crawler.replica.sites import build_portal
from crawler.replica.sites.common import Portal
from crawler.replica.world import World

ReportOf = tuple[str, int]
"""Body id and report year."""
DOWN = Reply(b"<html><body><h1>502 Bad Gateway</h1></body></html>", status=502)


@dataclass(frozen=True, slots=True)
class Script:
    """What happens on which day beside publication. Keys of reports are (host, body id, year)."""

    corrected: Mapping[tuple[str, str, int], date] = field(default_factory=dict)
    withdrawn: Mapping[tuple[str, str, int], date] = field(default_factory=dict)
    moved: Mapping[tuple[str, str], tuple[date, str]] = field(default_factory=dict)
    """(host, path of a column) -> day, new path."""
    down: Mapping[str, Sequence[tuple[date, date]]] = field(default_factory=dict)
    """Host -> first and last days without an answer."""


class DatedSite:
    """A portal as it is today; made anew on days on which something on it changes."""

    def __init__(self, plan: SitePlan, script: Script, today: Callable[[], date]) -> None:
        self._plan, self._script, self._today = plan, script, today
        self._changes = sorted(changes(plan, script))
        self._made: dict[date, Portal] = {}

    def answer(self, request: Request) -> Reply:
        """Reply as of today."""
        today = self._today()
        host = self._plan.host
        if any(first <= today <= last for first, last in self._script.down.get(host, ())):
            return DOWN
        return self.portal(today).answer(request)

    def portal(self, today: date) -> Portal:
        """The portal as of a day."""
        since = max((day for day in self._changes if day <= today), default=date.min)
        if since not in self._made:
            made = self._changes[0] if since == date.min else since
            self._made[since] = build_portal(plan_at(self._plan, self._script, today), made.isoformat())
        return self._made[since]


class DatedWorld(World):
    """Portals that answer as of a day that may change while they are served."""

    def __init__(self, content: Content, script: Script, today: Callable[[], date]) -> None:
        self.content = content
        self.portals = {}
        self.sites = {site.host: DatedSite(site, script, today) for site in content.sites}

    def hosts_served(self) -> dict[str, Host]:
        """Host name (aliases too) -> what the proxy answers with."""
        served: dict[str, Host] = {}
        for site in self.content.sites:
            exposed = Exposed(self.sites[site.host], (), site.robots)
            options = site.options
            host = Host(exposed, site.schemes, bool(options.get("upgrade")), bool(options.get("gzip")))
            served.update(dict.fromkeys((site.host, *site.aliases), host))
        return served


def changes(plan: SitePlan, script: Script) -> set[date]:
    """Days on which something on a portal changes."""
    days = {date.fromisoformat(place.published) for column in plan.columns for place in column.placements}
    for table in (script.corrected, script.withdrawn):
        days |= {day for (host, _, _), day in table.items() if host == plan.host}
    days |= {day for (host, _), (day, _) in script.moved.items() if host == plan.host}
    return days


def plan_at(plan: SitePlan, script: Script, today: date) -> SitePlan:
    """A portal's plan as of a day."""
    return replace(
        plan, columns=tuple(_column_at(plan.host, column, script, today) for column in plan.columns)
    )


def _column_at(host: str, column: Column, script: Script, today: date) -> Column:
    placements = tuple(
        _placement_at(host, place, script, today)
        for place in column.placements
        if date.fromisoformat(place.published) <= today
        and script.withdrawn.get(_key(host, place), date.max) > today
    )
    day, path = script.moved.get((host, column.path), (date.max, column.path))
    return replace(column, placements=placements, path=path if day <= today else column.path)


def _placement_at(host: str, place: Placement, script: Script, today: date) -> Placement:
    if script.corrected.get(_key(host, place), date.max) > today:
        return place
    amended = place.report.amended or {"outcome.granted@natural_person": 1}
    return replace(place, report=replace(place.report, amended=amended), text=2)


def _key(host: str, place: Placement) -> tuple[str, str, int]:
    return host, place.report.body.id, place.report.year


def restricted(content: Content, hosts: Sequence[str], last_year: int) -> Content:
    """Some portals of a world, without their hazards, and no report of a year after the last one."""
    sites = tuple(
        replace(
            site,
            hazards=(),
            columns=tuple(
                replace(
                    column,
                    placements=tuple(place for place in column.placements if place.report.year <= last_year),
                )
                for column in site.columns
            ),
        )
        for site in content.sites
        if site.host in hosts
    )
    return replace(content, sites=sites)
