"""Each hazard of a crawl has a host; what the crawl stores of it is one class, and the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.replica.journal import Asked
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import failed_addresses

FILE = "hazards"


@dataclass(frozen=True)
class Outcome:
    """What a crawl of all hosts left: failures by host, reports fetched by host, the log of the servers."""

    failures: dict[str, set[str]]
    sources: dict[str, int]
    log: tuple[Asked, ...]


def fetch(served: Served, folder: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = plain | {
        "HTTP_PROXY": served.proxy_url,
        "HTTPS_PROXY": served.proxy_url,
        "NIANBAO_CA_FILE": str(served.ca_file),
        "NIANBAO_DB": f"sqlite:///{folder / 'n.db'}",
        "NIANBAO_DATA": str(folder),
        "NIANBAO_DELAY": "0.01",
        "NIANBAO_WORKERS": "0",
    }
    urls = [option for entry in served.world.entry_points() for option in ("--url", entry)]
    command = [sys.executable, "-m", "crawler", "crawl", *urls]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("hazards")
    with World.serve(name=FILE) as served:
        fetch(served, folder)
        log = served.requests
    failures: dict[str, set[str]] = {}
    with Corpus.open(f"sqlite:///{folder / 'n.db'}") as corpus:
        for url, failure in failed_addresses(corpus):
            failures.setdefault(url.split("/")[2], set()).add(failure)
        sources = {host.host: host.sources for host in corpus.status().hosts}
    yield Outcome(failures, sources, log)


def host_of(hazard: str) -> str:
    world = World.load(name=FILE)
    return next(
        site.host
        for site in world.content.sites
        if any(place.report.body.key == f"hazards-{hazard}" for c in site.columns for place in c.placements)
    )


CLASSES = {
    "challenge": ("challenge", 1),
    "cookie-once": ("challenge", 2),
    "cookie-never": ("challenge", 0),
    "refusing": ("forbidden", 0),
    "rate": ("rate_limited", 2),
    "soft": ("soft_404", 2),
    "endless": ("partial", 2),
    "robots-unknown": ("robots_unknown", 0),
    "robots-page": (None, 2),
    "referer": (None, 4),
    "login": ("bad_content", 2),
    "cut": ("bad_content", 1),
    "plain-http": (None, 2),
}
"""Class stored (of a first answer too, where the second was the page) and documents fetched, by hazard."""


@pytest.mark.parametrize("hazard", CLASSES)
def test_a_hazard_is_stored_under_its_class(outcome: Outcome, hazard: str) -> None:
    host, (failure, documents) = host_of(hazard), CLASSES[hazard]
    named = outcome.failures.get(host, set())
    if hazard == "robots-unknown":
        named = named - {"forbidden"}  # of robots.txt itself
    assert named == ({failure} if failure else set())
    assert outcome.sources.get(host, 0) == documents


def test_every_host_has_a_class() -> None:
    assert {host_of(hazard) for hazard in CLASSES} == set(World.load(name=FILE).hosts())


def test_obstacles_are_left_alone_after_what_any_client_would_do(outcome: Outcome) -> None:
    def asked(hazard: str, beginning: str = "/20") -> list[str]:
        host = host_of(hazard)
        return [each.path for each in outcome.log if each.host == host and each.path.startswith(beginning)]

    challenged = [path for path in asked("challenge") if path.startswith("/2024/")]
    assert len(challenged) == len(set(challenged)) == 1, "a challenge is not asked twice"
    assert len(asked("refusing")) <= 3
    assert asked("robots-unknown", "/") == ["/robots.txt"]
