"""All 33 sources over 400 hosts in one process: memory, pages a second, what endless hosts cost the others.

    python benchmarks/crawl_hosts.py [--hosts 400] [--per-host 12] [--traps 2] [--rounds 2] [--timeout 10]

Three crawlers in turn over the same site on loopback, through the same proxy, one request at a time for each
host and no delay:

* the whole program as `nianbao crawl all` runs it, 33 spiders in one process, every host registered under one
  of them in a folder of added portals; the parse processes are left out, as in `crawl_throughput.py`;
* a bare Scrapy spider over the same hosts, which keeps nothing;
* the program again, with so many hosts of each kind of `crawler.replica.endless` among the others: calendars,
  paging and redirects without an end, an answer of one byte a second, of no byte, of bytes without an end.

Pages a second are those of the good hosts, from their first to their last request at the server. Memory is
the peak of the crawling process as the system gives it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawl_throughput import bare, environment, served, stats
from rounds import interleave, summary

from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from crawler.replica.endless import KINDS
from spiders import registry

MEMORY_GOAL = 1500
"""MB."""
LONGEST = 500
"""Seconds after which a crawl that has not ended is a failure of the benchmark."""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: seconds until the good hosts were finished, their pages, those of the traps, peak MB."""

    seconds: float
    pages: int
    trapped: int
    memory: float

    @property
    def rate(self) -> float:
        """Pages of the good hosts a second."""
        return self.pages / self.seconds


def register(folder: Path, hosts: list[str]) -> None:
    """Add the hosts to the registry, in turn to each of the sources, by files beside the program's own."""
    names = registry.spider_names()
    portals = folder / "portals"
    portals.mkdir()
    for place, name in enumerate(names):
        province = registry.load(registry.FOLDER / f"{name}.toml")
        division = "" if name == registry.CENTRAL else f'division = "{province.division}"\n'
        entries = [
            f'[[portal]]\nhost = "{host}"\nname = "{host}"\nlevel = "county"\n{division}'
            for host in hosts[place :: len(names)]
        ]
        head = f'province = "{province.name}"\ndivision = "{province.division}"\n'
        (portals / f"{name}.toml").write_text("\n".join([head, *entries]), "utf-8")


def crawl_here(folder: Path) -> None:
    """Crawl all registered hosts of the folder in this process; prints requests and peak memory as JSON."""
    config = Config.from_env().with_options(db=f"sqlite:///{folder}/nianbao.db", data=folder)
    hosts = frozenset(json.loads((folder / "hosts.json").read_text()))
    done = crawl(config, CrawlOrder(registry.spider_names(), hosts=hosts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"requests": done.requests, "found": done.found, "memory": peak}))


def ours(proxy: str, hosts: list[str], timeout: int) -> Run:
    """One crawl of these hosts into a fresh folder, in a process of its own."""
    stats(proxy)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register(folder, hosts)
        (folder / "hosts.json").write_text(json.dumps(hosts))
        done = subprocess.run(
            [sys.executable, __file__, "--crawl", name],
            env=environment(proxy) | {"NIANBAO_TIMEOUT": str(timeout)},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    counted, told = stats(proxy), json.loads(done.stdout.splitlines()[-1])
    seconds = counted["last"] - counted["first"]
    return Run(seconds, int(counted["requests"]), int(counted["trapped"]), told["memory"])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--hosts", type=int, default=400)
    options.add_argument("--per-host", type=int, default=12, help="reports of a good host")
    options.add_argument("--traps", type=int, default=2, help="hosts of each endless kind among them")
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--timeout", type=int, default=10, help="seconds for one answer")
    options.add_argument("--crawl", metavar="FOLDER", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.crawl:
        crawl_here(Path(given.crawl))
        return
    traps = [f"{kind}.bad{number}.gov.cn" for kind in KINDS for number in range(given.traps)]
    good = [f"www.bench{number}.gov.cn" for number in range(given.hosts - len(traps))]
    # Stuck hosts first: whatever they hold, they hold from the beginning.
    orders = {"nianbao": good, "with traps": [*traps, *good]}
    runs: dict[str, list[Run]] = {name: [] for name in orders}
    with served(given.per_host) as proxy:

        def crawler(name: str) -> Callable[[], float]:
            def measure() -> float:
                runs[name].append(ours(proxy, orders[name], given.timeout))
                return runs[name][-1].rate

            return measure

        work = {
            "nianbao": crawler("nianbao"),
            "bare scrapy": lambda: bare(proxy, good).rate,
            "with traps": crawler("with traps"),
        }
        rates = interleave(work, given.rounds)
    print(summary(rates, "pages/s"))
    for name, done in runs.items():
        peak = max(run.memory for run in done)
        print(
            f"{name:14} {len(orders[name])} hosts, {done[0].pages} pages of good ones in "
            f"{statistics.median(run.seconds for run in done):.1f} s, {done[0].trapped} of traps, "
            f"peak {peak:.0f} MB of {MEMORY_GOAL}"
        )


if __name__ == "__main__":
    main()
