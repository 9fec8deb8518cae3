"""A watch pass over unchanged columns: requests a second, processor time, memory, requests for each column.

    python benchmarks/watch_columns.py [--columns 2000] [--per-column 5] [--rounds 3]

So many portals on loopback, a column each, are crawled once with a clock that is eight days behind. Then
`nianbao watch --once` looks at them, from the same database and archive in each round, in turn with a bare
Scrapy spider that asks for the same lists with the same ETags and keeps nothing. One request at a time for
each host, no delay. Requests a second are taken at the server, from the first to the last; seconds, processor
time and memory are those of the whole command with its child processes, start and end included.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from cpu import run_watched
from crawl_hosts import register
from crawl_throughput import HERE, environment, served, stats
from rounds import interleave, summary

from crawler.clock import ShiftedClock
from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from models.corpus import Corpus
from models.database import reading
from models.queries import known_pages
from models.watched import watched
from spiders import registry

AGO = timedelta(days=8)
"""Since the crawl: every list is due, and no portal as a whole."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass took."""

    requests: int
    rate: float
    """Requests a second, from the first to the last."""
    seconds: float
    cpu: float
    """Seconds."""
    memory: float
    """MB, of the largest process."""


def crawl_here(folder: Path) -> int:
    """Crawl all registered hosts of the folder in this process, a while ago."""
    config = Config.from_env().with_options(
        db=f"sqlite:///{folder}/nianbao.db", data=folder, clock=ShiftedClock(-AGO)
    )
    hosts = frozenset(json.loads((folder / "hosts.json").read_text()))
    done = crawl(config, CrawlOrder(registry.spider_names(), hosts=hosts))
    print(*done.failed[:20], sep="\n", file=sys.stderr)
    return done.exit_code


def prepare(proxy: str, folder: Path, count: int) -> dict[str, str]:
    """Crawl so many portals; returns the ETags of their lists by address."""
    # An address with 404 in it is taken for that of an error page.
    numbers = (number for number in itertools.count() if "404" not in str(number))
    hosts = [f"www.bench{number}.gov.cn" for number in itertools.islice(numbers, count)]
    register(folder, hosts)
    (folder / "hosts.json").write_text(json.dumps(hosts))
    command = [sys.executable, __file__, "--crawl", str(folder)]
    done = subprocess.run(command, cwd=HERE.parent, env=environment(proxy), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    with Corpus.open(f"sqlite:///{folder}/nianbao.db") as corpus, reading(corpus.engine) as connection:
        known = known_pages(connection)
        lists = [each.list_url or each.column_url for each in watched(connection)]
    return {url: known[url].etag or "" for url in lists}


def measured(proxy: str, command: list[str]) -> tuple[Pass, str]:
    """Run a pass to its end; gives what it printed too. Raises RuntimeError where it fails."""
    stats(proxy)
    begun = time.perf_counter()
    watch, said = run_watched(command, HERE.parent, environment(proxy))
    seconds = time.perf_counter() - begun
    counted = stats(proxy)
    requests, span = int(counted["requests"]), counted["last"] - counted["first"]
    cpu = watch.between(-math.inf, math.inf)
    return Pass(requests, requests / span if span else 0.0, seconds, cpu, watch.peak), said


def ours(proxy: str, folder: Path, columns: int) -> Pass:
    """One `nianbao watch --once` on a copy of what was crawled."""
    with tempfile.TemporaryDirectory(prefix="nianbao-watch-") as name:
        shutil.copytree(folder, name, dirs_exist_ok=True)
        database = f"sqlite:///{name}/nianbao.db"
        command = [sys.executable, "-m", "crawler.cli", "watch", "--once", "--db", database, "--data", name]
        done, said = measured(proxy, command)
        with Corpus.open(database) as corpus:
            events = corpus.events(limit=1)
    if f"lists looked at: {columns}" not in said or events:
        raise RuntimeError(f"not a pass over {columns} unchanged lists: {said[:500]} {events}")
    return done


def bare(proxy: str, tags: Path, columns: int) -> Pass:
    """One run of the baseline."""
    done, said = measured(proxy, [sys.executable, str(HERE / "bare_spider.py"), proxy, f"@{tags}"])
    if json.loads(said)["pages"] != columns:
        raise RuntimeError(f"not all of {columns} lists are unchanged: {said}")
    return done


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--columns", type=int, default=2000)
    options.add_argument("--per-column", type=int, default=5, help="reports of a column")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--crawl", metavar="FOLDER", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.crawl:
        sys.exit(crawl_here(Path(given.crawl)))
    with (
        served(given.per_column) as proxy,
        tempfile.TemporaryDirectory(prefix="nianbao-watch-") as name,
    ):
        folder, tags = Path(name) / "data", Path(name) / "tags.json"
        folder.mkdir()
        begun = time.perf_counter()
        known = prepare(proxy, folder, given.columns)
        print(
            f"{len(known)} lists of {given.columns} portals, crawled in {time.perf_counter() - begun:.0f} s"
        )
        tags.write_text(json.dumps(known))
        passes: dict[str, list[Pass]] = {"nianbao watch": [], "bare scrapy": []}
        work: dict[str, Callable[[], Pass]] = {
            "nianbao watch": partial(ours, proxy, folder, len(known)),
            "bare scrapy": partial(bare, proxy, tags, len(known)),
        }

        def one(who: str) -> float:
            passes[who].append(work[who]())
            return passes[who][-1].rate

        rates = interleave({who: partial(one, who) for who in work}, given.rounds)
    print(summary(rates, "requests/s"))
    for unit, figure in (("CPU s", "cpu"), ("seconds in all", "seconds"), ("MB", "memory")):
        print(summary({who: [getattr(each, figure) for each in done] for who, done in passes.items()}, unit))
    asked = statistics.median(each.requests for each in passes["nianbao watch"])
    print(f"{asked:.0f} requests for {len(known)} lists, {asked / len(known):.2f} each")


if __name__ == "__main__":
    main()
