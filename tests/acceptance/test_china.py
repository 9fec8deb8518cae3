"""All of China in one crawl: every platform's reports found, nothing invented, nobody else asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.browser.finding import find_chromium
from crawler.commands.demo import compared, order_of, platforms_of
from crawler.config import Config
from crawler.replica.compare import Comparison
from crawler.replica.journal import Asked
from crawler.replica.platforms import PlatformFound, table
from crawler.replica.truth import ExpectedFailure
from crawler.replica.world import World
from spiders import registry
from spiders.base import load_spiders

ROOT = Path(__file__).resolve().parents[2]
WORLD = "china"
LEAST_RECALL, LEAST_PRECISION = 0.99, 0.995
LEAST_RECALL_UNKNOWN, LEAST_PRECISION_UNKNOWN = 0.95, 0.99
FAMILIES = 18
BY_BROWSER = "JavaScript only"


@dataclass(frozen=True)
class Outcome:
    """One crawl of the world: what was found, what was asked, what the run said of itself."""

    world: World
    summary: dict[str, Any]
    comparison: Comparison
    unmet: list[ExpectedFailure]
    platforms: list[PlatformFound]
    log: tuple[Asked, ...]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("china")
    with World.serve(name=WORLD) as served:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.acceptance.crawl_world"),
                *(WORLD, served.proxy_url, str(served.ca_file), str(folder)),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        log = served.requests
    world = World.load(name=WORLD)
    config = Config(db=f"sqlite:///{folder / 'nianbao.db'}", data=folder)
    comparison, unmet = compared(world, config)
    platforms = platforms_of(world, config, log)
    print("\n".join(table(platforms)))
    print(f"requests per document: {json.loads(done.stdout)['requests_per_report']}")
    yield Outcome(world, json.loads(done.stdout), comparison, unmet, platforms, log)


def test_every_platform_is_found_and_nothing_is_invented(outcome: Outcome) -> None:
    for each in outcome.platforms:
        if each.name == BY_BROWSER and find_chromium(None) is None:
            continue
        recall = LEAST_RECALL if each.is_known else LEAST_RECALL_UNKNOWN
        precision = LEAST_PRECISION if each.is_known else LEAST_PRECISION_UNKNOWN
        assert each.recall >= recall, (each.name, each.missing)
        assert each.precision >= precision, (each.name, each.invented)
    assert sum(each.is_known for each in outcome.platforms) >= FAMILIES
    assert sum(not each.is_known for each in outcome.platforms) >= 2


def test_every_figure_is_what_its_page_shows(outcome: Outcome) -> None:
    assert outcome.comparison.cells > 200_000
    assert (outcome.comparison.wrong, outcome.comparison.doubled, outcome.unmet) == ((), (), [])


def test_nothing_is_asked_but_the_portals(outcome: Outcome) -> None:
    names = {name for site in outcome.world.content.sites for name in (site.host, *site.aliases)}
    portals = {name.removeprefix("www.") for name in names}
    assert {asked.host.removeprefix("www.") for asked in outcome.log} <= portals


def test_every_source_has_a_portal_in_the_world() -> None:
    sources = {name for name, spider in load_spiders().items() if spider.division}
    hosts: dict[str, set[str]] = {}
    for site in World.load(name=WORLD).content.sites:
        hosts.setdefault(site.province, set()).add(site.host)
    assert len(sources) == 33
    assert hosts.keys() == sources
    for name in sources:
        assert any(registry.spider_of_host(host) == name for host in hosts[name]), name
    assert set(order_of(World.load(name=WORLD)).provinces) == sources


def test_the_promised_structures_are_there() -> None:
    content = World.load(name=WORLD).content
    columns = {site.host: site.columns for site in content.sites}
    departments = {
        place.report.body.id for column in columns["www.jinjiang.gov.cn"] for place in column.placements
    }
    assert len(departments) >= 30
    by_year = [column for column in columns["www.chaling.gov.cn"] if "xzjd" in column.path and column.parent]
    assert len({column.parent for column in by_year}) >= 3
    for column in by_year:
        assert len({place.report.body.id for place in column.placements}) >= 15
    assert {"script", "unknown", "tables", "cards"} <= {site.make for site in content.sites}
