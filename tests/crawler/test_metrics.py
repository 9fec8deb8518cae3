"""Metrics of the service: what is stored is what is shown, before a pass, after it and after a restart."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.cli import run
from crawler.config import Config, ConfigError
from crawler.watch.metrics import exposed, families, place_of
from models.corpus import Corpus
from models.database import reading
from models.facts import Fetch, ListFact, Run
from models.metrics import snapshot
from parsers.failures import Failure
from tests.models.givens import NOON, VillageResolver, found, later, report, sha
from tests.models.stocked import stock

ROOT = Path(__file__).resolve().parents[2]
HOST = "www.huojia.gov.cn"
PAGE = f"https://{HOST}/a.html"

Values = dict[tuple[str, ...], float]
"""Name of a sample and the values of its labels -> value."""


def values(text: str) -> Values:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped(address: str) -> Values:
    with build_opener(ProxyHandler({})).open(address) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return values(answer.read().decode())


def made_pass(corpus: Corpus, seconds: int, *facts: object, state: str = "finished", looked: int = 0) -> Run:
    run = corpus.begin_run("watch", {"at": seconds})
    corpus.record([fact(run.id) for fact in facts])  # type: ignore[operator]
    corpus._clock = lambda: NOON + timedelta(seconds=seconds)
    corpus.finish_run(run.id, state, {"looked": looked})  # type: ignore[arg-type]
    return run


def fetched(seconds: int, failure: Failure | None = None, via: str = "crawl", body: str | None = None):  # type: ignore[no-untyped-def]
    return lambda run: Fetch(
        PAGE,
        HOST,
        run,
        NOON + timedelta(seconds=seconds),
        failure=failure,
        via=via,  # type: ignore[arg-type]
        sha256=body,
    )


@pytest.fixture
def corpus(db: str) -> Corpus:
    return Corpus.open(db, resolver=VillageResolver(), clock=lambda: NOON)


def test_a_request_is_one_whatever_was_thought_of_its_answer(corpus: Corpus) -> None:
    short = ListFact(PAGE, 1, 3, 3, 9, None, "partial", "3 of 9 rows", 1, NOON)
    made_pass(
        corpus,
        90,
        fetched(1, Failure.TIMEOUT),
        fetched(2, body="a"),
        fetched(3, Failure.SOFT_404, body="a"),  # the same answer, judged by the host's own error page
        fetched(4, Failure.GONE, via="guess"),
        fetched(5, Failure.LAYOUT_CHANGED, via="reading"),
        lambda run: short,
        looked=2,
    )
    with reading(corpus.engine) as connection:
        (summed,) = snapshot(connection, {}).runs
    assert (summed.requests, summed.looked) == (3, 2)
    assert summed.failures == {"timeout": 1, "soft_404": 1, "layout_changed": 1, "partial": 1}
    shown = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families(_state(corpus), [7, 5])
        for sample in family.samples
    }
    assert shown["nianbao_last_pass_duration_seconds", "watch"] == 90
    assert shown["nianbao_last_pass_timestamp_seconds", "watch"] == later(0).timestamp() + 90
    assert (shown["nianbao_archive_bytes",], shown["nianbao_archive_files",]) == (12, 2)


def _state(corpus: Corpus):  # type: ignore[no-untyped-def]
    with reading(corpus.engine) as connection:
        return snapshot(connection, {})


def test_runs_that_ended_are_not_summed_again_and_others_are(corpus: Corpus) -> None:
    ended = made_pass(corpus, 10, fetched(1))
    open_run = corpus.begin_run("watch", {})
    first = _state(corpus)
    assert [(each.run_id, each.requests) for each in first.runs] == [(ended.id, 1), (open_run.id, 0)]
    corpus.record([fetched(11)(ended.id), fetched(12)(open_run.id)])
    with reading(corpus.engine) as connection:
        again = snapshot(connection, {each.run_id: each for each in first.runs})
    assert [(each.run_id, each.requests) for each in again.runs] == [(ended.id, 1), (open_run.id, 1)]


def test_a_scrape_shows_what_came_since_the_last_one_and_a_restart_loses_nothing(
    db: str, tmp_path: Path
) -> None:
    config = Config(db=db, data=tmp_path)
    stock(config)
    with exposed(config, "127.0.0.1", 0) as address:
        first = scraped(address)
        assert first["nianbao_database_up",] == 1
        assert first["nianbao_events_total", "new"] == first["nianbao_reports",] > 0
        assert first["nianbao_review_waiting",] > 0
        assert first["nianbao_archive_bytes",] > 0
        with Corpus.open(db, resolver=VillageResolver()) as corpus:
            corpus.record(found("later", 1, url="https://www.huojia.gov.cn/later.html"))
            corpus.store_reading(sha("later"), report("later", year=2019), "1")
        second = scraped(address)
        assert second["nianbao_events_total", "new"] == first["nianbao_events_total", "new"] + 1
        assert second["nianbao_requests_total",] == first["nianbao_requests_total",] + 1
    with exposed(config, "127.0.0.1", 0) as address:
        assert scraped(address) == second


def test_a_database_that_is_not_there_is_shown_as_down(tmp_path: Path) -> None:
    config = Config(db=f"sqlite:///{tmp_path}/none.db", data=tmp_path)
    with exposed(config, "127.0.0.1", 0) as address:
        assert scraped(address) == {("nianbao_database_up",): 0}


def test_the_service_shows_its_metrics_beside_its_passes(db: str, tmp_path: Path) -> None:
    stock(Config(db=db, data=tmp_path))
    command = [
        sys.executable,
        "-m",
        "crawler",
        "watch",
        "--metrics",
        "0",
        "--db",
        db,
        "--data",
        str(tmp_path),
    ]
    service = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert service.stderr is not None
        begun = service.stderr.readline()
        assert begun.startswith("metrics at http://127.0.0.1:"), begun
        address = begun.removeprefix("metrics at ").strip()
        before = scraped(address)
        assert service.stderr.readline() == "nothing is due\n"
        assert scraped(address)["nianbao_events_total", "new"] == before["nianbao_events_total", "new"] > 0
    finally:
        service.terminate()
        service.communicate()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("9469", ("127.0.0.1", 9469)),
        (":0", ("127.0.0.1", 0)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:9469", ("::1", 9469)),
        ("localhost:1", ("localhost", 1)),
    ],
)
def test_a_place_is_loopback_unless_it_says_another(text: str, place: tuple[str, int]) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize("text", ["", "x", "host:", "example.org:80", "127.0.0.1:65536", "127.0.0.1:-1"])
def test_a_place_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="--metrics takes"):
        place_of(text)


def test_one_pass_has_no_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["watch", "--once", "--metrics", "9469"]) == 2
    assert "--once" in capsys.readouterr().err
