"""Each hazard of a crawl has a host; what the crawl stores of it is one class, and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.replica.journal import Asked
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import failed_addresses
from models.schema import Source, WalkedList
from parsers.failures import Failure
from tests.served import crawl_arguments, environment, program

FILE = "hazards"


@dataclass(frozen=True)
class Outcome:
    """What a crawl of all hosts left: failures by host, reports fetched by host, the log of the servers."""

    failures: dict[str, set[str]]
    sources: dict[str, int]
    titles: dict[str, set[str | None]]
    lists: dict[str, str]
    """What was said of a list that fell short, by host."""
    log: tuple[Asked, ...]

    def asked(self, hazard: str, beginning: str = "/20") -> list[Asked]:
        host = host_of(hazard)
        return [each for each in self.log if each.host == host and each.path.startswith(beginning)]


def fetch(served: Served, folder: Path) -> None:
    (folder / "tls.toml").write_text(f'[tls]\n"{host_of("tls-listed")}" = ["weak_keys"]\n')
    env = environment(served, folder, NIANBAO_DELAY="0.01", NIANBAO_WORKERS="0")
    done = program(crawl_arguments(entries(served.world)), env)
    assert done.returncode == 1, done.stderr


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("hazards")
    with World.serve(name=FILE) as served:
        fetch(served, folder)
        log = served.requests
    failures: dict[str, set[str]] = {}
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
        for url, failure in failed_addresses(corpus):
            failures.setdefault(url.split("/")[2], set()).add(failure)
        sources = {host.host: host.sources for host in corpus.status().hosts}
        with corpus.engine.connect() as connection:
            titles: dict[str, set[str | None]] = {}
            for host, title in connection.execute(select(Source.host, Source.title)):
                titles.setdefault(host, set()).add(title)
            short = select(WalkedList.column_url, WalkedList.detail).where(WalkedList.failure.is_not(None))
            lists = {url.split("/")[2]: detail for url, detail in connection.execute(short)}
    yield Outcome(failures, sources, titles, lists, log)


def host_of(hazard: str) -> str:
    world = World.load(name=FILE)
    return next(
        site.host
        for site in world.content.sites
        if any(place.report.body.key == f"hazards-{hazard}" for c in site.columns for place in c.placements)
    )


ENTRIES = {
    "plain-http": "https://{host}/",
    "moved": "http://{host}/zwgk/old/nb/",
    "aliases": "https://{bare}/",
}
"""Where a crawl begins that does not begin at the front page of a host."""


def entries(world: World) -> list[str]:
    given = {host_of(hazard): entry for hazard, entry in ENTRIES.items()}
    return [
        given[host].format(host=host, bare=host.removeprefix("www.")) if host in given else front
        for host, front in zip(world.hosts(), world.entry_points(), strict=True)
    ]


CLASSES: dict[str, tuple[set[str], int]] = {
    "challenge": ({"challenge"}, 1),
    "cookie-once": ({"challenge"}, 2),
    "cookie-never": ({"challenge"}, 0),
    "cookie-redirect": (set(), 2),
    "captcha": ({"captcha"}, 0),
    "refusing": ({"forbidden"}, 0),
    "geo": ({"geo_blocked"}, 0),
    "rate": ({"rate_limited"}, 2),
    "rate-page": ({"rate_limited"}, 2),
    "soft": ({"soft_404"}, 2),
    "same-shell": ({"soft_404"}, 1),
    "shell": (set(), 2),
    "sent-home": ({"gone"}, 1),
    "moved": ({"gone"}, 2),
    "gbk": (set(), 2),
    "endless": ({"partial"}, 2),
    "phantom": ({"partial", "gone"}, 2),
    "look-alikes": (set(), 2),
    "robots-unknown": ({"robots_unknown"}, 0),
    "robots-page": (set(), 2),
    "robots-closed": ({"robots_denied"}, 1),
    "referer": (set(), 4),
    "octet-stream": (set(), 2),
    "login": ({"bad_content"}, 2),
    "cut": ({"bad_content"}, 1),
    "reset": ({"tcp"}, 1),
    "reset-once": (set(), 2),
    "busy-once": ({"server_error"}, 2),
    "plain-http": ({"tcp"}, 2),
    "aliases": ({"tcp"}, 2),
    "mirrors": ({"gone"}, 2),
    "self-signed": ({"tls"}, 0),
    "tls-weak": ({"tls"}, 0),
    "tls-listed": (set(), 2),
}
"""Classes stored (of a first answer too, where a later one was the page) and documents fetched, by hazard."""


@pytest.mark.parametrize("hazard", CLASSES)
def test_a_hazard_is_stored_under_its_class(outcome: Outcome, hazard: str) -> None:
    host, (failures, documents) = host_of(hazard), CLASSES[hazard]
    named = outcome.failures.get(host, set()) | outcome.failures.get(host.removeprefix("www."), set())
    if hazard == "robots-unknown":
        named = named - {"forbidden"}  # of robots.txt itself
    assert named == failures
    assert outcome.sources.get(host, 0) + outcome.sources.get(host.removeprefix("www."), 0) == documents


def test_every_host_has_a_class() -> None:
    assert {host_of(hazard) for hazard in CLASSES} == set(World.load(name=FILE).hosts())


def test_obstacles_are_left_alone_after_what_any_client_would_do(outcome: Outcome) -> None:
    challenged = [each.path for each in outcome.asked("challenge", "/2024/")]
    assert len(challenged) == len(set(challenged)) == 1, "a challenge is not asked twice"
    assert len(outcome.asked("refusing")) <= 3
    assert len(outcome.asked("captcha")) == 1, "the host is left alone"
    assert [each.path for each in outcome.asked("robots-unknown", "/")] == ["/robots.txt"]
    assert not outcome.asked("robots-closed", "/2024/")
    assert not outcome.asked("self-signed", "/")


def test_a_host_that_names_a_time_is_left_alone_so_long(outcome: Outcome) -> None:
    refused, again = outcome.asked("rate", "/2024/")
    later = [each for each in outcome.asked("rate", "/") if each.started > refused.started]
    assert again in later and all(each.started - refused.started >= 1 for each in later)


def test_text_is_read_in_the_charset_of_its_bytes(outcome: Outcome) -> None:
    assert outcome.titles[host_of("gbk")] == {
        f"独山县人民政府{year}年政府信息公开工作年度报告" for year in (2022, 2023)
    }


def test_a_list_that_falls_short_is_kept_with_both_numbers(outcome: Outcome) -> None:
    assert outcome.lists[host_of("phantom")].startswith("2 of 3 rows")


def test_look_alikes_are_not_asked_for(outcome: Outcome) -> None:
    world = World.load(name=FILE)
    reports = {url for report in world.truth() for url in report.urls}
    asked = {f"http://{each.host}{each.path}" for each in outcome.asked("look-alikes")}
    assert asked and asked <= reports
    assert not asked & {page.url for page in world.lookalikes()}


def test_a_page_of_many_forms_is_had_once(outcome: Outcome) -> None:
    plain = [each.path for each in outcome.asked("mirrors") if re.fullmatch(r"/[\d/-]+\.html", each.path)]
    assert len(plain) == len(set(plain)) == 2


ROOT = Path(__file__).resolve().parents[2]
TABLE = re.findall(
    r"^\| (\d+|\+) \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([\w./]+)::(\w+) \|$",
    (ROOT / "docs" / "obstacles.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_the_table_of_the_documents_has_every_hazard() -> None:
    assert [number for number, *_ in TABLE] == [*map(str, range(1, 21)), "+"]
    named = {name for _, _, replicas, *_ in TABLE for name in replicas.split(", ")}
    assert named == {*CLASSES, "-"}


@pytest.mark.parametrize(("number", "done", "replicas", "file", "test"), TABLE)
def test_the_table_says_what_is_stored_and_which_test_shows_it(
    number: str, done: str, replicas: str, file: str, test: str
) -> None:
    assert f"\ndef {test}(" in (ROOT / file).read_text("utf-8")
    words = set(re.findall(r"`(\w+)`", done))
    assert words <= {str(failure) for failure in Failure}
    for hazard in replicas.split(", "):
        assert CLASSES.get(hazard, (set(), 0))[0] <= words, hazard
