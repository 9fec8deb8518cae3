"""What a pass looks at: lists that are due, sooner where something is to be proven; rules that are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import insert

from crawler.archive import ArchiveReader
from crawler.watch.planning import look_plan, robots_of, whole_plan
from models.corpus import Corpus
from models.database import reading, writing
from models.facts import ArchiveRef, ColumnFact, Fetch, ListContent, PortalFact
from models.passes import PassEnd, close_pass
from models.schema import PortalRun, Run
from parsers.failures import Failure
from tests.models.givens import NOON, REGISTRY, found, report, sha

HOST = "www.huojia.gov.cn"
COLUMN = f"https://{HOST}/nb/"
ROWS = tuple(f"https://{HOST}/{name}.html" for name in "abcd")
RUN = {
    **{"command": "crawl", "arguments": {}, "state": "finished", "hostname": "h", "pid": 1},
    **{"process_mark": "", "summary": {}},
}
AUTUMN = datetime(2026, 9, 1, 12, tzinfo=NOON.tzinfo)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One column with four reports, as it was walked in autumn."""
    path = tmp_path_factory.mktemp("walked") / "corpus.db"
    with Corpus.open(f"sqlite:///{path}", create=True, registry=REGISTRY) as corpus:
        run = corpus.begin_run("crawl", {})
        fact = ColumnFact(
            COLUMN, "年报", HOST, "generic", "", "menu", "henan", "410724", run.id, AUTUMN, portal=HOST
        )
        corpus.record([fact, named(run.id, ROWS, AUTUMN)])
        for name, year in zip("abcd", range(2025, 2021, -1), strict=True):
            corpus.record(found(name, run.id, column_url=COLUMN, published=f"{year + 1}-01-20", portal=HOST))
            corpus.store_reading(sha(name), report(name, year=year), "1")
        corpus.end_lists(run.id)
        corpus.finish_run(run.id, "finished", {})
    return path


@pytest.fixture
def corpus(walked: Path, tmp_path: Path) -> Iterator[Corpus]:
    shutil.copyfile(walked, tmp_path / "corpus.db")
    with Corpus.open(f"sqlite:///{tmp_path / 'corpus.db'}") as corpus:
        yield corpus


def named(run: int, rows: tuple[str, ...], at: datetime) -> ListContent:
    return ListContent(COLUMN, HOST, COLUMN, None, False, "generic", str(len(rows)), rows, run, at)


def due(corpus: Corpus, now: datetime) -> tuple[int, list[str]]:
    """How many lists are looked at, and which pages that may be gone."""
    with reading(corpus.engine) as connection:
        plan = look_plan(connection, now, ())
    return len(plan.lists), sorted(plan.absent)


def test_outside_the_season_a_list_is_left_alone_for_a_week(corpus: Corpus) -> None:
    assert due(corpus, AUTUMN + timedelta(days=3)) == (0, [])
    assert due(corpus, AUTUMN + timedelta(days=7)) == (1, [])


def test_a_list_that_names_a_report_no_more_is_looked_at_every_day_for_the_proofs(corpus: Corpus) -> None:
    at = AUTUMN + timedelta(days=7)
    run = corpus.begin_run("watch", {})
    corpus.record([Fetch(COLUMN, HOST, run.id, at, 200, portal=HOST), named(run.id, ROWS[1:], at)])
    with writing(corpus.engine) as connection:
        close_pass(connection, PassEnd(run.id, at, {COLUMN: COLUMN}, ()))
    corpus.end_lists(run.id)
    corpus.finish_run(run.id, "finished", {})
    assert due(corpus, at + timedelta(days=1)) == (1, [ROWS[0]])
    # Not for ever: a page that is neither there nor gone is asked for with its list.
    at += timedelta(days=21)
    run = corpus.begin_run("watch", {})
    corpus.record([Fetch(COLUMN, HOST, run.id, at, 304, portal=HOST)])
    with writing(corpus.engine) as connection:
        close_pass(connection, PassEnd(run.id, at, {COLUMN: COLUMN}, ()))
    corpus.finish_run(run.id, "finished", {})
    assert due(corpus, at + timedelta(days=1)) == (0, [])
    assert due(corpus, at + timedelta(days=7)) == (1, [ROWS[0]])


def test_a_list_that_a_killed_pass_has_seen_is_due_at_once(corpus: Corpus) -> None:
    at = AUTUMN + timedelta(days=7)
    run = corpus.begin_run("watch", {})
    corpus.record([named(run.id, (*ROWS, f"https://{HOST}/new.html"), at)])
    assert due(corpus, at + timedelta(minutes=1)) == (1, [])
    corpus.finish_run(run.id, "finished", {})
    assert due(corpus, at + timedelta(minutes=1)) == (0, [])


@pytest.mark.parametrize(
    ("status", "failure", "is_kept"),
    [
        (200, None, True),
        (404, None, True),
        (200, Failure.SOFT_404, True),
        (502, Failure.SERVER_ERROR, False),
        (412, Failure.CHALLENGE, False),
    ],
)
def test_an_error_page_in_the_place_of_robots_txt_is_an_answer(
    corpus: Corpus, status: int, failure: Failure | None, is_kept: bool
) -> None:
    """Lists of such a portal would cost two requests a pass."""
    run = corpus.begin_run("watch", {})
    url = f"https://{HOST}/robots.txt"
    corpus.record([Fetch(url, HOST, run.id, AUTUMN, status, failure, archive=ArchiveRef("1.warc.gz", 0, 10))])
    archive = cast(ArchiveReader, SimpleNamespace(read=answer))
    kept = []
    for days in (7, 63, 70):
        at = AUTUMN + timedelta(days=days)
        with reading(corpus.engine) as connection:
            kept.append(robots_of(connection, look_plan(connection, at, ()), archive, at))
    # Until the next walk at the latest, which reads them anew.
    assert [list(rules) for rules in kept] == [[f"https://{HOST}"] * is_kept] * 2 + [[]]


def answer(ref: ArchiveRef) -> Any:
    return SimpleNamespace(payload=b"<html><body>404</body></html>")


def walk(corpus: Corpus, at: datetime, answered: int) -> None:
    """The portal is walked as a whole."""
    with writing(corpus.engine) as connection:
        run = connection.execute(insert(Run).values(RUN | {"started_at": at}).returning(Run.id)).scalar_one()
        figures = {"columns": 0, "reports": 0, "requests": 1, "browser_pages": 0, "answered": answered}
        row = {"run_id": run, "portal": HOST, "whole": True, "failures": {}, "detail": ""}
        row |= {"first_at": at, "last_at": at}
        connection.execute(insert(PortalRun).values(row | figures))


def test_a_portal_that_did_not_answer_is_walked_again_soon_but_not_one_that_never_did(corpus: Corpus) -> None:
    corpus.record([PortalFact(HOST, "获嘉县", f"https://{HOST}/", "henan", "410724")])

    def is_due(now: datetime) -> bool:
        with reading(corpus.engine) as connection:
            return HOST in whole_plan(connection, now, ()).hosts

    winter = datetime(2026, 1, 10, 2, tzinfo=NOON.tzinfo)
    walk(corpus, winter, answered=0)
    assert not is_due(winter + timedelta(days=4))
    walk(corpus, winter + timedelta(days=20), answered=9)
    assert not is_due(winter + timedelta(days=24))
    walk(corpus, winter + timedelta(days=40), answered=0)
    assert not is_due(winter + timedelta(days=42))
    assert is_due(winter + timedelta(days=43))
    walk(corpus, winter + timedelta(days=43), answered=5)
    assert not is_due(winter + timedelta(days=47))
