"""`nianbao demo`: the main job on replica portals, nothing to configure and no internet."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, config_of, log_warnings, say

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.crawl import CrawlOrder
    from crawler.replica.compare import Comparison
    from crawler.replica.journal import Asked
    from crawler.replica.platforms import PlatformFound
    from crawler.replica.truth import ExpectedFailure
    from crawler.replica.world import World

DEMO_DATA = Path("data/demo")
"""Apart from `data/`, so that the invented portals never mix with a real corpus."""


class WorldName(StrEnum):
    """The worlds that can be served, see `crawler.replica.world.WORLDS`."""

    demo = "demo"
    china = "china"
    rebuilt = "rebuilt"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo", epilog="Example: nianbao demo\n\nExample: nianbao demo --later")(demo)


def demo(
    world: Annotated[
        WorldName,
        typer.Option(
            help="`china`: a portal of every platform and every hazard beside the small world; "
            "`rebuilt`: portals that are rebuilt before they are served --later."
        ),
    ] = WorldName.demo,
    later: Annotated[
        bool,
        typer.Option("--later", help="The same portals some weeks later: one report corrected, one new."),
    ] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """Crawl replica portals on loopback with the real province spiders and compare with the truth."""
    from crawler.crawl import crawl
    from crawler.replica.world import World
    from crawler.report import print_summary
    from crawler.watching import watched

    log_warnings()
    folder = data or DEMO_DATA
    with World.serve(edition=2 if later else 1, name=world) as served:
        config = config_of(
            db or f"sqlite:///{folder / 'nianbao.db'}",
            folder,
            delay=0.0,
            concurrency=8,
            ca_file=served.ca_file,
            http_proxy=served.proxy_url,
            https_proxy=served.proxy_url,
            no_proxy="",
        )
        portals = served.world
        say(f"serving {len(portals.hosts())} replica portals at {served.proxy_url}")
        with watched() as on_start:
            summary = crawl(config, order_of(portals), on_start)
    print_summary(summary)
    comparison, unmet = compared(portals, config)
    print_comparison(comparison, unmet, len(portals.expected_failures()))
    if world is WorldName.china:
        print_platforms(platforms_of(portals, config, served.requests))
    print(f"\ndatabase  {config.db}\narchive   {config.archive}")
    print(f"look:     nianbao status --db {config.db}")
    return 0 if comparison.perfect and not unmet else 1


def order_of(world: World) -> CrawlOrder:
    """Every province spider on the portals that the world serves, and the unregistered ones by address."""
    from crawler.crawl import CrawlOrder
    from spiders import registry
    from spiders.base import load_spiders

    hosts = frozenset(world.hosts())
    provinces = tuple(sorted(name for name, spider in load_spiders().items() if spider.division))
    unregistered = tuple(
        address
        for host, address in zip(world.hosts(), world.entry_points(), strict=True)
        if registry.spider_of_host(host) is None
    )
    return CrawlOrder(provinces, unregistered, hosts=hosts)


def compared(world: World, config: Config) -> tuple[Comparison, list[ExpectedFailure]]:
    """The stored corpus against the truth of the world, and the obstacles that were not recorded."""
    from crawler.replica.compare import Exported, compare, unmet
    from models.corpus import Corpus
    from models.figures import current_figures, failed_addresses

    with Corpus.open(config.db) as corpus:
        exported = [
            Exported(report.body_id, report.year, report.values, report.inferred)
            for report in current_figures(corpus)
        ]
        comparison = compare(world.truth(), exported)
        return comparison, list(unmet(world.expected_failures(), failed_addresses(corpus)))


def platforms_of(world: World, config: Config, requests: Iterable[Asked]) -> list[PlatformFound]:
    """What was found of each platform of the world, with what its portals were asked in this crawl."""
    from crawler.replica.platforms import by_platform
    from models.corpus import Corpus
    from models.figures import report_addresses

    with Corpus.open(config.db) as corpus:
        found = report_addresses(corpus)
    return by_platform(world.content.sites, world.truth(), found, (each.host for each in requests))


def print_platforms(platforms: list[PlatformFound]) -> None:
    """The table per platform; what is missing or invented there, by name."""
    from crawler.replica.platforms import table

    print("\nreport pages by platform")
    for line in table(platforms):
        print(f"  {line}")
    for each in platforms:
        for word, pages in (("missing", each.missing), ("invented", each.invented)):
            for host, body_id, year in pages[:20]:
                print(f"  {word}: {host} {body_id} {year}")


def print_comparison(comparison: Comparison, unmet: list[ExpectedFailure], obstacles: int) -> None:
    """The table of found against truth; what is wrong, by name."""
    print("\nfound against the truth of the replica portals")
    for label, number in comparison.table():
        print(f"  {label:40} {number:6}")
    print(f"  {'obstacles named by their class':40} {obstacles - len(unmet):3}/{obstacles}")
    for body_id, year in comparison.missing:
        print(f"  missing: {body_id} {year}")
    for body_id, year in comparison.invented:
        print(f"  invented: {body_id} {year}")
    for wrong in comparison.wrong[:50]:
        print(f"  wrong: {wrong.body_id} {wrong.year} {wrong.cell}: {wrong.exported!r} for {wrong.true!r}")
    for failure in unmet:
        print(f"  not recorded: {failure.url} {failure.failure} ({failure.note})")
