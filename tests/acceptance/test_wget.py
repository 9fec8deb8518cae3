"""Pages fetched elsewhere: WARC files of wget, and our own archive, give the records of a crawl."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.config import Config
from crawler.ingest import ingest
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import current_figures

HOSTS = ("www.njgl.gov.cn", "www.huoqiu.gov.cn", "www.lishui.gov.cn", "www.shanzhou.gov.cn")
"""TRS, Longxun, Hanweb and an unknown make."""
_ROUNDS = 6
_LONGEST = 60
"""Seconds for one wget. Its own bounds are 20 attempts of 15 minutes each."""

needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="needs wget: apt-get install wget")


def wget(served: Served, warc: Path, *arguments: str) -> None:
    """Fetch into a WARC file; an answer that is an error is one of its records."""
    command = ["wget", "-q", "-e", "robots=off", "--delete-after", f"--ca-certificate={served.ca_file}"]
    command += ["--tries=2", "--timeout=10", "-P", str(warc.parent / "pages"), f"--warc-file={warc}"]
    environment = os.environ | {"http_proxy": served.proxy_url, "https_proxy": served.proxy_url}
    subprocess.run([*command, *arguments], env=environment, check=False, timeout=_LONGEST)


def records(db: str) -> dict[tuple[str, int], object]:
    """Values of every report, by body and year."""
    with Corpus.open(db) as corpus:
        return {(report.body_id, report.year): report.values for report in current_figures(corpus)}


def config_in(folder: Path) -> Config:
    folder.mkdir()
    return Config(db=f"sqlite:///{folder}/nianbao.db", data=folder, workers=1)


@needs_wget
def test_warc_files_of_wget_and_our_own_archive_give_the_records_of_a_crawl(tmp_path: Path) -> None:
    warcs = tmp_path / "warcs"
    warcs.mkdir()
    crawled, config, copied = (config_in(tmp_path / name) for name in ("crawled", "ingested", "copied"))
    with World.serve() as served:
        child = [sys.executable, "-m", "tests.acceptance.crawl_replica", served.proxy_url]
        command = [*child, str(served.ca_file), str(crawled.data), *HOSTS]
        subprocess.run(command, check=True, capture_output=True)
        for url in served.world.entry_points():
            if (host := urlsplit(url).hostname) in HOSTS:
                wget(served, warcs / host, "-r", "-l", "inf", url)
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
    ours = records(crawled.db)
    assert len(ours) > 40
    assert records(config.db) == ours
    again = ingest(config, [str(path) for path in sorted(warcs.glob("*.warc.gz"))])
    assert (again.new, again.changed) == (0, 0)
    ingest(copied, [str(crawled.archive)])
    assert records(copied.db) == ours
