"""A year of watching, played through: portals publish, correct, withdraw, move and fail by a script.

python -m tests.acceptance.watched_year FOLDER --portals 60
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select

from crawler.clock import ShiftedClock, utc_now
from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from crawler.replica.load import Content
from crawler.replica.timeline import DatedWorld, Script, restricted
from crawler.replica.world import Served, World
from crawler.watch import calendar
from crawler.watch.passing import Pass, PassReport, in_child, look, walk
from models.corpus import Corpus
from models.facts import EventRow
from models.legal import day_in_china
from models.schema import Column
from spiders import registry
from tests.acceptance.year_script import LAST_REPORTS, script_of
from tests.acceptance.year_truth import Passes, Truth, Verdict, judge

BEGIN = date(2024, 12, 16)
END = date(2025, 12, 15)
KINDS = (
    *("new", "corrected", "withdrawn", "address_gone", "restored", "overdue"),
    *("column_found", "column_moved", "source_broken", "source_recovered", "refiled"),
)
"""Events that are judged."""
OF_LISTS = frozenset({"source_broken", "source_recovered"})


@dataclass
class Today:
    """The day that the world is in; passes are made at ten in the morning in China."""

    day: date = BEGIN

    def __call__(self) -> date:
        return self.day

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(2), UTC)


@dataclass(frozen=True)
class PassMade:
    """One pass, in figures."""

    day: str
    name: str
    lists: int
    absent: int
    portals: int
    found: int
    failed: int
    requests: int
    robots: int
    """Requests for robots.txt among them."""
    resumed: bool = False
    """Whether it went on with one that was interrupted, whose requests nobody counted."""

    @classmethod
    def of(cls, day: date, name: str, report: PassReport, asked: Sequence[str]) -> PassMade:
        """From what a pass says of itself, and the paths that the portals were asked for."""
        summary = report.summary
        found, failed = (summary.found, len(summary.failed)) if summary else (0, 0)
        robots = sum(path == "/robots.txt" for path in asked)
        return cls(
            *(day.isoformat(), name, report.lists, report.absent, report.portals),
            *(found, failed, len(asked), robots, summary is not None and summary.resumed),
        )

    @property
    def is_quiet(self) -> bool:
        """Whether it looked at lists, nothing was new, and nothing was to be proven."""
        return self.name == "look" and self.lists > 0 and not (self.found or self.absent or self.resumed)


@dataclass
class Year:
    """What was seen: passes with their requests, and the events at the end."""

    passes: list[PassMade] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    columns: int = 0
    begun: datetime = datetime(1, 1, 1, tzinfo=UTC)
    """End of the first crawl."""


def portals(count: int) -> Content:
    """Portals of the whole world that publish a report in the year, and have published before.

    Without those whose lists only a browser shows: one of them in a pass costs more than all the others.
    """
    content = World.load(1, "china").content
    chosen = [
        site.host
        for site in content.sites
        if not site.hazards
        and not site.options.get("soft_404")
        and site.make != "script"
        and any(place.report.year == LAST_REPORTS for column in site.columns for place in column.placements)
    ]
    return restricted(content, chosen[:count], LAST_REPORTS)


@contextmanager
def serving(content: Content, script: Script, today: Today) -> Iterator[Served]:
    with DatedWorld(content, script, today).served() as served:
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


def play(
    folder: Path,
    content: Content,
    script: Script,
    days: list[date],
    say: Callable[[PassMade], None] = lambda made: None,
) -> Year:
    """Watch on each of some days; `say` gets each pass when it ends.

    Passes are noted in the folder: a year that was interrupted is gone on with.
    """
    noted = folder / "passes.jsonl"
    made = [PassMade(**json.loads(line)) for line in noted.read_text().splitlines()] if noted.exists() else []
    today = Today(days[0])
    year = Year(made, begun=today.now + timedelta(hours=12))
    hosts = tuple(sorted(site.host for site in content.sites))
    with serving(content, script, today) as served:
        for day in days:
            if made and day.isoformat() < made[-1].day:
                continue
            today.day = day
            tasks: list[Pass] = [look if made else first_crawl]
            while tasks:
                task = tasks.pop()
                before = len(served.requests)
                now = today.now + timedelta(hours=task is walk)
                scope = hosts if task is first_crawl else ()
                report = in_child(task, config_at(folder, served, now), scope)
                tasks += [walk] * report.walk_due
                asked = [each.path for each in served.requests[before:]]
                made.append(PassMade.of(day, task.__name__, report, asked))
                with noted.open("a") as notes:
                    notes.write(json.dumps(asdict(made[-1])) + "\n")
                say(made[-1])
        with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
            year.events = corpus.events(0, 100_000)
            with corpus.engine.connect() as connection:
                year.columns = connection.execute(select(func.count()).select_from(Column)).scalar_one()
    return year


def days_of(first: date, last: date, in_season: int = 1, outside: int = 1) -> list[date]:
    """The days on which somebody watches, so many apart in the season and outside of it."""
    days = [first]
    while days[-1] < last:
        step = in_season if calendar.in_season(days[-1]) else outside
        days.append(min(days[-1] + timedelta(days=step), last))
    return days


def told_of(year: Year) -> dict[str, list[tuple[str, date]]]:
    """By kind, what was told after the first pass, and when: of reports, hosts, or columns that appeared."""
    told: dict[str, list[tuple[str, date]]] = {}
    sources: dict[tuple[str, str], dict[str, list[date]]] = {}
    for event in year.events:
        day, address = day_in_china(event.at), urlsplit(event.source_url or "")
        if event.at <= year.begun:
            continue
        if event.kind in OF_LISTS:
            columns = sources.setdefault((event.kind, address.hostname or ""), {})
            columns.setdefault(event.source_url or "", []).append(day)
        elif event.kind == "column_found":
            told.setdefault(event.kind, []).append((f"{address.hostname}{address.path}", day))
        else:
            told.setdefault(event.kind, []).append((event.report_id or address.hostname or "", day))
    for (kind, host), columns in sources.items():
        # A portal that is down is told once for each of its lists.
        rounds = zip_longest(*columns.values(), fillvalue=date.max)
        told.setdefault(kind, []).extend((host, min(days)) for days in rounds)
    return told


def verdicts(year: Year, content: Content, script: Script) -> list[Verdict]:
    """What was told against what happened, by kind."""
    days = sorted({date.fromisoformat(each.day) for each in year.passes})
    happenings, told = Truth(content, script, Passes(days)).happenings(), told_of(year)
    return [judge(kind, happenings, told.get(kind, []), days[-1]) for kind in KINDS]


def print_pass(made: PassMade) -> None:
    """One line a pass."""
    print(*asdict(made).values(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--portals", type=int, default=60)
    parser.add_argument("--first", type=date.fromisoformat, default=BEGIN)
    parser.add_argument("--last", type=date.fromisoformat, default=END)
    parser.add_argument("--step", type=int, default=1, help="days between passes from January to April")
    parser.add_argument("--rest", type=int, default=7, help="and in the rest of the year")
    chosen = parser.parse_args()
    content = portals(chosen.portals)
    days = days_of(chosen.first, chosen.last, chosen.step, chosen.rest)
    script = script_of(content)
    print(*(each.name for each in fields(PassMade)))
    year = play(chosen.folder, content, script, days, print_pass)
    quiet = [each for each in year.passes if each.is_quiet and not each.failed]
    lists, asked = sum(each.lists for each in quiet), sum(each.requests for each in quiet)
    watched = len({each.day for each in year.passes})
    print(
        f"{len(content.sites)} portals, {year.columns} columns, {len(year.passes)} passes on {watched} days"
    )
    print(f"looks in which nothing changed and nothing failed: {len(quiet)},", end=" ")
    print(f"{asked} requests for {lists} lists, {sum(each.robots for each in quiet)} of them for robots.txt")
    print("kind expected in_time late missed twice false longest_wait")
    for each in verdicts(year, content, script):
        waits, faults = each.waits, (each.late, each.missed, each.twice, each.false)
        in_time = len(waits) - len(each.late)
        print(each.kind, each.expected, in_time, *map(len, faults), max(waits, default=0))
        for name, found in zip(("late", "missed", "twice", "false"), faults, strict=True):
            for about in found:
                print(f"    {name}: {about}")
    others = Counter(event.kind for event in year.events if event.at > year.begun)
    print("not judged:", {kind: number for kind, number in others.items() if kind not in KINDS})


if __name__ == "__main__":
    main()
