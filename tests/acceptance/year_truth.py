"""The truth table of the simulated year: what has to be told, from when on, by which pass at the latest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawler.replica.load import Content
from crawler.replica.model import Body, Column, Placement, SitePlan
from crawler.replica.sites.common import items_of
from crawler.replica.timeline import Key, Script, Span, key_of, published
from models.legal import LegalCalendar
from tests.acceptance.year_script import LAST_REPORTS, places

SEASON_ENDS = date(LAST_REPORTS + 1, 4, 30)
IN_SEASON, OUTSIDE = 3, 7
"""Days between two looks at a list, at the most, as docs/watching.md promises them …"""
SILENT_IN_SEASON, SILENT_OUTSIDE = 7, 28
"""… and for one on which nothing was published for more than two years."""
WALK_IN_SEASON, WALK_OUTSIDE = 17, 68
"""Days between two walks over a whole portal, at the most."""
LOST = 3
"""Days between two walks that look for a list that is not where it was."""
PROOFS = 3
BROKEN_PASSES, BROKEN_DAYS = 3, 2
NEVER = date.max


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens, as an event would tell it."""

    kind: str
    about: str
    """Report, host of a source, or host and path of a column."""
    day: date
    latest: date
    """The pass that must have told it; `NEVER` where it may be told and need not."""


@dataclass(frozen=True, slots=True)
class Passes:
    """On which days somebody watches, and when a portal answers."""

    days: Sequence[date]

    def first(self, since: date, down: Sequence[tuple[date, date]] = ()) -> date:
        """The first pass from a day on in which the portal answers."""
        up = (day for day in self.days if day >= since and not any(a <= day <= b for a, b in down))
        return next(up, NEVER)

    def after(self, day: date, days: int, down: Sequence[tuple[date, date]] = ()) -> date:
        """The first pass so many days after a day that may never come."""
        return NEVER if day == NEVER else self.first(day + timedelta(days=days), down)

    def look(self, column: Column, since: date, down: Sequence[tuple[date, date]] = ()) -> date:
        """The pass by which a list must have been looked at since a day."""
        newest = max(
            (place.published[:4] for place in column.placements if place.published < str(since)), default="0"
        )
        silent = int(newest) < since.year - 2 and newest != "0"
        season = SILENT_IN_SEASON if silent else IN_SEASON
        rest = SILENT_OUTSIDE if silent else OUTSIDE
        return self._next(since, season, rest, down)

    def walk(self, since: date, down: Sequence[tuple[date, date]] = ()) -> date:
        """The pass by which a portal must have been walked as a whole since a day."""
        return self._next(since, WALK_IN_SEASON, WALK_OUTSIDE, down)

    def _next(self, since: date, season: int, rest: int, down: Sequence[tuple[date, date]]) -> date:
        before = max((day for day in self.days if day < since), default=since)
        due = before + timedelta(days=season)
        if due > SEASON_ENDS or since < date(since.year, 1, 1):
            due = before + timedelta(days=rest)
        return self.first(max(since, due), down)


@dataclass
class Truth:
    """Everything that happens after the first pass, from the world, its script and the days of the passes."""

    content: Content
    script: Script
    passes: Passes
    calendar: LegalCalendar = field(default_factory=LegalCalendar)

    def happenings(self) -> list[Happening]:
        """Everything, each kind in its turn."""
        found = [*self._published(), *self._changed(), *self._columns(), *self._sources(), *self._overdue()]
        last = self.passes.days[-1]
        return [each for each in found if self.passes.days[0] < each.day <= last]

    def _published(self) -> Iterator[Happening]:
        """A report that stands in several places is new with the first."""
        seen: dict[str, tuple[date, date]] = {}
        for site, column, place in places(self.content):
            day = published(site.host, place, self.script)
            if day <= self.passes.days[0]:
                seen[_name(place)] = day, day
                continue
            latest = self.passes.look(column, day, self._down(site, column))
            first = seen.get(_name(place), (NEVER, NEVER))
            seen[_name(place)] = min(first[0], day), min(first[1], latest)
        for name, (day, latest) in seen.items():
            yield Happening("new", name, day, latest)

    def _changed(self) -> Iterator[Happening]:
        for site, column, place in places(self.content):
            key, down = key_of(site.host, place), self._down(site, column)
            texts = {*self.script.corrected.get(key, ()), self.script.taken_back.get(key, NEVER)}
            for day in sorted(texts - {NEVER}):
                yield Happening("corrected", _name(place), day, self.passes.walk(day, down))
            yield from self._away(site, column, place)

    def _away(self, site: SitePlan, column: Column, place: Placement) -> Iterator[Happening]:
        """A report that is gone, and is there again."""
        key, down = key_of(site.host, place), self._down(site, column)
        if key not in self._gone:
            return
        first, back = self._gone[key]
        proven = self._noticed(site, column, place, first)
        for _ in range(PROOFS):
            proven = self.passes.after(proven, 1, down)
        kind = "address_gone" if self._stands_elsewhere(key, proven) else "withdrawn"
        if (back - first).days < PROOFS:
            return
        noticed = self._noticed(site, column, place, back) if back != NEVER else NEVER
        if proven >= back:
            proven = noticed = NEVER
        yield Happening(kind, _name(place), first, proven)
        if back != NEVER:
            yield Happening("restored", site.host, back, noticed)

    @property
    def _gone(self) -> dict[Key, Span]:
        return {**self.script.withdrawn, **self.script.died}

    def _noticed(self, site: SitePlan, column: Column, place: Placement, day: date) -> date:
        """The pass that must have seen a row vanish or come back; only a walk sees what stands on further
        pages, in a series by body and year, in a list without an end, or is named as before."""
        above = sum(place.published < item.published <= str(day) for item in items_of(column))
        down = self._down(site, column)
        shown = (
            above < column.page_size
            and key_of(site.host, place) not in self.script.died
            and column.options.get("mode") != "annual"
            and "stuck" not in column.options
        )
        return self.passes.look(column, day, down) if shown else self.passes.walk(day, down)

    def _stands_elsewhere(self, key: Key, day: date) -> bool:
        for site, _, place in places(self.content):
            other = key_of(site.host, place)
            first, back = self._gone.get(other, (NEVER, NEVER))
            if other != key and other[1:] == key[1:] and not first <= day < back:
                return True
        return False

    def _columns(self) -> Iterator[Happening]:
        for site in self.content.sites:
            for column in site.columns:
                key, down = (site.host, column.path), self._down(site, column)
                if key in self.script.moved:
                    day, _ = self.script.moved[key]
                    lost = self.passes.look(column, day, down)
                    latest = self.passes.after(lost, LOST, down)
                    yield Happening("column_moved", site.host, day, latest)
                if key in self.script.opened:
                    year, path = self.script.opened[key]
                    within = [place for place in column.placements if place.report.year == year]
                    yield self._opened(site, path, column, within)
                if key in self.script.appearing:
                    yield self._opened(site, column.path, column, _below(site, column))

    def _opened(self, site: SitePlan, path: str, column: Column, within: Sequence[Placement]) -> Happening:
        day = min(published(site.host, place, self.script) for place in within)
        latest = self.passes.look(column, day, self._down(site, column))
        return Happening("column_found", f"{site.host}{path}", day, latest)

    def _sources(self) -> Iterator[Happening]:
        """A portal that is down is told with the first of its lists."""
        told: dict[tuple[str, date, date], date] = {}
        for site in self.content.sites:
            for column in site.columns:
                for first, last in self._down(site, column):
                    since = self.passes.look(column, first)
                    failing = [day for day in self.passes.days if day >= since]
                    proven = [
                        day for day in failing[BROKEN_PASSES - 1 :] if (day - since).days >= BROKEN_DAYS
                    ]
                    if proven and proven[0] <= last:
                        key = site.host, first, last
                        told[key] = min(proven[0], told.get(key, NEVER))
        for (host, first, last), latest in told.items():
            yield Happening("source_broken", host, first, latest)
            yield Happening("source_recovered", host, last, self.passes.after(last, 1))

    def _overdue(self) -> Iterator[Happening]:
        """Bodies that published in one of the two years before, and not by the first day after their last.

        Where a column names something that came in the year and cannot be had, nobody knows.
        """
        bodies = {place.report.body.id: place.report.body for _, _, place in places(self.content)}
        for year in sorted({day.year - 1 for day in self.passes.days[1:]}):
            doubtful = set(self._doubtful(year))
            homes: dict[Body, list[tuple[SitePlan, Column]]] = {}
            come: dict[Body, date] = {}
            for site, column, place in places(self.content):
                body = bodies[place.report.body.id]
                if place.report.year in (year - 1, year - 2):
                    homes.setdefault(body, []).append((site, column))
                elif place.report.year == year:
                    come[body] = min(come.get(body, NEVER), published(site.host, place, self.script))
            for body, stands in homes.items():
                columns = {(site.host, column.path) for site, column in stands}
                if not doubtful & (columns | {(host, "") for host, _ in columns}):
                    yield from self._missing(body, year, stands, come.get(body, NEVER))

    def _missing(
        self, body: Body, year: int, stands: Sequence[tuple[SitePlan, Column]], come: date
    ) -> Iterator[Happening]:
        due = self.calendar.due(body.organ_kind, body.names[-1].code, year)
        after = max(due, self.passes.days[0]) + timedelta(days=1)
        if any(after <= day < come for day in self.passes.days):
            latest = min(self.passes.look(column, after, self._down(site, column)) for site, column in stands)
            yield Happening("overdue", f"{body.id}@{year}", after, latest if latest < come else NEVER)

    def _doubtful(self, year: int) -> Iterator[tuple[str, str]]:
        """Columns with a row that leads nowhere, which the year brought or the first crawl met in it.

        Of a column without reports of the years before, the portal.
        """
        for site in self.content.sites:
            for column in site.columns:
                known = {place.report.year for place in column.placements if not place.dead}
                for place in column.placements:
                    seen = max(date.fromisoformat(place.published), self.passes.days[0])
                    if place.dead and seen.year == year + 1:
                        yield site.host, column.path if known & {year - 1, year - 2} else ""

    def _down(self, site: SitePlan, column: Column) -> tuple[tuple[date, date], ...]:
        return (
            *self.script.down.get(site.host, ()),
            *self.script.failing.get((site.host, column.path), ()),
        )


def _name(place: Placement) -> str:
    return f"{place.report.body.id}@{place.report.year}"


def _below(site: SitePlan, column: Column) -> list[Placement]:
    """What a column holds, and the columns inside it."""
    found = list(column.placements)
    for child in site.columns:
        if child.parent == column.path:
            found += _below(site, child)
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was told of one kind, held against what happened."""

    kind: str
    expected: int
    waits: tuple[int, ...]
    """Days from what happened to being told."""
    late: tuple[str, ...]
    missed: tuple[str, ...]
    twice: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether all was told once, in time, and nothing else."""
        return not (self.late or self.missed or self.twice or self.false)


def judge(
    kind: str, happenings: Sequence[Happening], told: Sequence[tuple[str, date]], last: date
) -> Verdict:
    """Pair what was told with what had happened by then; `told` are what it was about and the day."""
    open_ = sorted((each for each in happenings if each.kind == kind), key=lambda each: each.day)
    known = {each.about for each in open_}
    expected = sum(each.latest <= last for each in open_)
    waits: list[int] = []
    late: list[str] = []
    twice: list[str] = []
    false: list[str] = []
    for about, day in sorted(told, key=lambda each: each[1]):
        match = next((each for each in open_ if each.about == about and each.day <= day), None)
        if match is None:
            (twice if about in known else false).append(f"{about} on {day}")
            continue
        open_.remove(match)
        waits.append((day - match.day).days)
        if day > match.latest:
            late.append(f"{about} of {match.day} on {day} instead of {match.latest}")
    missed = [f"{each.about} of {each.day}" for each in open_ if each.latest <= last]
    return Verdict(kind, expected, tuple(waits), tuple(late), tuple(missed), tuple(twice), tuple(false))
