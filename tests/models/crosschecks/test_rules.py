"""The rules by themselves: what they take for evidence and what not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.crosschecks.alike import alike, text_of
from models.crosschecks.copied import copied
from models.crosschecks.kinds import KINDS, kind_of
from models.crosschecks.narrative import claims, told
from models.crosschecks.records import Reported
from models.crosschecks.rollup import rollup
from models.crosschecks.scale import FEWEST, Scales, out_of_scale
from parsers.record import Chapter, Value
from tests.models.crosschecks.country import narrative

CELLS = [f"outcome.granted@{who}" for who in ("natural_person", "company", "legal_service", "other")] + [
    "proactive.licences@decisions",
    "proactive.penalties@decisions",
    "review.upheld",
]
COUNTS = st.lists(st.integers(0, 5000), min_size=len(CELLS), max_size=len(CELLS))


def reported(
    values: Mapping[str, Value], year: int = 2024, number: int = 1, texts: Mapping[int, str] | None = None
) -> Reported:
    chapters = [Chapter(no, "", text) for no, text in (texts or {}).items()]
    body = f"4109{number:02d}/finance"
    return Reported(
        number, body, f"河南省濮阳市第{number}县财政局", body[:6], "finance", 3, year, "own", values, chapters
    )


@given(COUNTS)
def test_few_small_figures_prove_nothing_and_many_large_ones_do(counts: list[int]) -> None:
    values: dict[str, Value] = dict(zip(CELLS, counts, strict=True))
    found = copied(reported(values), reported(values, 2023))
    telling = 1
    for count in counts:
        telling *= min(max(count, 1), 1024)
    assert bool(found) == (telling >= 2**16)


@given(COUNTS, COUNTS)
def test_other_figures_are_no_copy(counts: list[int], others: list[int]) -> None:
    values: dict[str, Value] = dict(zip(CELLS, counts, strict=True))
    before: dict[str, Value] = {
        cell: other + (other == count) for cell, count, other in zip(CELLS, counts, others, strict=True)
    }
    assert copied(reported(values), reported(before, 2023)) == []


def test_what_stays_by_itself_is_no_copy() -> None:
    lasting: dict[str, Value] = {
        "proactive.normative_documents@in_force": 4711,
        "proactive.licences@prior_year_items": 5813,
        "requests.new@total": 90210,
        "outcome.granted@total": 3141,
    }
    assert copied(reported(lasting), reported(lasting, 2023)) == []


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_narratives_are_alike_but_for_names_and_numbers(seed: int) -> None:
    texts = [_narrative(Random(f"{seed}:{number}"), number) for number in range(12)]
    assert alike([text_of(report) for report in texts]) == []
    original = texts[3]
    renamed = original.chapters[0].text.replace("2024", "2023").replace(original.name, texts[7].name)
    texts[7] = replace(texts[7], chapters=[Chapter(1, "", renamed)])
    found = alike([text_of(report) for report in texts])
    assert {(each.version_id, each.other_version_id) for each in found} == {(3, 7), (7, 3)}


def _narrative(random: Random, number: int) -> Reported:
    values: dict[str, Value] = {
        cell: random.randint(1, 99)
        for cell in (
            "requests.new@total",
            "requests.carried_in@total",
            "requests.carried_out@total",
            "outcome.total@total",
            "outcome.granted@total",
            "outcome.partially_granted@total",
            "outcome.other.fee_unpaid@total",
        )
    }
    report = reported({}, number=number)
    text = f"2024年，{report.name}完成{random.randint(1, 900)}项任务。" + narrative(random, values)[0].text
    return replace(report, chapters=[Chapter(1, "", text)])


def test_what_everybody_writes_is_no_finding() -> None:
    """Forty bodies with one text: a form letter. A pair among others: two bodies with one text."""
    common = _narrative(Random("common"), 0).chapters[0].text
    letters = [reported({}, number=number, texts={1: common}) for number in range(40)]
    assert alike([text_of(report) for report in letters]) == []
    among = [*letters[:2], *(_narrative(Random(number), number) for number in range(2, 40))]
    assert {each.version_id for each in alike([text_of(report) for report in among])} == {0, 1}


def test_a_ring_of_bodies_with_one_text_is_found_whole() -> None:
    common = _narrative(Random("common"), 0).chapters[0].text
    ring = [reported({}, number=number, texts={1: common}) for number in range(9)]
    texts = [*ring, *(_narrative(Random(number), number) for number in range(9, 60))]
    assert {each.version_id for each in alike([text_of(report) for report in texts])} == set(range(9))


def test_office_with_the_text_of_its_government_weighs_less() -> None:
    texts = [_narrative(Random(number), number) for number in range(20)]
    texts[1] = replace(texts[1], body_id="410900/gov")
    texts[2] = replace(texts[2], body_id="410900/gov_office", chapters=texts[1].chapters)
    assert [each.severity for each in alike([text_of(report) for report in texts])] == ["info", "info"]


@given(st.lists(st.integers(1, 400), min_size=FEWEST, max_size=60), st.randoms(use_true_random=False))
def test_scale_is_that_of_the_group_whatever_the_order(sizes: list[int], random: Random) -> None:
    reports = [reported({CELLS[0]: size}, number=number) for number, size in enumerate(sizes, 10)]
    shuffled = list(reports)
    random.shuffle(shuffled)
    limits = [_scales(each).limits() for each in (reports, shuffled)]
    assert limits[0] == limits[1]
    limit = max(limits[0].values())
    found = [out_of_scale(reported({CELLS[0]: size}), limits[0]) for size in (ceil(limit) + 1, floor(limit))]
    assert [[each.cells for each in of_size] for of_size in found] == [[(CELLS[0],)], []]


def _scales(reports: list[Reported]) -> Scales:
    scales = Scales()
    for report in reports:
        scales.add(report)
    return scales


def test_small_groups_have_no_limit() -> None:
    few = [reported({CELLS[0]: 1}, number=number) for number in range(FEWEST - 1)]
    assert _scales(few).limits() == {}


def test_what_is_no_part_of_a_government_is_not_summed() -> None:
    cell = "requests.new@total"
    whole = replace(reported({cell: 10, "outcome.total@total": 9}), organ_kind="gov", scope="consolidated")
    part = replace(reported({cell: 8}, number=2), division_id=whole.division_id)
    tax = replace(reported({cell: 50}, number=3), division_id=whole.division_id, organ_kind="tax")
    printed_twice = replace(whole, version_id=4, organ_kind="gov_office", scope="own")
    elsewhere = reported({cell: 50}, number=5)
    assert rollup(whole, [whole, part, tax, printed_twice, elsewhere]) == []
    assert rollup(replace(whole, scope="own"), [replace(part, values={cell: 80})]) == []
    assert rollup(whole, [part, replace(part, version_id=6, body_id="410901/health", values={cell: 3})])
    assert rollup(replace(whole, values={}), [part]) == []


TABLES: dict[str, Value] = {
    "requests.new@total": 20,
    "requests.carried_in@total": 2,
    "requests.carried_out@total": 1,
    "outcome.total@total": 21,
    "outcome.granted@total": 12,
    "outcome.partially_granted@total": 4,
    "outcome.other.fee_unpaid@total": 1,
    "proactive.admin_fees@amount": "1.5",
    "proactive.licences@decisions": 1234,
}


@pytest.mark.parametrize(
    "text",
    [
        "办结政府信息公开申请21件，其中予以公开12件、部分公开4件。",
        "共收到申请20件，上年结转2件，办结约20件。",
        "收到群众来信来访申请登记35件，办结35件。",
        "各部门办结申请90件，予以公开80件。去年办结申请33件。",
        "申请办结20余件。不予公开申请9件。",
        "市政府办公室办结申请8件。",
        "办结申请20件。答复申请人后，办结申请21件。",
        "作出行政许可决定1,234件。",
        "作出行政复议决定5件，行政处罚由综合执法局统一公开。",
    ],
)
def test_sentences_with_another_meaning_say_nothing(text: str) -> None:
    assert told(reported(TABLES, texts={1: text})) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("全年办结政府信息公开申请22件。", "done"),
        ("办理完毕申请２０件。", "done"),
        ("申请中予以公开的11件，部分公开的4件。", "granted"),
        ("依申请公开：予以公开12件，部分公开14件。", "partially_granted"),
        ("收到申请20件，上年度结转3件。", "carried_in"),
        ("申请结转至下一年度继续办理10件。", "carried_out"),
        ("作出行政许可决定1,235件。", "licences"),
        ("作出行政处罚0件。", "penalties"),
    ],
)
def test_counts_of_chapter_one_against_the_tables(text: str, claim: str) -> None:
    tables = TABLES | {"proactive.penalties@decisions": 3}
    assert [found.check_id for found in told(reported(tables, texts={1: text}))] == [f"X.told[{claim}]"]


def test_every_claim_is_tried() -> None:
    assert {claim.id for claim in claims()} == {
        "done",
        "granted",
        "partially_granted",
        "carried_in",
        "carried_out",
        "licences",
        "penalties",
    }


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("2024年度收取信息处理费2300元。", []),
        ("本年度未收取信息处理费。", []),
        ("没有收取政府信息公开信息处理费，没有其他需要报告的事项。", []),
        ("发出收费通知3件，收取信息处理费3940元。", []),
        ("信息处理费按件计收，标准为每件100元，发出收费通知0件。", []),
        ("收取信息处理费3万元。", ["X.fee.amount"]),
        ("全年信息公开处理费共收取15000.5元。", ["X.fee.amount"]),
        ("本年度没有发出收费通知，未收取信息处理费。", ["X.fee.notices"]),
        ("共下达0份缴费通知书。", ["X.fee.notices"]),
        ("2023年收取信息处理费25000元，2024年收取信息处理费2230元。", []),
    ],
)
def test_the_fee_of_chapter_six_against_the_tables(text: str, checks: list[str]) -> None:
    assert [found.check_id for found in told(reported(TABLES, texts={6: text}))] == checks


def test_rules_and_kinds_are_told_apart() -> None:
    names = [kind.name for kind in KINDS]
    rules = [rule.id for kind in KINDS for rule in kind.rules]
    assert len(set(names)) == len(names)
    assert len(set(rules)) == len(rules)
    assert {rule.severity for kind in KINDS for rule in kind.rules} <= {"error", "warning", "info"}
    assert kind_of("X.scale[review.total]")[0].name == "scale"
    assert kind_of("G3.R.rollup")[0].name == "rollup"
    with pytest.raises(KeyError):
        kind_of("G4.T3.balance[total]")
