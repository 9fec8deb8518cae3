"""The world day by day: reports appear on the day they were published, and a script corrects, withdraws and
moves them, opens columns, and takes portals or single lists away for a while."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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

Key = tuple[str, str, int]
"""Host, body id, report year."""
Span = tuple[date, date]
DOWN = Reply(b"<html><body><h1>502 Bad Gateway</h1></body></html>", status=502)
AMENDED = {"outcome.granted@natural_person": 1}
"""What a correction adds to a report that has no later text of its own."""


@dataclass(frozen=True, slots=True)
class Script:
    """What happens on which day, beside reports that appear when the world says so."""

    published: Mapping[Key, date] = field(default_factory=dict)
    """Reports that appear on another day."""
    corrected: Mapping[Key, Sequence[date]] = field(default_factory=dict)
    """Each day brings another text."""
    taken_back: Mapping[Key, date] = field(default_factory=dict)
    """The day on which the first text of a report that was corrected stands again."""
    withdrawn: Mapping[Key, Span] = field(default_factory=dict)
    """First day without the report, first day with it again (`date.max`: never)."""
    died: Mapping[Key, Span] = field(default_factory=dict)
    """The same for a report that its list goes on to name."""
    moved: Mapping[tuple[str, str], tuple[date, str]] = field(default_factory=dict)
    """(host, path of a column) -> day, new path."""
    opened: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """(host, path of a column) -> the year whose reports stand in a column of their own inside it, and the
    path of that: it appears with the first of them."""
    appearing: Collection[tuple[str, str]] = frozenset()
    """(host, path) of columns that are not there before the first report in them, or in columns inside."""
    down: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """Host -> first and last days without an answer."""
    failing: Mapping[tuple[str, str], Sequence[Span]] = field(default_factory=dict)
    """(host, path) -> first and last days on which this one page has no answer."""


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
        spans = (
            *self._script.down.get(host, ()),
            *self._script.failing.get((host, request.target), ()),
        )
        if any(first <= today <= last for first, last in spans):
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
    days = set()
    for column in plan.columns:
        for place in column.placements:
            key = key_of(plan.host, place)
            days |= {published(plan.host, place, script), *script.corrected.get(key, ())}
            days |= {*script.withdrawn.get(key, ()), *script.died.get(key, ())} - {date.max}
            days |= {script.taken_back.get(key, date.max)} - {date.max}
    return days | {day for (host, _), (day, _) in script.moved.items() if host == plan.host}


def plan_at(plan: SitePlan, script: Script, today: date) -> SitePlan:
    """A portal's plan as of a day."""
    columns = [made for column in plan.columns for made in _columns_at(plan.host, column, script, today)]
    filled = {column.path for column in columns if column.placements}
    for _ in columns:
        filled |= {str(column.parent) for column in columns if column.path in filled}
    there = (
        column
        for column in columns
        if (plan.host, column.path) not in script.appearing or column.path in filled
    )
    return replace(plan, columns=tuple(there))


def _columns_at(host: str, column: Column, script: Script, today: date) -> Iterator[Column]:
    """A column, and the one inside it that has been opened for a year."""
    placements = tuple(
        _placement_at(host, place, script, today)
        for place in column.placements
        if published(host, place, script) <= today and not _is_away(host, place, script.withdrawn, today)
    )
    year, below = script.opened.get((host, column.path), (0, ""))
    inside = tuple(place for place in placements if place.report.year == year)
    day, path = script.moved.get((host, column.path), (date.max, column.path))
    rest = tuple(place for place in placements if place.report.year != year)
    yield replace(column, placements=rest, path=path if day <= today else column.path)
    if inside:
        yield replace(
            column,
            placements=inside,
            neighbours=(),
            path=below,
            title=f"{year}年",
            parent=column.path,
        )


def _is_away(host: str, place: Placement, spans: Mapping[Key, Span], today: date) -> bool:
    first, back = spans.get(key_of(host, place), (date.max, date.max))
    return first <= today < back


def _placement_at(host: str, place: Placement, script: Script, today: date) -> Placement:
    """A report as of a day: on the day the script says, in its last text."""
    dead = "gone" if _is_away(host, place, script.died, today) else place.dead
    place = replace(place, published=published(host, place, script).isoformat(), dead=dead)
    key = key_of(host, place)
    texts = sum(day <= today for day in script.corrected.get(key, ()))
    if not texts or script.taken_back.get(key, date.max) <= today:
        return place
    once = place.report.amended or AMENDED
    amended = {cell: amount * texts for cell, amount in once.items()}
    return replace(place, report=replace(place.report, amended=amended), text=2)


def published(host: str, place: Placement, script: Script) -> date:
    """The day on which a report appears."""
    return script.published.get(key_of(host, place)) or date.fromisoformat(place.published)


def key_of(host: str, place: Placement) -> Key:
    """How a script names a report that stands on a portal."""
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
