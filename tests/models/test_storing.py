"""What becomes of a reading: new, duplicate, changed, review, or no report at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest
from sqlalchemy import func, select

from models.corpus import Corpus, CorpusError
from models.facts import Stored
from models.integrity import check_integrity
from models.schema import (
    Body,
    ComparisonRow,
    Difference,
    DisagreementRow,
    Figure,
    Finding,
    Reading,
    Report,
    Source,
    Version,
)
from parsers.failures import Failure
from parsers.record import Check, Record
from tests.models.givens import VillageResolver, found, later, report, rows, seen, sha, store, values

CHANGED = {"review.total": 7}


def count(corpus: Corpus, table: object) -> int:
    return int(rows(corpus, select(func.count()).select_from(table))[0][0])  # type: ignore[arg-type,call-overload]


def test_first_reading_makes_a_report(corpus: Corpus) -> None:
    assert store(corpus, "a") == Stored("new", "410724/gov@2024", 0)
    assert rows(corpus, select(Report.body_id, Report.report_year, Report.division_code)) == [
        ("410724/gov", 2024, "410724")
    ]


def test_figures_are_kept_cell_by_cell_and_exactly(corpus: Corpus) -> None:
    record = report("a", raw={"review.total": "0（其中2件）"}, uncertain=["review.total"])
    store(corpus, "a", record)
    kept = {
        row[0]: row[1:]
        for row in rows(
            corpus,
            select(
                Figure.cell_id,
                Figure.value_int,
                Figure.value_decimal,
                Figure.state,
                Figure.raw,
                Figure.uncertain,
            ),
        )
    }
    assert kept.keys() == record.values.keys()
    assert kept["requests.new@total"] == (3, None, None, None, False)
    assert kept["proactive.admin_fees@amount"] == (None, "96171.6", None, None, False)
    assert kept["proactive.regulations@issued"] == (None, None, "blank", None, False)
    assert kept["review.total"] == (0, None, None, "0（其中2件）", True)


def test_number_beyond_64_bits_is_kept_as_text(corpus: Corpus) -> None:
    store(corpus, "a", report("a", cells={"review.total": 10**30}))
    assert rows(corpus, select(Figure.value_int, Figure.value_decimal)) == [(None, str(10**30))]


def test_characters_that_a_database_cannot_hold_do_not_stop_it(corpus: Corpus) -> None:
    stored = store(corpus, "a", report("a", text="甲\x00乙\ud800丙"), title="标题\x00")
    assert stored == Stored("new", "410724/gov@2024", 0)


def test_same_reading_twice_changes_nothing(corpus: Corpus) -> None:
    store(corpus, "a")
    events = corpus.events()
    assert corpus.store_reading(sha("a"), report("a"), "1") == Stored("duplicate", "410724/gov@2024", 0)
    assert corpus.events() == events
    assert (count(corpus, Version), count(corpus, Reading)) == (1, 1)


def test_same_text_elsewhere_is_one_version_with_two_sources(corpus: Corpus) -> None:
    store(corpus, "a")
    spaced = report("b", text=" 全年 工作\n平稳 。")
    stored = store(corpus, "b", spaced, url="https://www.xinxiang.gov.cn/b.html", host_division="410700")
    assert stored == Stored("duplicate", "410724/gov@2024", 0)
    assert count(corpus, Version) == 1
    assert count(corpus, Source) == 2


def test_changed_figure_makes_a_version_and_keeps_the_old_one(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    stored = store(corpus, "b", report("b", cells=values() | CHANGED), published="2025-02-20")
    assert stored == Stored("changed", "410724/gov@2024", 0)
    assert rows(
        corpus,
        select(Version.rank, Version.is_current, Version.published, Version.sha256).order_by(Version.rank),
    ) == [(1, False, "2025-01-20", sha("a")), (2, True, "2025-02-20", sha("b"))]
    assert rows(corpus, select(Difference.kind, Difference.item, Difference.before, Difference.after)) == [
        ("figure", "review.total", "0", "7")
    ]
    assert [event.kind for event in corpus.events()] == ["new", "corrected"]


def test_changed_text_is_a_difference_of_its_chapter(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    store(corpus, "b", report("b", text="全年收到申请三件。"), published="2025-02-20")
    assert rows(corpus, select(Difference.kind, Difference.item, Difference.before, Difference.after)) == [
        ("chapter", "1 一总体情况", "全年工作平稳。", "全年收到申请三件。")
    ]


def test_text_that_no_address_shows_any_more_is_not_current(corpus: Corpus) -> None:
    page = "https://www.huojia.gov.cn/report.html"
    store(corpus, "a", url=page, published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | CHANGED), url=page, published="2025-01-20", at=later(9))
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("b"),)]
    run = corpus.begin_run("crawl", {})
    corpus.record([seen("a", run.id, url=page, published="2025-01-20", at=later(20))])
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("a"),)]


@pytest.mark.parametrize(("outcome", "current"), [("unreadable", "b"), ("not_report", "a")])
def test_only_what_could_be_read_takes_the_place_of_a_text(
    corpus: Corpus, outcome: Literal["unreadable", "not_report"], current: str
) -> None:
    """Of two texts, the later one stands at an address that shows something else then."""
    page = "https://www.huojia.gov.cn/report.html"
    store(corpus, "a", published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | CHANGED), url=page, published="2025-02-20")
    run = corpus.begin_run("crawl", {})
    corpus.record(found("c", run.id, url=page, at=later(9)))
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("b"),)]
    corpus.store_reading(sha("c"), Record("c", sha("c"), "html", outcome), "1")
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha(current),)]


def test_own_portal_outranks_a_foreign_one(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    store(
        corpus,
        "b",
        report("b", cells=values() | CHANGED),
        url="https://www.nx.gov.cn/b.html",
        host_division="640000",
        published="2025-01-20",
    )
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("a"),)]


def test_copies_made_later_by_others_do_not_make_an_old_text_current(corpus: Corpus) -> None:
    store(corpus, "a", published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | CHANGED), published="2025-02-20")
    store(
        corpus,
        "c",
        report("c"),
        url="https://www.nx.gov.cn/c.html",
        host_division="640000",
        published="2025-06-01",
    )
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("b"),)]


def test_file_with_the_tables_outranks_the_page_it_hangs_on(corpus: Corpus) -> None:
    page = "https://www.huojia.gov.cn/page.html"
    store(corpus, "page", report("page", cells={}, text="详见附件。"), url=page, published="2025-01-20")
    store(corpus, "file", report("file", carrier="docx"), parent_url=page)
    assert rows(corpus, select(Version.sha256, Version.published).where(Version.is_current)) == [
        (sha("file"), "2025-01-20")
    ]


def test_article_file_and_scan_are_one_report_and_their_differences_findings(corpus: Corpus) -> None:
    page = "https://www.huojia.gov.cn/page.html"
    words = "全年主动公开信息一百余条，办理申请三件，均按期答复，无一件被纠正。" * 5
    store(corpus, "page", report("page", cells={}, text=words), url=page, published="2025-01-20")
    tables = report("file", carrier="docx")
    tables.chapters = []
    stored = store(corpus, "file", tables, parent_url=page)
    assert stored == Stored("duplicate", "410724/gov@2024", 0)
    scan = report("scan", carrier="pdf_scan", cells=values(new=8) | CHANGED, uncertain=["review.total"])
    stored = store(corpus, "scan", scan, parent_url=page)
    assert stored == Stored("duplicate", "410724/gov@2024", 1)
    assert [event.kind for event in corpus.events()] == ["new", "source_added", "source_added"]
    assert rows(corpus, select(Version.sha256, Version.text_sha256, Version.published)) == [
        (sha("file"), sha("page"), "2025-01-20")
    ]
    ((reason,),) = rows(corpus, select(Version.chosen))
    assert reason == "3 whole tables against 2 (pdf_scan, html)"
    (finding,) = corpus.findings()
    assert (finding.kind, finding.check_id) == ("sources", f"sources.disagree[{sha('scan')[:12]}]")
    assert [(cell, value) for cell, value, _ in finding.cells] == [
        ("requests.new@natural_person", 3),
        ("requests.new@total", 3),
    ]
    assert "requests.new@total 3 against 8" in finding.detail
    assert len(finding.urls) == 3
    columns = (ComparisonRow.sha256, ComparisonRow.disagreeing, ComparisonRow.doubtful)
    assert rows(corpus, select(*columns)) == [(sha("scan"), 2, 1)]
    assert rows(
        corpus,
        select(
            DisagreementRow.cell_id,
            DisagreementRow.value,
            DisagreementRow.other_value,
            DisagreementRow.vouched,
        ).order_by(DisagreementRow.cell_id),
    ) == [
        ("requests.new@natural_person", "3", "8", True),
        ("requests.new@total", "3", "8", True),
        ("review.total", "0", "7", False),
    ]
    assert list(check_integrity(corpus)) == []


def test_documents_that_agree_again_leave_no_finding(corpus: Corpus) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", carrier="pdf", cells=values(new=8)))
    assert [finding.kind for finding in corpus.findings()] == ["sources"]
    corpus.store_reading(sha("b"), report("b", carrier="pdf"), "2")
    assert corpus.findings() == []
    assert rows(corpus, select(ComparisonRow.disagreeing)) == [(0,)]


def test_text_whose_place_another_has_taken_is_not_current_though_a_copy_of_it_still_stands(
    corpus: Corpus,
) -> None:
    page = "https://www.huojia.gov.cn/report.html"
    store(corpus, "a", url=page, published="2025-01-20")
    store(corpus, "a pdf", report("a pdf", carrier="pdf"), published="2025-01-20")
    new = report("b", cells=values() | CHANGED)
    assert store(corpus, "b", new, url=page, published="2025-01-20", at=later(9)) == Stored(
        "changed", "410724/gov@2024", 0
    )
    assert rows(corpus, select(Version.sha256).where(Version.is_current)) == [(sha("b"),)]


def test_pdf_copy_that_reads_a_little_differently_is_no_correction(corpus: Corpus) -> None:
    words = "全年主动公开信息一百余条，办理申请三件，均按期答复，无一件被纠正。" * 5
    store(corpus, "a", report("a", text=words))
    stored = store(corpus, "b", report("b", text=words.replace("余条", "佘条"), carrier="pdf"))
    assert stored == Stored("duplicate", "410724/gov@2024", 0)
    assert rows(corpus, select(Version.sha256)) == [(sha("a"),)]


def test_government_and_office_are_two_bodies(corpus: Corpus) -> None:
    store(corpus, "a")
    stored = store(corpus, "b", report("b", body="获嘉县人民政府办公室"))
    assert stored == Stored("new", "410724/gov_office@2024", 0)
    assert count(corpus, Body) == 2


@pytest.mark.parametrize(
    "words",
    [
        {"year": None},
        {"body": "没有这个局"},
        {"body": None, "title": None},
    ],
)
def test_what_cannot_be_decided_waits_for_a_person(corpus: Corpus, words: dict[str, object]) -> None:
    title = words.pop("title", "")
    record = report("a", **words)  # type: ignore[arg-type]
    record.title = None if title is None else record.title
    assert store(corpus, "a", record) == Stored("review")
    assert count(corpus, Report) == 0
    assert [event.kind for event in corpus.events()] == ["review"]
    assert corpus.review_items()[0].urls == ("https://www.huojia.gov.cn/a.html",)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"title": "获嘉县人民政府2023年政府信息公开工作年度报告"}, "year_conflict"),
        ({"title": "获嘉县人民政府二〇二三年度政府信息公开工作报告"}, "year_conflict"),
        ({"published": "2023-12-30"}, "published_too_early"),
    ],
)
def test_source_that_contradicts_the_year_sends_it_to_review(
    corpus: Corpus, words: dict[str, object], reason: str
) -> None:
    assert store(corpus, "a", **words) == Stored("review")
    assert [item.reason for item in corpus.review_items()] == [reason]


@pytest.mark.parametrize(
    "title",
    [
        "获嘉县人民政府2024年度政府信息公开工作年度报告",
        "关于2025年1月公布2024年报告",
        "年度报告（2023）",
        "二〇二四年报告",
    ],
)
def test_title_that_names_the_year_among_others_does_not_contradict(corpus: Corpus, title: str) -> None:
    assert store(corpus, "a", title=title) == Stored("new", "410724/gov@2024", 0)


def test_ambiguous_body_lists_its_candidates_and_a_further_source_decides(corpus: Corpus) -> None:
    record = report("a", body="城关镇人民政府")
    assert store(corpus, "a", record, url="https://www.x.gov.cn/a", host_division=None) == Stored("review")
    item = corpus.review_items()[0]
    assert (item.reason, item.candidates) == ("ambiguous_body", ("410724100/gov", "410725100/gov"))
    run = corpus.begin_run("crawl", {})
    corpus.record([seen("a", run.id)])
    assert corpus.review_items() == []
    assert rows(corpus, select(Report.body_id)) == [("410724100/gov",)]


def test_sources_that_point_to_different_bodies_send_it_to_review(corpus: Corpus) -> None:
    store(corpus, "a", report("a", body="城关镇人民政府"))
    assert rows(corpus, select(Report.body_id)) == [("410724100/gov",)]
    run = corpus.begin_run("crawl", {})
    corpus.record([seen("a", run.id, url="https://www.yuanyang.gov.cn/a", host_division="410725")])
    assert [item.reason for item in corpus.review_items()] == ["body_conflict"]
    assert (count(corpus, Report), count(corpus, Body)) == (0, 0)
    assert [event.kind for event in corpus.events()] == ["new", "refiled", "review"]


def test_better_registry_files_what_waited(url: str, opened: Callable[..., Corpus]) -> None:
    ignorant = opened(url, VillageResolver(known=[]))
    assert store(ignorant, "a") == Stored("review")
    better = opened(url)
    assert better.resolve_again() == 1
    assert better.review_items() == []
    assert rows(better, select(Report.body_id, Report.report_year)) == [("410724/gov", 2024)]
    assert better.resolve_again() == 0


def test_collection_gives_one_report_per_part(corpus: Corpus) -> None:
    parts = [report("a", year=2022), report("a", body="获嘉县财政局", year=2023), report("a", year=None)]
    collection = Record("a", sha("a"), "html", "several_reports", title="2022-2024年报告汇总", parts=parts)
    stored = store(corpus, "a", collection, title="2024年报告汇总")
    assert isinstance(stored, Stored)
    assert (stored.outcome, [part.outcome for part in stored.parts]) == ("several", ["new", "new", "review"])
    assert rows(corpus, select(Report.body_id, Report.report_year).order_by(Report.report_year)) == [
        ("410724/gov", 2022),
        ("410724/finance", 2023),
    ]
    collection.parts = parts[:1]
    corpus.store_reading(sha("a"), collection, "2")
    assert rows(corpus, select(Report.body_id, Report.report_year)) == [("410724/gov", 2022)]
    assert corpus.review_items() == []


@pytest.mark.parametrize("outcome", ["not_report", "unreadable", "blank_form"])
def test_other_outcomes_are_kept_as_readings_only(corpus: Corpus, outcome: str) -> None:
    record = Record("a", sha("a"), "html", outcome)  # type: ignore[arg-type]
    assert store(corpus, "a", record) == Stored(outcome)  # type: ignore[arg-type]
    assert (count(corpus, Reading), count(corpus, Report)) == (1, 0)


def test_report_that_a_better_parser_takes_back_disappears(corpus: Corpus) -> None:
    store(corpus, "a")
    corpus.store_reading(sha("a"), Record("a", sha("a"), "html", "not_report"), "2")
    assert (count(corpus, Report), count(corpus, Version), count(corpus, Figure)) == (0, 0, 0)
    assert [event.kind for event in corpus.events()] == ["new", "refiled"]


def test_failing_checks_become_findings_with_values_and_places(corpus: Corpus) -> None:
    cells = ("requests.new@total", "requests.carried_in@total")
    failing = Check("G4.T3.balance[total]", "fails", cells, "3 + 1 ≠ 9")
    fine = Check("G4.T4.review_sum", "holds", ("review.total",), "")
    stored = store(corpus, "a", report("a", checks=(failing, fine)))
    assert stored == Stored("new", "410724/gov@2024", 1)
    (finding,) = corpus.findings()
    assert (finding.kind, finding.check_id, finding.detail) == ("record", "G4.T3.balance[total]", "3 + 1 ≠ 9")
    assert [(cell, value) for cell, value, _ in finding.cells] == [
        ("requests.new@total", 3),
        ("requests.carried_in@total", 1),
    ]
    assert all(place for _, _, place in finding.cells)
    assert finding.urls == ("https://www.huojia.gov.cn/a.html",)
    with corpus.engine.connect() as connection:
        assert connection.execute(select(Finding.severity)).scalars().all() == ["error"]
    assert corpus.findings(province="64") == [] == corpus.findings(year=2023)
    assert len(corpus.findings(province="410000", year=2024, body_id="410724/gov")) == 1


@pytest.mark.parametrize("named", ["410000", "41", "河南省", "河南", "henan"])
def test_province_goes_by_code_name_and_spider(corpus: Corpus, named: str) -> None:
    store(corpus, "a", report("a", body="没有这个局"))
    assert len(corpus.review_items(province=named)) == 1
    assert corpus.review_items(province="640000") == []


@pytest.mark.parametrize("named", ["", "atlantis", "4100", "省"])
def test_unknown_province_is_named(corpus: Corpus, named: str) -> None:
    with pytest.raises(CorpusError, match="no province"):
        corpus.findings(province=named)


def test_reading_of_an_unknown_document_is_refused(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="unknown"):
        corpus.store_reading(sha("never"), report("never"), "1")


def test_comparison_shows_changed_figures_and_writes_nothing(corpus: Corpus) -> None:
    store(corpus, "a")
    (changed,) = corpus.compare_reading(sha("a"), report("a", cells=values() | CHANGED))
    assert (changed.cell_id, changed.before, changed.after) == ("review.total", 0, 7)
    assert (changed.cause, changed.parser) == ("reread", "1")
    assert corpus.compare_reading(sha("a"), report("a")) == []


def test_a_part_that_is_not_read_any_more_is_a_change_of_all_its_figures(corpus: Corpus) -> None:
    several = Record("a", sha("a"), "html", "several_reports", parts=[report("a"), report("a", year=2023)])
    corpus.record(found("a", corpus.begin_run("crawl", {}).id))
    corpus.store_reading(sha("a"), several, "1")
    fewer = replace(several, parts=several.parts[:1])
    changed = corpus.compare_reading(sha("a"), fewer)
    printed = {cell: value for cell, value in report("a").values.items() if value is not None}
    assert {figure.cell_id: figure.before for figure in changed} == printed
    assert {(figure.part, figure.after, figure.cause) for figure in changed} == {(2, None, "document")}


def test_crashing_document_is_given_up_and_can_come_back(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {})
    corpus.record(found("a", run.id))
    assert [corpus.note_attempt(sha("a")) for _ in range(3)] == [1, 2, 3]
    assert corpus.pending(10, "1")[0].attempts == 3
    corpus.quarantine(sha("a"), Failure.PARSE_CRASH, "killed by signal 11")
    assert corpus.pending(10, "1") == []
    assert corpus.status().counts["documents_quarantined"] == 1
    assert [document.sha256 for document in corpus.documents(outcome="unreadable")] == [sha("a")]
    corpus.store_reading(sha("a"), report("a"), "2")
    assert corpus.status().counts["documents_quarantined"] == 0


def test_unreadable_document_is_tried_again_by_another_parser(corpus: Corpus) -> None:
    store(corpus, "a", Record("a", sha("a"), "pdf", "unreadable", error="unsupported_carrier: pdf"))
    assert corpus.pending(10, "1") == []
    assert [document.sha256 for document in corpus.pending(10, "2")] == [sha("a")]


def test_documents_can_be_chosen_for_parsing_again(corpus: Corpus) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", year=2023))
    assert {document.sha256 for document in corpus.documents()} == {sha("a"), sha("b")}
    assert [document.sha256 for document in corpus.documents(year=2023)] == [sha("b")]
    assert [document.url for document in corpus.documents(body_id="410724/gov", year=2024)] == [
        "https://www.huojia.gov.cn/a.html"
    ]
    assert list(corpus.documents(host="elsewhere.gov.cn")) == [] == list(corpus.documents(province="宁夏"))
    assert len(list(corpus.documents(parser_version_not="2", province="henan"))) == 2
    assert list(corpus.documents(parser_version_not="1")) == []
