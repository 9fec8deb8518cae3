"""All 33 sources over 400 hosts in one process: memory, pages a second, what endless hosts cost the others.

    python benchmarks/crawl_hosts.py [--hosts 400] [--per-host 12] [--traps 2] [--rounds 2] [--timeout 10]

Three crawlers in turn over the same site on loopback, through the same proxy, one request at a time for each
host and no delay:

* the whole program as `nianbao crawl all` runs it, 33 spiders in one process, every host registered under one
  of them in a folder of added portals; the parse processes are left out, as in `crawl_throughput.py`;
* a bare Scrapy spider over the same hosts, which keeps nothing;
* the program again, with so many hosts of each kind of `crawler.replica.endless` among the others: calendars,
  paging and redirects without an end, an answer of one byte a second, of no byte, of bytes without an end.

Pages a second are those of the good hosts, from their first to their last request at the server; CPU
milliseconds a page are the steadier figure on a machine that does other work too. Memory is the peak of the
crawling process as the system gives it; it should stay below 1,500 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

from crawl_throughput import Run, bare, environment, measured, served
from rounds import interleave, summary

from crawler.config import Config
from crawler.crawl import CrawlOrder, crawl
from crawler.replica.endless import KINDS
from spiders import registry


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


def crawl_here(folder: Path) -> int:
    """Crawl all registered hosts of the folder in this process; leaves its peak memory in a file."""
    config = Config.from_env().with_options(db=f"sqlite:///{folder}/nianbao.db", data=folder)
    hosts = frozenset(json.loads((folder / "hosts.json").read_text()))
    done = crawl(config, CrawlOrder(registry.spider_names(), hosts=hosts))
    (folder / "peak").write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    return done.exit_code


def ours(proxy: str, hosts: list[str], timeout: int) -> tuple[Run, float]:
    """One crawl of these hosts into a fresh folder, in a process of its own, and its peak memory in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register(folder, hosts)
        (folder / "hosts.json").write_text(json.dumps(hosts))
        command = [sys.executable, __file__, "--crawl", name]
        done = measured(proxy, command, environment(proxy) | {"NIANBAO_TIMEOUT": str(timeout)}, (0, 1))
        return done, float((folder / "peak").read_text())


def total_cpu(runs: list[Run]) -> float:
    """CPU seconds of a whole crawl, with robots.txt and the probe for error pages that only ours asks for."""
    return statistics.median(run.cpu * (run.requests + run.trapped) for run in runs) / 1000


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
        sys.exit(crawl_here(Path(given.crawl)))
    traps = [f"{kind}.bad{number}.gov.cn" for kind in KINDS for number in range(given.traps)]
    good = [f"www.bench{number}.gov.cn" for number in range(given.hosts - len(traps))]
    # Stuck hosts first: whatever they hold, they hold from the beginning.
    orders = {"nianbao": good, "bare scrapy": good, "with traps": [*traps, *good]}
    runs: dict[str, list[Run]] = {name: [] for name in orders}
    peaks: dict[str, list[float]] = {name: [] for name in orders}

    def one(name: str, proxy: str) -> float:
        if name == "bare scrapy":
            done = bare(proxy, good)
        else:
            done, peak = ours(proxy, orders[name], given.timeout)
            peaks[name].append(peak)
        runs[name].append(done)
        return done.rate

    with served(given.per_host) as proxy:
        rates = interleave({name: partial(one, name, proxy) for name in orders}, given.rounds)
    print(summary(rates, "pages/s"))
    spent = {name: [run.cpu for run in runs[name]] for name in ("bare scrapy", "nianbao", "with traps")}
    print(summary(spent, "CPU ms/page"))
    ceiling, whole = (total_cpu(runs[name]) for name in ("bare scrapy", "nianbao"))
    print(f"CPU for the same hosts: bare {ceiling:.1f} s, nianbao {whole:.1f} s, share {ceiling / whole:.2f}")
    for name, found in peaks.items():
        if found:
            seconds = statistics.median(run.seconds for run in runs[name])
            print(
                f"{name:14} {len(orders[name])} hosts: {runs[name][0].requests} pages of good ones in "
                f"{seconds:.1f} s, {runs[name][0].trapped} of endless ones, peak {max(found):.0f} MB"
            )


if __name__ == "__main__":
    main()
