"""Body names resolve to the right identity, or to none."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from models.bodies import Mention, Resolver, resolution_json

OWN_CASES = Path(__file__).with_name("body_names.tsv")
LABELLED = Path(__file__).resolve().parents[3] / "shared" / "divisions" / "body_cases.tsv"


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def mention(row: dict[str, str]) -> Mention:
    return Mention(
        raw=row["raw"].replace("\\n", "\n"),
        year=int(row["year"]) if row["year"] else None,
        host=row.get("host") or None,
        host_division=row["host_division"] or None,
        province=row["province"] or None,
        site_name=row.get("site_name") or None,
    )


@pytest.mark.parametrize("row", rows(OWN_CASES), ids=lambda row: f"{row['why']}: {row['raw'].strip()[:24]}")
def test_own_cases(resolver: Resolver, row: dict[str, str]) -> None:
    answer = resolver.resolve(mention(row))
    assert (answer.body_id or "-") == row["expected"], answer


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled body cases are not beside the repository")
def test_labelled_cases_keep_their_thresholds(resolver: Resolver) -> None:
    tally: Counter[str] = Counter()
    for row in rows(LABELLED):
        answer = resolver.resolve(mention(row))
        resolved = answer.decision == "resolved"
        if row["decision"] == "abstain":
            tally["wrong" if resolved else "right"] += 1
        elif not resolved:
            tally["abstained"] += 1
        else:
            same = (answer.division_id, answer.organ_kind) == (row["div_id"], row["organ_kind"])
            tally["right" if same else "wrong"] += 1
    assert tally["wrong"] <= 0.01 * tally.total(), tally
    assert tally["right"] >= 0.97 * tally.total(), tally


def test_division_code_is_the_one_of_the_report_year(resolver: Resolver) -> None:
    before = resolver.resolve(Mention("偃师市岳滩镇人民政府", 2016))
    after = resolver.resolve(Mention("洛阳市偃师区岳滩镇人民政府", 2023))
    assert before.body_id == after.body_id
    assert (before.division_code, after.division_code) == ("410381104", "410307104")


def test_year_of_the_title_counts_when_none_is_given(resolver: Resolver) -> None:
    old = resolver.resolve(Mention("巢湖市人民政府2009年政府信息公开工作年度报告", province="安徽省"))
    new = resolver.resolve(Mention("巢湖市人民政府2014年政府信息公开工作年度报告", province="安徽省"))
    assert (old.division_id, new.division_id) == ("341400", "341402")


def test_context_decides_between_homonyms(resolver: Resolver) -> None:
    bare = Mention("城关镇人民政府2019年政府信息公开工作年度报告", 2019)
    assert resolver.resolve(bare).decision == "ambiguous"
    told = Mention(bare.raw, 2019, context=("本报告由获嘉县城关镇人民政府根据有关规定编制。",))
    assert resolver.resolve(told).body_id == "410724100/gov"


def test_publisher_answers_for_a_title_without_a_name(resolver: Resolver) -> None:
    told = Mention(
        "2022年政府信息公开工作年度报告", 2022, host_division="130682", context=("定州市发展和改革局",)
    )
    assert resolver.resolve(told).body_id == "130682/ndrc"


def test_contradicting_host_and_site_leave_a_generic_name_open(resolver: Resolver) -> None:
    answer = resolver.resolve(Mention("县财政局", 2020, host_division="410724", site_name="封丘县人民政府"))
    assert answer.decision != "resolved"


def test_ambiguous_answers_list_their_candidates(resolver: Resolver) -> None:
    answer = resolver.resolve(Mention("鼓楼区民政局", 2020))
    assert answer.decision == "ambiguous" and answer.body_id is None
    assert {one.body_id for one in answer.candidates} == {
        "320106/civil_affairs",
        "320302/civil_affairs",
        "350102/civil_affairs",
        "410204/civil_affairs",
    }


def test_province_code_narrows_like_the_name(resolver: Resolver) -> None:
    for code in ("33", "330000"):
        assert resolver.resolve(Mention("西湖区财政局", 2020, province_code=code)).division_id == "330106"


def test_json_has_the_fields_of_the_contract(resolver: Resolver) -> None:
    row = resolution_json(resolver.resolve(Mention("获嘉县发改委2021年政府信息公开工作年度报告")))
    assert row["decision"] == "resolved" and row["body_id"] == "410724/ndrc"
    assert row["division_code"] == row["division_id"] == "410724"
    assert row["organ_kind"] == "ndrc" and row["canonical_name"] == "新乡市获嘉县发展和改革委员会"
    assert 0 < row["score"] <= 1 and row["candidates"][0]["body_id"] == row["body_id"]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "《",
        "》《",
        "（（",
        "\n",
        "年",
        "2020",
        "的",
        "报告" * 4000,
        "市" * 500,
        "人民政府" * 200,
        "北京市" * 60,
        "\x00\x01",
        "𠮷野县",
        "（）《》【】",
        "-_|>",
    ],
)
def test_garbage_is_answered_not_raised(resolver: Resolver, raw: str) -> None:
    assert resolver.resolve(Mention(raw)).decision != "resolved" or "北京" in raw


def test_every_current_county_with_its_province_is_itself_or_left_open(resolver: Resolver) -> None:
    registry = resolver.registry
    open_ones = 0
    counties = [one for one in registry if one.level == 3 and one.until is None and one.system == "gb"]
    for county in counties:
        province = registry.province(county.div_id)
        assert province is not None
        answer = resolver.resolve(Mention(county.name + "人民政府", 2025, province=province.name))
        if answer.decision == "resolved":
            assert answer.body_id == f"{county.div_id}/gov"
        else:
            assert county.div_id in {one.division_id for one in answer.candidates}
            open_ones += 1
    assert open_ones <= 0.01 * len(counties)


def test_every_former_area_name_leads_to_the_same_identity(resolver: Resolver) -> None:
    registry = resolver.registry
    for division in registry:
        if division.level not in (2, 3) or division.system != "gb" or division.kind == "其他":
            continue
        for version in division.versions[:-1]:
            if version.name == division.name or (version.until or 0) < 2008:
                continue
            year = max((version.until or 2015) - 1, version.since or 0)
            chain = "".join(one.name_in(year) for one in reversed(registry.ancestors(division.div_id, year)))
            answer = resolver.resolve(Mention(chain + version.name + "人民政府", year))
            assert answer.body_id == f"{division.div_id}/gov", (chain, version)


def test_town_names_with_their_county_are_never_wrong(resolver: Resolver) -> None:
    registry = resolver.registry
    towns = [one for one in registry if one.level == 4 and one.until is None and one.system == "mca"]
    open_ones = 0
    for town in towns[::13]:
        county = registry.parent(town.div_id)
        assert county is not None
        with_county = resolver.resolve(Mention(county.name + town.name, 2025))
        on_host = resolver.resolve(Mention(town.name, 2025, host_division=county.code))
        for answer in (with_county, on_host):
            if answer.decision == "resolved":
                assert answer.body_id == f"{town.div_id}/gov", town
            else:
                open_ones += 1
    assert open_ones <= 0.005 * len(towns)


def test_a_body_of_another_place_in_the_opening_is_not_the_reporter(resolver: Resolver) -> None:
    opening = "河南省人民政府办公厅按照要求印发通知。获嘉县财政局严格按照条例编制本报告。"
    told = Mention("2022年政府信息公开工作年度报告", 2022, host_division="410724", context=(opening,))
    assert resolver.resolve(told).body_id == "410724/finance"
