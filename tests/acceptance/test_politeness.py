"""robots.txt and Crawl-delay, by the times that the servers note, with fifty hosts asked at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from crawler.replica.journal import Asked
from crawler.replica.load import Content
from crawler.replica.model import Body, BodyName, Column, Placement, ReportPlan, SitePlan
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import failed_addresses
from models.schema import Source
from tests.served import crawl_arguments, environment, program

HOSTS = 50
DELAY = 0.3
ROBOTS = f"User-agent: *\nCrawl-delay: {DELAY}\nDisallow: /nb/2023/\n"
"""Reports stand in the folder of the year after theirs: the one of 2022 may not be asked for."""
OPEN = ("/nb/2024/2023.html", "/nb/2025/2024.html")


def site(number: int) -> SitePlan:
    name = f"试点{number}县人民政府"
    body = Body(f"body{number}", f"{990000 + number}/gov", (BodyName(name, str(990000 + number)),), 2, name)
    places = tuple(
        Placement(
            report=ReportPlan(body, year, ("G4", "G4")),
            title=f"{name}{year}年政府信息公开工作年度报告",
            anchor=f"{name}{year}年政府信息公开工作年度报告",
            page_title=f"{name}{year}年政府信息公开工作年度报告",
            heading="",
            published=f"{year + 1}-01-20",
            number=year,
        )
        for year in (2022, 2023, 2024)
    )
    return SitePlan(
        host=f"www.shidian{number}.gov.cn",
        make="unknown",
        name=name,
        code="",
        province="any",
        division="",
        scheme="http",
        schemes=frozenset({"http"}),
        aliases=(),
        columns=(Column("/nb/", "政府信息公开年报", None, places, ()),),
        robots=ROBOTS,
        options={"platform": "/", "article": "/nb/{year}/{number}.html"},
    )


def crawled(served: Served, folder: Path) -> None:
    """Fetch everything, as fast as the hosts allow; reading is left out."""
    env = environment(served, folder, NIANBAO_CONCURRENCY=str(HOSTS), NIANBAO_WORKERS="0")
    done = program(crawl_arguments(served.world.entry_points()), env)
    assert done.returncode == 1, "the closed folder is the one failure of each host\n" + done.stderr


def test_fifty_hosts_at_once_each_get_the_pause_they_ask_for(tmp_path: Path) -> None:
    world = World(Content({}, {}, tuple(site(number) for number in range(HOSTS)), 1))
    with world.served() as served:
        crawled(served, tmp_path)
        log = served.requests
    with Corpus.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as corpus, corpus.engine.connect() as connection:
        stored = set(connection.execute(select(Source.url)).scalars())
        failed = {url for url, _ in failed_addresses(corpus)}
    wanted = {report.urls[0] for report in world.truth()}
    closed = {url for url in wanted if "/nb/2023/" in url}
    assert (stored, failed) == (wanted - closed, closed), "every report is stored or named"
    by_host: dict[str, list[Asked]] = {host: [] for host in world.hosts()}
    for asked in log:
        by_host[asked.host].append(asked)
    for host, requests in by_host.items():
        paths = [asked.path for asked in requests]
        assert paths[0] == "/robots.txt" and paths.count("/robots.txt") == 1, host
        assert {"/", "/nb/", *OPEN} <= set(paths), (host, paths)
        assert not [path for path in paths if path.startswith("/nb/2023/")], (host, paths)
        assert all(asked.overlap == 1 for asked in requests), host
        assert all(later.started - earlier.started >= DELAY for earlier, later in pairwise(requests)), host
    assert most_at_once(log) > HOSTS / 2, "the hosts were asked side by side"


def most_at_once(log: tuple[Asked, ...]) -> int:
    """Most hosts whose first and last request lie around one moment."""
    spans: dict[str, tuple[float, float]] = {}
    for asked in log:
        first, last = spans.get(asked.host, (asked.started, asked.started))
        spans[asked.host] = min(first, asked.started), max(last, asked.started)
    return max(sum(first <= moment <= last for first, last in spans.values()) for moment, _ in spans.values())
