"""Figures of reports without a table: stated ones are read with their sentence, others never."""

from __future__ import annotations

import pytest

from parsers.formats.older.numerals import chinese_number
from parsers.formats.older.prose import prose_figures, read_prose
from parsers.parse import parse_document
from parsers.record import Chapter

from .prose import in_words, narrative

LEAST_READ = 0.97


def read(
    sentence: str, *, title: str = "三、依申请公开政府信息情况", year: int = 2017, body: str = "清河县水利局"
) -> dict[str, object]:
    """Figures of one sentence; a doubtful one as a pair with a question mark."""
    found = read_prose([Chapter(3, title, sentence)], year, body)
    return {
        name.removeprefix("prose."): (placed.reading.value, "?")
        if placed.reading.uncertain
        else placed.reading.value
        for name, placed in found.items()
    }


def test_reports_in_prose_give_their_figures_and_no_others() -> None:
    stated = known = 0
    for seed in range(300):
        report = narrative(seed)
        record = parse_document(report.html, f"prose {seed}")
        assert (record.outcome, record.year, record.table_generations) == ("report", report.year, {})
        assert record.generation == ("G2" if report.year >= 2014 else "G1")
        for cell, value in record.values.items():
            assert cell in record.raw and cell in record.where
            if cell not in record.uncertain:
                assert report.truth.get(cell) == value, (seed, cell, value, record.raw[cell])
        stated += len(report.truth)
        known += sum(record.values.get(cell) == value for cell, value in report.truth.items())
    assert known / stated >= LEAST_READ, f"{known} of {stated}"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2017年，共受理政府信息公开申请三十五件。", {"requests.received": 35}),
        ("2017年共收到政府信息公开申请约120余件。", {"requests.received": (120, "?")}),
        ("2016年收到政府信息公开申请120件。", {}),
        ("收到政府信息公开申请3-5件。", {}),
        ("2017年收到申请12件，市政府办公室转办政府信息公开申请3件。", {"requests.received": 12}),
        ("2017年，全市各级行政机关共收到政府信息公开申请5147件。", {"requests.received": (5147, "?")}),
        ("未收到当面提交的政府信息公开申请。", {}),
        ("除网上申请外，未收到政府信息公开申请。", {"requests.received": (0, "?")}),
        ("截至2017年底，累计收到政府信息公开申请35件。", {"requests.received": (35, "?")}),
        (
            "当面申请、传真申请、信函申请均为0件。",
            {"requests.received.in_person": 0, "requests.received.fax": 0, "requests.received.letter": 0},
        ),
        ("当面申请和网络申请共5件。", {}),
        (
            "同意公开答复20件，不同意公开答复3件，同意部分公开答复2件。",
            {"reply.granted": 20, "reply.refused": 3, "reply.partially_granted": 2},
        ),
        ("没有不予公开政府信息的情况。", {"reply.refused": 0}),
        ("行政复议和行政诉讼共2件。", {}),
        (
            "行政复议案件3起，行政诉讼案件十二件，未发生行政申诉。",
            {"review": 3, "litigation": 12, "appeal": 0},
        ),
        ("未发生因政府信息公开引起的行政复议、行政诉讼。", {"review": 0, "litigation": 0}),
        ("未发生行政诉讼败诉案件。", {}),
        ("收取政府信息公开费用共计0.12万元。", {"fees.total": "1200"}),
        (
            "政府信息公开专项经费5万元，专职人员2人，兼职人员三人。",
            {"budget": "5", "staff.full_time": 2, "staff.part_time": 3},
        ),
    ],
)
def test_sentences(sentence: str, expected: dict[str, object]) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "全年办理行政复议案件56件。",
        "受理各类申请120件。",
        "未发生行政复议、行政诉讼案件。",
        "办理各项手续未收取任何费用。",
        "未收到群众申请。",
        "答复来信35件。",
    ],
)
def test_sentences_on_other_work_give_nothing(sentence: str) -> None:
    assert read(sentence, title="一、概述") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "收到书面申请5件、网上申请3件，均同意公开。",
        "收到公民申请3件，法人申请2件。",
        "收到政府信息公开申请5件、补充申请3件。",
        "收到企业申请3件。",
    ],
)
def test_a_part_of_the_applications_is_not_vouched_for_as_the_whole(sentence: str) -> None:
    assert not isinstance(read(sentence).get("requests.received"), int)


def test_cases_that_the_body_decided_on_are_not_vouched_for() -> None:
    assert read("办理涉及政府信息公开的行政复议案件5件。") == {"review": (5, "?")}


def test_figures_that_contradict_each_other_are_given_up() -> None:
    found = read_prose(
        [
            Chapter(1, "一、概述", "2017年收到政府信息公开申请35件。"),
            Chapter(3, "三、依申请公开情况", "全年共收到政府信息公开申请36件。"),
        ],
        2017,
        "清河县水利局",
    )
    reading = found["prose.requests.received"].reading
    assert (reading.value, reading.uncertain) == (None, True)
    assert reading.raw is not None and "35件" in reading.raw and "36件" in reading.raw


def test_parts_beyond_their_whole_are_not_vouched_for() -> None:
    assert read("2017年收到政府信息公开申请3件，其中当面申请5件。") == {
        "requests.received": (3, "?"),
        "requests.received.in_person": (5, "?"),
    }


def test_without_a_year_nothing_is_vouched_for() -> None:
    found = read_prose([Chapter(3, "三、依申请公开情况", "收到政府信息公开申请3件。")], None, "清河县水利局")
    assert found["prose.requests.received"].reading.uncertain


def test_places_name_chapter_and_sentence() -> None:
    found = read_prose(
        [Chapter(4, "四、依申请公开情况", "工作有序开展。共收到政府信息公开申请3件。")], 2017, "清河县水利局"
    )
    placed = found["prose.requests.received"]
    assert placed.where == "chapter 4, sentence 2"
    assert placed.reading.raw == "共收到政府信息公开申请3件"


def test_numerals() -> None:
    assert all(chinese_number(in_words(number)) == number for number in range(100))
    assert [chinese_number(text) for text in ("一百零二", "三百二十", "两千", "一百二", "十百", "二三")] == [
        102,
        320,
        2000,
        None,
        None,
        None,
    ]


def test_ids_are_those_of_prose_and_no_others() -> None:
    ids = [figure.id for figure in prose_figures()]
    assert len(ids) == len(set(ids)) and all(name.startswith("prose.") for name in ids)
