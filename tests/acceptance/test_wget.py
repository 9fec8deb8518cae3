"""Pages fetched by wget: its WARC files give the same records as our own crawl of the portals."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.ingest import ingest
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import current_figures

HOSTS = ("www.huojia.gov.cn", "www.huoqiu.gov.cn", "www.lishui.gov.cn", "www.shanzhou.gov.cn")
"""TRS, Longxun, Hanweb and an unknown make."""
_ROUNDS = 6

needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="needs wget: apt-get install wget")


def wget(served: Served, warc: Path, *arguments: str) -> None:
    """Fetch into a WARC file; an answer that is an error is one of its records."""
    command = ["wget", "-q", "-e", "robots=off", "--delete-after", f"--ca-certificate={served.ca_file}"]
    environment = os.environ | {"http_proxy": served.proxy_url, "https_proxy": served.proxy_url}
    folder = warc.parent / "pages"
    subprocess.run(
        [*command, "-P", str(folder), f"--warc-file={warc}", *arguments], env=environment, check=False
    )


def records(db: str) -> dict[tuple[str, int], object]:
    """Values of every report, with the addresses and titles that it stands at."""
    with Corpus.open(db) as corpus:
        return {(report.body_id, report.year): report.values for report in current_figures(corpus)}


@needs_wget
def test_warc_files_of_wget_give_the_records_of_a_crawl(tmp_path: Path) -> None:
    warcs, crawled, data = tmp_path / "warcs", tmp_path / "crawled", tmp_path / "ingested"
    for folder in (warcs, crawled, data):
        folder.mkdir()
    config = Config(db=f"sqlite:///{data}/nianbao.db", data=data, workers=2)
    with World.serve() as served:
        child = [sys.executable, "-m", "tests.acceptance.crawl_replica", served.proxy_url]
        subprocess.run([*child, str(served.ca_file), str(crawled), *HOSTS], check=True, capture_output=True)
        for host in HOSTS:
            wget(served, warcs / host, "-r", "-l", "inf", f"https://{host}/")
        named = []
        for number in range(_ROUNDS):
            summary = ingest(config, [str(path) for path in sorted(warcs.glob("*.warc.gz"))])
            named.append(len(summary.missing))
            if not summary.missing:
                break
            (warcs / "missing").write_text("\n".join(summary.missing))
            wget(served, warcs / f"more-{number}", "-i", str(warcs / "missing"))
    assert named[0] > 0, "lists that a script pages are out of reach of wget alone, and are named"
    assert named[-1] == 0
    ours = records(f"sqlite:///{crawled}/nianbao.db")
    assert len(ours) > 50
    assert records(config.db) == ours
    again = ingest(config, [str(path) for path in sorted(warcs.glob("*.warc.gz"))])
    assert (again.new, again.changed) == (0, 0)
