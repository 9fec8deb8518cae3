"""Hosts that never end, one of each kind, among good ones: the good are finished, the bad are named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from crawler.replica.endless import JOURNAL, KINDS
from models.corpus import Corpus
from models.figures import failed_addresses
from parsers.failures import Failure

ROOT = Path(__file__).resolve().parents[2]
GOOD = [f"www.good{number}.gov.cn" for number in range(8)]
REPORTS = 4
DRY_SPELL = 150
CRAWL = f"""
import sys
from crawler import cli, politeness
politeness.DRY_SPELL = {DRY_SPELL}
sys.exit(cli.run(sys.argv[1:]))
"""
BOUNDS = {
    "calendar": (60, Failure.EMPTY_LIST),
    "paging": (DRY_SPELL + 10, Failure.PARTIAL),
    "same": (DRY_SPELL + 10, Failure.PARTIAL),
    "redirects": (20, Failure.REDIRECT_SHELL),
    "slow": (20, Failure.TIMEOUT),
    "silent": (20, Failure.TIMEOUT),
    "body": (20, Failure.TOO_LARGE),
}
"""Most requests that a host may cost (attempts, robots.txt and probes counted), and its failure class."""


@pytest.mark.usefixtures("db")
def test_endless_hosts_are_bounded_and_named_and_cost_the_others_nothing(tmp_path: Path) -> None:
    bad = [f"{kind}.bad.gov.cn" for kind in KINDS]
    server = [sys.executable, "-m", "crawler.replica.endless", "--reports", str(REPORTS)]
    with subprocess.Popen(server, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as site:
        assert site.stdin and site.stdout
        proxy = f"http://127.0.0.1:{site.stdout.readline().strip()}"
        environment = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        environment |= {
            "HTTP_PROXY": proxy,
            "NIANBAO_DELAY": "0",
            "NIANBAO_TIMEOUT": "4",
            "NIANBAO_WORKERS": "0",
        }
        command = [sys.executable, "-c", CRAWL, "crawl", "--data", str(tmp_path)]
        command += ["--db", f"sqlite:///{tmp_path}/n.db"]
        for host in [*bad, *GOOD]:
            command += ["--url", f"http://{host}/"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr[-2000:]
        with urllib.request.urlopen(proxy + JOURNAL) as answer:
            requests = {host: counted[0] for host, counted in json.load(answer).items()}
        site.stdin.close()
    with Corpus.open(f"sqlite:///{tmp_path}/n.db") as corpus:
        failed = failed_addresses(corpus)
        sources = {host.host: host.sources for host in corpus.status().hosts}
    assert {host: sources[host] for host in GOOD} == dict.fromkeys(GOOD, REPORTS)
    # The front page, the column, its reports, robots.txt and the page that cannot exist.
    assert {requests[host] for host in GOOD} == {REPORTS + 4}
    for kind, (most, failure) in BOUNDS.items():
        host = f"{kind}.bad.gov.cn"
        named = {what for url, what in failed if f"//{host}/" in url}
        assert requests[host] <= most, kind
        assert failure is None or failure in named, (kind, named)
