"""Pages a second of the whole crawl process against a bare Scrapy spider, over one site on loopback.

    python benchmarks/crawl_throughput.py [--hosts 8] [--per-host 100] [--rounds 3]

Ours archives every response (WARC), records every fetch, reads lists and titles and stores documents for
parsing, which is the work of other processes and left out here; the bare spider keeps nothing. Both ask one
page at a time of each host, without a delay. Pages a second are taken at the server, from the first to the
last request.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    """Requests and seconds since the last call."""
    with urllib.request.urlopen(proxy + STATS) as answer:
        counted: dict[str, float] = json.load(answer)
    return counted


def hosts(count: int) -> list[str]:
    """Names of the portals."""
    return [f"www.bench{number}.gov.cn" for number in range(count)]


def bare(proxy: str, names: list[str]) -> float:
    """One run of the baseline."""
    stats(proxy)
    command = [sys.executable, str(HERE / "bare_spider.py"), proxy, ",".join(names)]
    subprocess.run(command, check=True, capture_output=True)
    counted = stats(proxy)
    return counted["requests"] / counted["seconds"]


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


def ours(proxy: str, names: list[str]) -> float:
    """One run of `nianbao crawl` into a fresh database and archive."""
    stats(proxy)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            crawl_command(folder, names),
            cwd=HERE.parent,
            env=environment(proxy),
            capture_output=True,
            text=True,
            check=False,
        )
    counted = stats(proxy)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    whole = time.monotonic() - begun
    print(f"  ours: {counted['requests']:.0f} requests, {whole:.1f} s with start and parsing", flush=True)
    return counted["requests"] / counted["seconds"]


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
    with served(given.per_host) as proxy:
        figures = interleave(
            {"nianbao crawl": lambda: ours(proxy, names), "bare scrapy": lambda: bare(proxy, names)},
            given.rounds,
        )
    print(summary(figures, "pages/s"))


if __name__ == "__main__":
    main()
