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

from sqlalchemy import func, select

from crawler.clock import ShiftedClock, utc_now
from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from crawler.replica.load import Content
from crawler.replica.timeline import DatedWorld, Script, restricted
from crawler.replica.world import Served, World
from crawler.watch.passing import Pass, PassReport, in_child, look, walk
from models.corpus import Corpus
from models.facts import EventRow
from models.schema import Column
from spiders import registry

LAST_REPORTS = 2024
BEGIN = date(2024, 12, 16)
END = date(2025, 12, 15)


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


@dataclass
class Year:
    """What was seen: passes with their requests, and the events at the end."""

    passes: list[PassMade] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    columns: int = 0


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
        with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
            year.events = corpus.events(0, 100_000)
            with corpus.engine.connect() as connection:
                year.columns = connection.execute(select(func.count()).select_from(Column)).scalar_one()
    return year


def every_day(first: date, last: date, step: int = 1) -> list[date]:
    return [first + timedelta(days=number) for number in range(0, (last - first).days + 1, step)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--portals", type=int, default=60)
    parser.add_argument("--first", type=date.fromisoformat, default=BEGIN)
    parser.add_argument("--last", type=date.fromisoformat, default=END)
    parser.add_argument("--step", type=int, default=1)
    chosen = parser.parse_args()
    year = play(
        chosen.folder, portals(chosen.portals), Script(), every_day(chosen.first, chosen.last, chosen.step)
    )
    for each in year.passes:
        report = each.report
        found = report.summary.found if report.summary else 0
        print(each.day, each.name, report.lists, report.absent, report.portals, len(each.asked), found)
    print(year.columns, Counter(event.kind for event in year.events))


if __name__ == "__main__":
    main()
