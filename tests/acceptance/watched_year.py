"""A year of watching, played through: portals publish, correct, withdraw, move and fail by a script.

python -m tests.acceptance.watched_year FOLDER --portals 60
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select

from crawler.clock import ShiftedClock, utc_now
from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from crawler.replica.load import Content
from crawler.replica.model import Column as ColumnPlan
from crawler.replica.model import Placement, SitePlan
from crawler.replica.timeline import DatedWorld, Script, restricted
from crawler.replica.world import Served, World
from crawler.watch.passing import Pass, PassReport, in_child, look, walk
from models.corpus import Corpus
from models.facts import EventRow
from models.legal import LegalCalendar, day_in_china
from models.schema import Column
from spiders import registry

LAST_REPORTS = 2024
BEGIN = date(2024, 12, 16)
END = date(2025, 12, 15)
MOVABLE = ("trs", "patterned", "unknown", "hanweb", "longxun")
"""Makes whose columns stand at a path that can be another one."""
LARGE = 40
"""Portals from which on more happens on them."""


@dataclass
class Calendar:
    """The day that the world is in; passes are made at ten in the morning in China."""

    day: date = BEGIN

    def __call__(self) -> date:
        return self.day

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(2), UTC)


@dataclass
class PassMade:
    """One pass and the addresses that the portals were asked for."""

    day: date
    name: str
    report: PassReport
    asked: list[str]

    @property
    def is_quiet(self) -> bool:
        """Whether it looked at lists and nothing was new, lost or to be proven."""
        summary = self.report.summary
        return (
            self.name == "look"
            and summary is not None
            and not (summary.found or summary.failed or summary.lists or self.report.absent)
        )


@dataclass
class Year:
    """What was seen: passes with their requests, and the events at the end."""

    passes: list[PassMade] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    columns: int = 0
    begun: datetime = datetime(1, 1, 1, tzinfo=UTC)
    """End of the first crawl."""


def portals(count: int) -> Content:
    """Portals of the whole world that publish a report in the year, and have published before."""
    content = World.load(1, "china").content
    chosen = [
        site.host
        for site in content.sites
        if not site.hazards
        and not site.options.get("soft_404")
        and any(place.report.year == LAST_REPORTS for column in site.columns for place in column.placements)
    ]
    return restricted(content, chosen[:count], LAST_REPORTS)


@contextmanager
def serving(content: Content, script: Script, calendar: Calendar) -> Iterator[Served]:
    with DatedWorld(content, script, calendar).served() as served:
        yield served


def config_at(folder: Path, served: Served, now: datetime) -> Config:
    return Config(
        db=f"sqlite:///{folder / 'nianbao.db'}",
        data=folder,
        delay=0.0,
        concurrency=16,
        ca_file=served.ca_file,
        http_proxy=served.proxy_url,
        https_proxy=served.proxy_url,
        clock=ShiftedClock(now - utc_now()),
    )


def first_crawl(config: Config, hosts: tuple[str, ...]) -> PassReport:
    """The crawl with which a corpus begins."""
    world = World.load(1, "china").content
    sites = [site for site in world.sites if site.host in hosts]
    unregistered = tuple(f"{site.base}/" for site in sites if registry.province_of_host(site.host) is None)
    order = CrawlOrder(
        tuple(sorted({site.province for site in sites} - {"any"})), unregistered, hosts=frozenset(hosts)
    )
    return PassReport(portals=len(hosts), summary=crawl(config, order))


def play(folder: Path, content: Content, script: Script, days: list[date]) -> Year:
    """Watch on each of some days."""
    calendar, year = Calendar(days[0]), Year()
    hosts = tuple(sorted(site.host for site in content.sites))
    with serving(content, script, calendar) as served:
        for day in days:
            calendar.day = day
            tasks: list[Pass] = [first_crawl] if day == days[0] else [look]
            while tasks:
                task = tasks.pop()
                before = len(served.requests)
                now = calendar.now + timedelta(hours=task is walk)
                scope = hosts if task is first_crawl else ()
                report = in_child(task, config_at(folder, served, now), scope)
                tasks += [walk] * report.walk_due
                made = [f"{each.scheme}://{each.host}{each.path}" for each in served.requests[before:]]
                year.passes.append(PassMade(day, task.__name__, report, made))
                if task is first_crawl:
                    year.begun = calendar.now + timedelta(hours=12)
        with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
            year.events = corpus.events(0, 100_000)
            with corpus.engine.connect() as connection:
                year.columns = connection.execute(select(func.count()).select_from(Column)).scalar_one()
    return year


def every_day(first: date, last: date, step: int = 1) -> list[date]:
    return [first + timedelta(days=number) for number in range(0, (last - first).days + 1, step)]


def places(content: Content) -> Iterator[tuple[SitePlan, ColumnPlan, Placement]]:
    """Every report that can be reached, by where it stands."""
    for site in content.sites:
        for column in site.columns:
            for place in column.placements:
                if not place.dead and not column.options.get("out_of_reach"):
                    yield site, column, place


def script_of(content: Content) -> Script:
    """What happens: on different portals, for reports that stand at one place only."""
    standing = Counter((place.report.body.id, place.report.year) for _, _, place in places(content))
    taken: set[str] = set()
    corrected: dict[tuple[str, str, int], date] = {}
    withdrawn: dict[tuple[str, str, int], date] = {}
    moved: dict[tuple[str, str], tuple[date, str]] = {}
    down: dict[str, list[tuple[date, date]]] = {}
    many = len(content.sites) >= LARGE
    for site, column, place in places(content):
        key = (site.host, place.report.body.id, place.report.year)
        plain = place.carrier == "html" and not place.attachment and not place.report.nonzero
        if site.host in taken or standing[key[1:]] > 1 or not plain or not column.annual:
            continue
        if key[2] == 2023 and len(corrected) < (5 if many else 1):
            corrected[key] = date(2025, 1, 14) + timedelta(days=9 * len(corrected))
        elif key[2] == 2022 and len(column.placements) >= 4 and len(withdrawn) < (5 if many else 1):
            withdrawn[key] = date(2025, 1, 20) + timedelta(days=7 * len(withdrawn))
        else:
            continue
        taken.add(site.host)
    for site in content.sites:
        paths = [column.path for column in site.columns if column.annual]
        if site.host in taken:
            continue
        if (
            site.make in MOVABLE
            and len(paths) == 1
            and paths[0].endswith("/")
            and len(moved) < (2 if many else 1)
        ):
            moved[site.host, paths[0]] = (date(2025, 2, 1), f"{paths[0][:-1]}_new/")
        elif len(down) < (4 if many else 2):
            first = date(2025, 1, 31)
            down[site.host] = [(first, first + timedelta(days=5 * (len(down) % 2 == 0)))]
        else:
            continue
        taken.add(site.host)
    return Script(corrected, withdrawn, moved, down)


def truth_of(content: Content, script: Script, days: list[date]) -> dict[str, set[str]]:
    """By kind, what has to be told after the first crawl, and nothing else of these kinds."""
    begin, last = days[0], days[-1]
    first: dict[tuple[str, int], date] = {}
    for _, _, place in places(content):
        key = (place.report.body.id, place.report.year)
        first[key] = min(first.get(key, date.max), date.fromisoformat(place.published))
    return {
        "new": {f"{body}@{year}" for (body, year), day in first.items() if begin < day <= last},
        "corrected": {f"{body}@{year}" for (_, body, year), day in script.corrected.items() if day <= last},
        "withdrawn": {f"{body}@{year}" for (_, body, year), day in script.withdrawn.items() if day <= last},
        "address_gone": set(),
        "restored": set(),
        "column_moved": {host for host, _ in script.moved},
        "source_broken": {host for host, spans in script.down.items() if spans[0][0] != spans[0][1]},
        "source_recovered": {host for host, spans in script.down.items() if spans[0][0] != spans[0][1]},
        "overdue": _overdue(content, first, days),
        "refiled": set(),
    }


def _overdue(content: Content, first: dict[tuple[str, int], date], days: list[date]) -> set[str]:
    """Bodies that published in one of the two years before and not by the first look after their last day.

    Where a portal lists something in the season that cannot be had, nobody knows.
    """
    doubtful = {
        site.host
        for site in content.sites
        for column in site.columns
        for place in column.placements
        if place.dead and date.fromisoformat(place.published) > days[0]
    }
    homes: dict[str, set[str]] = {}
    names = {}
    for site, _, place in places(content):
        if place.report.year in (LAST_REPORTS - 1, LAST_REPORTS - 2):
            homes.setdefault(place.report.body.id, set()).add(site.host)
            names[place.report.body.id] = place.report.body
    found = set()
    for body_id, hosts in homes.items():
        code = names[body_id].names[-1].code
        due = LegalCalendar().due(names[body_id].organ_kind, code, LAST_REPORTS)
        looks = [day for day in days[1:] if day > due]
        if looks and not hosts & doubtful and first.get((body_id, LAST_REPORTS), date.max) > looks[0]:
            found.add(f"{body_id}@{LAST_REPORTS}")
    return found


def told_of(events: list[EventRow], after: datetime) -> dict[str, list[str]]:
    """By kind, what was told after the first crawl: reports, or hosts where it is about sources."""
    told: dict[str, list[str]] = {}
    for event in events:
        if event.at > after:
            about = event.report_id or urlsplit(event.source_url or "").hostname or ""
            told.setdefault(event.kind, []).append(about)
    return told


def late(year: Year, content: Content, script: Script, days: list[date]) -> list[str]:
    """Reports that were told later than in the first pass after the day on which they were published."""
    told = {event.report_id: day_in_china(event.at) for event in year.events if event.kind == "new"}
    found = []
    for site, _, place in places(content):
        name, published = f"{place.report.body.id}@{place.report.year}", date.fromisoformat(place.published)
        down = script.down.get(site.host, ())
        looks = [day for day in days if day >= published and not any(a <= day <= b for a, b in down)]
        if published > days[0] and looks and told.get(name, date.max) > looks[0]:
            found.append(f"{name} of {published}: {told.get(name)} instead of {looks[0]}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--portals", type=int, default=60)
    parser.add_argument("--first", type=date.fromisoformat, default=BEGIN)
    parser.add_argument("--last", type=date.fromisoformat, default=END)
    parser.add_argument("--step", type=int, default=1)
    chosen = parser.parse_args()
    content, days = portals(chosen.portals), every_day(chosen.first, chosen.last, chosen.step)
    script = script_of(content)
    year = play(chosen.folder, content, script, days)
    for each in year.passes:
        report = each.report
        found = report.summary.found if report.summary else 0
        print(each.day, each.name, report.lists, report.absent, report.portals, len(each.asked), found)
    quiet = [each for each in year.passes if each.is_quiet]
    lists, asked = sum(each.report.lists for each in quiet), sum(len(each.asked) for each in quiet)
    print(f"{len(content.sites)} portals, {year.columns} columns, {len(year.passes)} passes")
    print(f"passes in which nothing changed: {len(quiet)}, {asked} requests for {lists} lists")
    told = told_of(year.events, year.begun)
    for kind, expected in truth_of(content, script, days).items():
        got = told.get(kind, [])
        print(
            kind,
            "expected",
            len(expected),
            "told",
            len(got),
            "missing",
            sorted(expected - set(got)),
            "false",
            sorted(set(got) - expected),
            "twice",
            len(got) - len(set(got)),
        )
    print("late:", late(year, content, script, days))


if __name__ == "__main__":
    main()
