"""SIGKILL at random moments of a crawl: the corpus ends the same, and hardly a page is fetched twice."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.release import export

KILLS = int(os.environ.get("NIANBAO_TEST_KILLS", "2"))
MOST_FETCHED_TWICE = 0.10
COMPARED = ("reports", "versions", "figures", "chapters", "findings", "differences", "review_items")
DRIVER = Path(__file__).with_name("crawl_replica.py")


def start(served: Served, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(DRIVER), served.proxy_url, str(served.ca_file), str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run_to_end(served: Served, folder: Path) -> None:
    child = start(served, folder)
    child.communicate()
    assert child.returncode == 0


def killed_after(served: Served, folder: Path, requests: int) -> bool:
    """Kill a crawl once the portals were asked `requests` more times; False if it ended before."""
    until = len(served.requests) + requests
    child = start(served, folder)
    while len(served.requests) < until:
        try:
            child.wait(0.02)
            return False
        except subprocess.TimeoutExpired:
            continue
    child.send_signal(signal.SIGKILL)
    child.wait()
    return True


def released(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables of a release; without the digests of originals, some of which count their visitors."""
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
        export(corpus, folder / "release", {"csv"})
    tables = {}
    for name in COMPARED:
        with (folder / "release" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = [{key: row[key] for key in row if key != "sha256"} for row in csv.DictReader(file)]
    return tables


def pages(served: Served) -> Counter[tuple[str, str, str]]:
    return Counter(
        (asked.host, asked.method, asked.path) for asked in served.requests if asked.path != "/robots.txt"
    )


def test_killed_crawl_ends_with_the_same_corpus(tmp_path: Path) -> None:
    with World.serve() as served:
        run_to_end(served, tmp_path / "undisturbed")
        undisturbed = pages(served)
    expected = released(tmp_path / "undisturbed")
    total = sum(undisturbed.values())
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for trial in range(KILLS):
        folder = tmp_path / f"killed-{trial}"
        with World.serve() as served:
            moment = moments.randrange(5, total - 5)
            assert killed_after(served, folder, moment)
            run_to_end(served, folder)
            extra = sum((pages(served) - undisturbed).values())
        print(f"killed after {moment} of {total} pages: {extra} fetched twice ({extra / total:.1%})")
        assert released(folder) == expected
        assert extra <= MOST_FETCHED_TWICE * total


def test_crawl_killed_again_and_again_ends_with_the_same_corpus(tmp_path: Path) -> None:
    moments = random.Random(KILLS)
    with World.serve() as served:
        while killed_after(served, tmp_path / "killed", moments.randrange(40, 300)):
            continue
    with World.serve() as served:
        run_to_end(served, tmp_path / "undisturbed")
    assert released(tmp_path / "killed") == released(tmp_path / "undisturbed")
