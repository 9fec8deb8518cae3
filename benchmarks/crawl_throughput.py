"""Pages a second of the whole crawl process against a bare Scrapy spider, over one site on loopback.

    python benchmarks/crawl_throughput.py [--hosts 8] [--per-host 100] [--rounds 3]

Ours archives every response (WARC), records every fetch, reads lists and titles and stores documents for
parsing, which is the work of other processes and left out here; the bare spider keeps nothing. Both ask one
page at a time of each host, without a delay. Pages a second are taken at the server, from the first to the
last request; CPU milliseconds a page are those of the crawling process in that span. On a machine that does
other work too the second ratio is the steadier one.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cpu import run_watched
from portal_site import STATS
from rounds import interleave, summary

HERE = Path(__file__).resolve().parent


@contextmanager
def served(per_host: int, pages: int = 50) -> Iterator[str]:
    """Run the site in a process of its own; gives the address of the proxy."""
    command = [
        sys.executable,
        str(HERE / "portal_site.py"),
        "--per-host",
        str(per_host),
        "--pages",
        str(pages),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


def stats(proxy: str) -> dict[str, float]:
    """Requests since the last call and the times of the first and the last of them."""
    with urllib.request.urlopen(proxy + STATS) as answer:
        counted: dict[str, float] = json.load(answer)
    return counted


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: requests of good hosts and of endless ones, seconds from the first to the last of
    the good ones, CPU milliseconds a page of either."""

    requests: int
    trapped: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Pages of good hosts a second."""
        return self.requests / self.seconds


def measured(
    proxy: str, command: list[str], environment: dict[str, str] | None = None, well: tuple[int, ...] = (0,)
) -> Run:
    """Run a crawler to its end; raises RuntimeError where it ends with another code than `well`."""
    stats(proxy)
    watch, _ = run_watched(command, HERE.parent, environment, well)
    counted = stats(proxy)
    first, last = counted["first"], counted["last"]
    requests, trapped = int(counted["requests"]), int(counted["trapped"])
    # Endless hosts go on when the good ones are finished: all of the CPU is for all of the pages.
    spent = watch.between(first, last if not trapped else math.inf)
    return Run(requests, trapped, last - first, 1000 * spent / (requests + trapped))


def hosts(count: int) -> list[str]:
    """Names of the portals."""
    return [f"www.bench{number}.gov.cn" for number in range(count)]


def bare(proxy: str, names: list[str]) -> Run:
    """One run of the baseline."""
    return measured(proxy, [sys.executable, str(HERE / "bare_spider.py"), proxy, ",".join(names)])


def environment(proxy: str) -> dict[str, str]:
    """Settings of our process: through the proxy, without a delay."""
    import os

    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {
        "HTTP_PROXY": proxy,
        "NIANBAO_DELAY": "0",
        "NIANBAO_ALLOW_LOOPBACK": "1",
        "NIANBAO_WORKERS": "0",
    }


def crawl_command(folder: str, names: list[str]) -> list[str]:
    """`nianbao crawl` of these hosts into a folder."""
    command = [sys.executable, "-m", "crawler.cli", "crawl"]
    command += ["--db", f"sqlite:///{folder}/nianbao.db", "--data", folder]
    for name in names:
        command += ["--url", f"http://{name}/"]
    return command


def ours(proxy: str, names: list[str]) -> Run:
    """One run of `nianbao crawl` into a fresh database and archive."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(proxy, crawl_command(folder, names), environment(proxy), (0, 1))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--hosts", type=int, default=8)
    options.add_argument("--per-host", type=int, default=100)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    names = hosts(given.hosts)
    runs: dict[str, list[Run]] = {"nianbao crawl": [], "bare scrapy": []}
    crawlers: dict[str, Callable[[str, list[str]], Run]] = {"nianbao crawl": ours, "bare scrapy": bare}

    def one(name: str) -> float:
        runs[name].append(crawlers[name](proxy, names))
        return runs[name][-1].rate

    with served(given.per_host) as proxy:
        rates = interleave({name: partial(one, name) for name in crawlers}, given.rounds)
    print(summary(rates, "pages/s"))
    spent = {name: [run.cpu for run in done] for name, done in runs.items()}
    print(summary(dict(reversed(spent.items())), "CPU ms/page"))


if __name__ == "__main__":
    main()
