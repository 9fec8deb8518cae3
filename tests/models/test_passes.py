"""Watch passes: what is gone is proven, what is broken is broken for days, what is overdue was looked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.absences import pending_absences
from models.corpus import Corpus
from models.database import reading, writing
from models.events import EventKind, Happening, note
from models.facts import ColumnFact, EventRow, Fetch, ListContent, ListFact
from models.legal import LegalCalendar
from models.overdue import note_overdue
from models.passes import PassEnd, close_pass
from models.schema import Version
from parsers.failures import Failure
from tests.models.givens import NOON, fetched, found, later, report, rows, seen, sha, store, values

HOST = "https://www.huojia.gov.cn/"
COLUMN = f"{HOST}nb/"
PAGE = f"{HOST}a.html"
ROWS = (PAGE, *(f"{HOST}{name}.html" for name in "bcd"))


def content(run: int, named: tuple[str, ...] | None, at: datetime, digest: str = "1") -> ListContent:
    return ListContent(COLUMN, "www.huojia.gov.cn", COLUMN, None, False, "generic", digest, named, run, at)


def column(run: int, at: datetime) -> ColumnFact:
    return ColumnFact(COLUMN, "年报", "www.huojia.gov.cn", "generic", "", "menu", "henan", "410724", run, at)


def begin(corpus: Corpus) -> None:
    """A column with four reports."""
    run = corpus.begin_run("crawl", {})
    corpus.record([column(run.id, NOON), content(run.id, ROWS, NOON)])
    for name, year in zip("abcd", range(2024, 2020, -1), strict=True):
        corpus.record(found(name, run.id, column_url=COLUMN))
        corpus.store_reading(sha(name), report(name, year=year), "1")
    corpus.end_lists(run.id)
    corpus.finish_run(run.id, "finished", {})


def make_pass(
    corpus: Corpus,
    now: datetime,
    *,
    named: tuple[str, ...] | None = None,
    listed: Failure | None = None,
    page: Failure | str | None = "not asked",
) -> None:
    """One pass: the list is as it was unless `named` says what it names now; `page` is what PAGE answers."""
    run = corpus.begin_run("watch", {})
    facts: list[object] = [
        Fetch(COLUMN, "www.huojia.gov.cn", run.id, now, 304, listed, portal="www.huojia.gov.cn")
    ]
    if named is not None:
        facts.append(content(run.id, named, now, "2"))
    absent = () if page == "not asked" else (PAGE,)
    if absent:
        status = 404 if page else 200
        facts.append(
            Fetch(PAGE, "www.huojia.gov.cn", run.id, now, status, page, portal="www.huojia.gov.cn")  # type: ignore[arg-type]
        )
    corpus.record(facts)  # type: ignore[arg-type]
    with writing(corpus.engine) as connection:
        close_pass(connection, PassEnd(run.id, now, {COLUMN: COLUMN}, absent))
    corpus.end_lists(run.id)
    corpus.finish_run(run.id, "finished", {})


def told(corpus: Corpus, *kinds: str) -> list[EventRow]:
    return [event for event in corpus.events() if event.kind in kinds]


def test_a_page_is_withdrawn_after_three_proofs_on_different_days(corpus: Corpus) -> None:
    begin(corpus)
    make_pass(corpus, later(1), named=ROWS[1:])
    for day in (2, 2, 3):
        make_pass(corpus, later(day), page=Failure.GONE)
    assert told(corpus, "withdrawn") == []
    make_pass(corpus, later(4), page=Failure.SOFT_404)
    make_pass(corpus, later(5), page=Failure.GONE)
    (event,) = told(corpus, "withdrawn", "address_gone")
    assert (event.kind, event.report_id, event.detail["standing"]) == ("withdrawn", "410724/gov@2024", [])


@pytest.mark.parametrize(
    ("listed", "page"),
    [
        (Failure.TIMEOUT, Failure.GONE),
        (Failure.SERVER_ERROR, Failure.GONE),
        (None, Failure.SERVER_ERROR),
        (None, Failure.TIMEOUT),
        (None, Failure.FORBIDDEN),
    ],
)
def test_what_a_sick_host_says_proves_nothing(corpus: Corpus, listed: Failure | None, page: Failure) -> None:
    begin(corpus)
    make_pass(corpus, later(1), named=ROWS[1:])
    for day in range(2, 8):
        make_pass(corpus, later(day), listed=listed, page=page)
    assert told(corpus, "withdrawn") == []


def test_a_page_that_still_stands_is_not_withdrawn(corpus: Corpus) -> None:
    begin(corpus)
    make_pass(corpus, later(1), named=ROWS[1:])
    make_pass(corpus, later(2), page=Failure.GONE)
    make_pass(corpus, later(3), page=None)
    for day in (4, 5):
        make_pass(corpus, later(day), page=Failure.GONE)
    assert told(corpus, "withdrawn") == []


def test_a_list_that_loses_most_of_its_rows_has_changed_and_proves_nothing(corpus: Corpus) -> None:
    begin(corpus)
    for day in (1, 2):
        make_pass(corpus, later(day), named=ROWS[3:])
        assert pending(corpus) == []
    make_pass(corpus, later(3), named=ROWS[1:])
    assert pending(corpus) == [PAGE]


def pending(corpus: Corpus) -> list[str]:
    """The reports that may be gone."""
    with reading(corpus.engine) as connection:
        return [row.url for row in pending_absences(connection, "2026-12-31")]


def walk(corpus: Corpus, days: int, answers: dict[str, Failure | str], via: str = "crawl") -> None:
    """A walk over the portal: its list is as it was, reports answer with a failure or a text."""
    run = corpus.begin_run("crawl", {})
    host, now = "www.huojia.gov.cn", later(days)
    facts: list[object] = [content(run.id, ROWS, now)]
    for url, answer in answers.items():
        failure = answer if isinstance(answer, Failure) else None
        digest = None if failure else sha(answer)
        status = 404 if failure else 200
        facts.append(Fetch(url, host, run.id, now, status, failure, portal=host, sha256=digest, via=via))
    corpus.record(facts)  # type: ignore[arg-type]
    corpus.end_lists(run.id)
    corpus.finish_run(run.id, "finished", {})


def test_a_page_that_a_walk_finds_gone_is_withdrawn_though_a_list_names_it(corpus: Corpus) -> None:
    begin(corpus)
    walk(corpus, 1, {PAGE: Failure.GONE})
    for day in (2, 3, 4):
        make_pass(corpus, later(day), named=ROWS, page=Failure.GONE)
    (event,) = told(corpus, "withdrawn")
    assert event.report_id == "410724/gov@2024"
    walk(corpus, 9, {PAGE: Failure.GONE})
    assert told(corpus, "restored") == []
    walk(corpus, 19, {PAGE: "a"})
    walk(corpus, 29, {PAGE: "a"})
    assert len(told(corpus, "restored")) == 1


@pytest.mark.parametrize(
    ("answers", "via", "gone"),
    [
        ({PAGE: Failure.TIMEOUT}, "crawl", []),
        ({PAGE: "no report"}, "crawl", []),
        ({PAGE: "no report"}, "browser", []),
        ({PAGE: "no report"}, "guess", [PAGE]),
        ({PAGE: "a"}, "guess", []),
        (dict.fromkeys(ROWS[:3], Failure.GONE), "crawl", []),
        (dict.fromkeys(ROWS[:2], Failure.GONE), "crawl", [*ROWS[:2]]),
    ],
)
def test_a_walk_takes_for_gone_only_what_says_so(
    corpus: Corpus, answers: dict[str, Failure | str], via: str, gone: list[str]
) -> None:
    begin(corpus)
    walk(corpus, 1, answers, via)
    assert pending(corpus) == gone
    walk(corpus, 2, answers, via)
    assert pending(corpus) == gone
    walk(corpus, 3, dict(zip(ROWS, "abcd", strict=True)), via)
    assert pending(corpus) == []


@pytest.mark.parametrize(("failure", "gone"), [(Failure.PARTIAL, [PAGE]), (None, [])])
def test_a_report_that_is_not_met_in_a_list_without_an_end_may_be_gone(
    corpus: Corpus, failure: Failure | None, gone: list[str]
) -> None:
    begin(corpus)
    run = corpus.begin_run("crawl", {})
    walked = ListFact(COLUMN, 1, 3, 3, 23, None, failure, "", run.id, later(1))
    corpus.record([content(run.id, None, later(1)), walked])
    for name in "bcd":
        corpus.record(found(name, run.id, column_url=COLUMN, at=later(1)))
    corpus.end_lists(run.id)
    assert pending(corpus) == gone


def test_a_copy_elsewhere_makes_it_one_address_less(corpus: Corpus) -> None:
    begin(corpus)
    run = corpus.begin_run("crawl", {})
    corpus.record(found("a", run.id, url="https://www.xinxiang.gov.cn/a.html", host="www.xinxiang.gov.cn"))
    corpus.finish_run(run.id, "finished", {})
    make_pass(corpus, later(1), named=ROWS[1:])
    for day in (2, 3, 4):
        make_pass(corpus, later(day), page=Failure.GONE)
    (event,) = told(corpus, "withdrawn", "address_gone")
    assert (event.kind, event.detail["standing"]) == ("address_gone", ["https://www.xinxiang.gov.cn/a.html"])
    make_pass(corpus, later(9), named=ROWS)
    (event,) = told(corpus, "restored")
    with corpus.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM absences").scalar() == 0


def test_a_list_is_broken_after_three_passes_and_two_days_and_recovers_once(corpus: Corpus) -> None:
    begin(corpus)
    for hours in (0, 6, 12, 18, 24):
        make_pass(corpus, later(1) + timedelta(hours=hours), listed=Failure.TIMEOUT)
    assert told(corpus, "source_broken") == []
    for day in (3, 4, 5):
        make_pass(corpus, later(day), listed=Failure.TIMEOUT)
    assert len(told(corpus, "source_broken")) == 1
    for day in (6, 7):
        make_pass(corpus, later(day))
    assert [event.kind for event in told(corpus, "source_broken", "source_recovered")] == [
        "source_broken",
        "source_recovered",
    ]
    make_pass(corpus, later(8), listed=Failure.TIMEOUT)
    make_pass(corpus, later(9))
    assert len(told(corpus, "source_broken", "source_recovered")) == 2


def overdue(corpus: Corpus, now: datetime) -> list[tuple[str | None, object]]:
    with writing(corpus.engine) as connection:
        note_overdue(connection, now, LegalCalendar())
    return [(event.report_id, event.detail["due"]) for event in told(corpus, "overdue")]


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_overdue_is_told_once_and_only_after_the_list_was_seen_after_the_last_day(corpus: Corpus) -> None:
    begin(corpus)
    make_pass(corpus, at(3, 31, 15))
    assert overdue(corpus, at(3, 31, 15)) == []
    # Five in the afternoon in Greenwich: in China it is 1 April, but the list was last seen the day before.
    assert overdue(corpus, at(3, 31, 17)) == []
    make_pass(corpus, at(3, 31, 17))
    assert overdue(corpus, at(3, 31, 17)) == [("410724/gov@2025", "2026-03-31")]
    assert len(overdue(corpus, at(5, 1))) == 1


def test_what_waits_or_could_not_be_had_is_not_overdue(corpus: Corpus) -> None:
    begin(corpus)
    make_pass(corpus, at(4, 2))
    run = corpus.begin_run("crawl", {})
    corpus.record(
        [
            Fetch(
                *(f"{HOST}new.html", "www.huojia.gov.cn", run.id, at(4, 2), 404, Failure.GONE),
                portal="www.huojia.gov.cn",
                column_url=COLUMN,
            )
        ]
    )
    assert overdue(corpus, at(4, 3)) == []
    corpus.record(found("new", run.id, at=at(4, 3), column_url=COLUMN))
    assert overdue(corpus, at(4, 4)) == []  # had, and not read yet
    corpus.store_reading(sha("new"), report("new", year=2025), "1")
    assert overdue(corpus, at(4, 5)) == []


@pytest.mark.parametrize(("name", "is_known", "is_told"), [("b", True, True), ("2025nb/", False, False)])
def test_a_row_that_leads_nowhere_leaves_the_bodies_of_its_column_open(
    corpus: Corpus, name: str, is_known: bool, is_told: bool
) -> None:
    """In a column that is new, it may be the report of any body of the portal."""
    begin(corpus)
    make_pass(corpus, at(4, 2))
    run = corpus.begin_run("crawl", {})
    other = f"{HOST}{name}"
    if is_known:
        title = "获嘉县财政局2024年政府信息公开工作年度报告"
        corpus.record(found("f", run.id, column_url=other))
        corpus.store_reading(sha("f"), report("f", body="获嘉县财政局", year=2024, title=title), "1")
    host = "www.huojia.gov.cn"
    page = f"{HOST}new.html"
    lost = Fetch(page, host, run.id, at(4, 2), 404, Failure.GONE, portal=host, column_url=other)
    corpus.record([lost])
    assert [body for body, _ in overdue(corpus, at(4, 3))] == ["410724/gov@2025"] * is_told


def test_a_list_is_relied_on_only_when_all_that_it_names_was_had(corpus: Corpus) -> None:
    from models.watched import watched

    run = corpus.begin_run("crawl", {})
    facts = [column(run.id, NOON), content(run.id, ROWS, NOON)]
    lost = Fetch(PAGE, "www.huojia.gov.cn", run.id, NOON, None, Failure.TIMEOUT, column_url=COLUMN)
    corpus.record([*facts, lost])

    def digests() -> list[str | None]:
        with corpus.engine.connect() as connection:
            return [each.digest for each in watched(connection)]

    assert digests() == [None]  # the run may yet be killed
    corpus.end_lists(run.id)
    assert digests() == [None]
    corpus.record([fetched("a", run.id, at=later(1), column_url=COLUMN), content(run.id, ROWS, later(1))])
    corpus.end_lists(run.id)
    assert digests() == ["1"]


def test_events_are_numbered_without_a_gap_and_told_once(corpus: Corpus) -> None:
    for name in ("one", "two", "one", "three"):
        with writing(corpus.engine) as connection:
            note(connection, Happening(EventKind.REVIEW, name, detail={"name": name}), NOON)
    with pytest.raises(RuntimeError), writing(corpus.engine) as connection:
        note(connection, Happening(EventKind.REVIEW, "lost"), NOON)
        raise RuntimeError("killed")
    with writing(corpus.engine) as connection:
        note(connection, Happening(EventKind.REVIEW, "four", detail={"name": "four"}), NOON)
    assert [(event.id, event.detail["name"]) for event in corpus.events()] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, "four"),
    ]
    assert [event.id for event in corpus.events(after=2, limit=1)] == [3]


def test_a_correction_says_what_changed_cell_by_cell_and_chapter_by_chapter(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    changed = report("b", cells=values() | {"review.total": 7}, text="全年工作十分平稳。")
    store(corpus, "b", changed, published="2025-02-20")
    _, event = corpus.events()
    assert (event.kind, event.report_id, event.detail["found"]) == ("corrected", "410724/gov@2024", "later")
    old, new = event.detail["old"], event.detail["new"]
    assert (old["sha256"], new["sha256"]) == (sha("a"), sha("b"))  # type: ignore[index]
    assert new["urls"] == [f"{HOST}b.html"]  # type: ignore[index]
    assert event.detail["changes"] == {
        "figures": [{"cell": "review.total", "old": "0", "new": "7"}],
        "chapters": [{"chapter": "1 一总体情况", "old": "全年工作平稳。", "new": "全年工作十分平稳。"}],
    }


def test_a_page_that_goes_back_to_an_earlier_text_is_corrected_each_time(corpus: Corpus) -> None:
    page = f"{HOST}report.html"
    store(corpus, "a", url=page, published="2025-01-20")
    changed = report("b", cells=values() | {"review.total": 7})
    store(corpus, "b", changed, url=page, published="2025-01-20", at=later(1))
    for days, name in ((2, "a"), (2, "a"), (3, "b"), (4, "a")):
        run = corpus.begin_run("watch", {})
        corpus.record([seen(name, run.id, url=page, published="2025-01-20", at=later(days))])
    told = corpus.events()
    assert [event.detail.get("found") for event in told] == [None, "later", "again", "again", "again"]
    assert {event.kind for event in told[1:]} == {"corrected"}
    assert [event.detail["changes"]["figures"] for event in told[2:4]] == [  # type: ignore[index]
        [{"cell": "review.total", "old": "7", "new": "0"}],
        [{"cell": "review.total", "old": "0", "new": "7"}],
    ]


def test_a_text_that_comes_back_in_another_document_is_corrected_once(corpus: Corpus) -> None:
    page = f"{HOST}report.html"
    for days, name in enumerate("abc"):
        run = corpus.begin_run("watch", {})
        corpus.record(found(name, run.id, url=page, published="2025-01-20", at=later(days)))
        read = report(name, cells=values() | {"review.total": 7 if name == "b" else 0})
        assert corpus.store_reading(sha(name), read, "1").outcome == ("new" if name == "a" else "changed")
    assert [event.detail.get("found") for event in corpus.events()] == [None, "later", "again"]


def test_another_order_of_texts_that_stand_where_they_stood_is_no_correction(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | {"review.total": 7}), published="2025-01-10")
    run = corpus.begin_run("crawl", {})
    corpus.record([seen("b", run.id, published="2025-02-20", url=f"{HOST}copy.html")])
    corpus.record([seen("a", run.id, published="2025-01-05")])
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("b"),)]
    assert [event.kind for event in corpus.events()] == ["new", "corrected"]


def test_a_text_that_another_parser_reads_differently_is_no_correction(corpus: Corpus) -> None:
    store(corpus, "a")
    corpus.store_reading(sha("a"), report("a", cells=values() | {"review.total": 7}), "2")
    assert [event.kind for event in corpus.events()] == ["new"]
