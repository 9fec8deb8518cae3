"""What titles say: reports told from their neighbours, bodies and years read as printed."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.titles import is_column_name, normalise_title, read_title

CASES = Path(__file__).with_name("title_cases.tsv")
NAMES_OF_PLACES = Path(__file__).parents[3] / "shared" / "divisions" / "names.csv"
LABELLED = Path(__file__).parents[3] / "shared" / "portals" / "titles.tsv"


def rows(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", rows(CASES), ids=lambda case: case["title"])
def test_title_is_read_as_written_down(case: dict[str, str]) -> None:
    reading = read_title(case["title"])
    assert reading.is_report == (case["kind"] == "report"), reading.reason
    if reading.is_report:
        assert (reading.body_mention or "", str(reading.year or "")) == (case["body"], case["year"])
    else:
        assert reading.body_mention is None
        assert reading.year is None
        assert reading.reason


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled titles are not part of this repository")
def test_labelled_titles_without_false_alarm_and_with_their_years() -> None:
    tally: Counter[str] = Counter()
    for row in rows(LABELLED):
        positive = row["label"] == "positive"
        reading = read_title(row["title"])
        tally["positive" if positive else "negative"] += 1
        tally["missed"] += positive and not reading.is_report
        tally["false alarm"] += reading.is_report and not positive
        tally["year wrong"] += positive and reading.year not in (None, int(row["year"]))
        tally["year right"] += positive and reading.year == int(row["year"])
    assert tally["false alarm"] == 0
    assert tally["year wrong"] == 0
    assert tally["missed"] <= tally["positive"] * 0.01
    assert tally["year right"] >= tally["positive"] * 0.99


@pytest.mark.skipif(not NAMES_OF_PLACES.exists(), reason="the list of places is not part of this repository")
def test_names_of_places_are_never_taken_for_other_words() -> None:
    enterprises, misread, read = 0, [], 0
    for row in rows(NAMES_OF_PLACES, delimiter=",")[::7]:
        name = row["name"]
        for body in (name, f"{name}民政局"):
            reading = read_title(f"{body}2021年政府信息公开工作年度报告")
            read += 1
            if reading.reason == "not an administrative organ":
                enterprises += 1
            elif (reading.is_report, reading.body_mention, reading.year) != (True, body, 2021):
                misread.append(body)
    assert read > 10_000
    assert enterprises < read / 500
    assert not misread


BODIES = st.sampled_from(
    [
        "栾川县人民政府",
        "杭州市统计局",
        "乾县住房公积金管理中心",
        "海关总署(本级机关)",
        "下各镇",
        "中共青田县委组织部",
        "国家税务总局获嘉县税务局",
        "南京市鼓楼区人民政府华侨路街道办事处",
        "高新区(新市区)",
    ]
)
YEARS = st.integers(2008, 2030)
NAMES = st.sampled_from(
    [
        "政府信息公开工作年度报告",
        "政府信息公开年度报告",
        "政府信息公开年报",
        "信息公开工作年度报告",
        "政务公开年度报告",
    ]
)
SUFFIXES = st.sampled_from(
    [
        "",
        "（图片版）",
        "(盖章版).pdf",
        "_某市人民政府门户网站",
        " - 政府信息公开年报 - 栾川县人民政府",
        " | 政府信息公开",
        "（全文）",
        ".docx",
    ]
)
PREFIXES = st.sampled_from(["", "【年报】", "附件1：", "（文字版）", "  ", "· "])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


@given(BODIES, YEARS, NAMES, PREFIXES, SUFFIXES, st.sampled_from([None, FULL_WIDTH, NUMERALS]), st.data())
def test_decorations_do_not_change_the_reading(
    body: str,
    year: int,
    name: str,
    prefix: str,
    suffix: str,
    digits: dict[int, int] | None,
    data: st.DataObject,
) -> None:
    printed_year = str(year).translate(digits) if digits else str(year)
    title = f"{body}{printed_year}年{name}"
    at = data.draw(st.integers(0, len(title)))
    space = data.draw(st.sampled_from(["", " ", "\u3000", "\n", "\u200b"]))
    reading = read_title(prefix + title[:at] + space + title[at:] + suffix)
    assert reading.is_report
    assert (reading.body_mention, reading.year) == (body, year)


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=40))
def test_any_text_gets_an_answer(title: str, column: str, url: str) -> None:
    reading = read_title(title, anchor=column, column=column, url=url, published=url)
    assert reading.is_report or reading.year is None


WORDS = [
    "政府信息公开",
    "年度",
    "报告",
    "2021年",
    "《",
    "》",
    "（",
    "）",
    "关于",
    "的通知",
    "—",
    "_",
    "解读",
    "县",
    "局",
    "…",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_order_of_a_titles_words_gets_an_answer(parts: list[str]) -> None:
    assert read_title("".join(parts)).reason


class TestTwoWordings:
    def test_link_text_fills_what_the_page_title_leaves_out(self) -> None:
        reading = read_title("政府信息公开工作年度报告", anchor="肥西县审计局2021年政府信息公开工作年度报告")
        assert (reading.body_mention, reading.year) == ("肥西县审计局", 2021)

    def test_a_site_name_as_page_title_leaves_the_link_text(self) -> None:
        assert read_title("肥西县人民政府", anchor="肥西县审计局2021年政府信息公开年报").year == 2021

    def test_the_whole_wording_beats_the_one_cut_off(self) -> None:
        whole = "肥西县审计局2021年政府信息公开工作年度报告"
        reading = read_title("肥西县审计局2021年政府信息公开…", anchor=whole)
        assert "cut off" not in reading.reason

    def test_a_wording_cut_off_is_overruled_by_a_page_beside_a_report(self) -> None:
        cut = "肥西县审计局2021年政府信息公开…"
        whole = "肥西县审计局2021年政府信息公开工作年度报告解读"
        assert not read_title(cut, anchor=whole).is_report
        assert not read_title(whole, anchor=cut).is_report

    def test_the_sites_own_name_is_cut_from_the_end(self) -> None:
        reading = read_title("2021年政府信息公开年报 肥西县审计局信息网", site_name="肥西县审计局信息网")
        assert (reading.is_report, reading.body_mention) == (True, None)


class TestYearsFromElsewhere:
    TITLE = "驼峰路街道办事处政府信息公开工作年度报告"

    def test_year_of_the_title_wins_over_everything(self) -> None:
        reading = read_title(
            "肥西县2019年政府信息公开年报",
            column="2020年",
            published="2023-01-05",
            url="http://www.example.gov.cn/xxgk/2021n/t20220105_1.html",
        )
        assert (reading.year, reading.year_in_title) == (2019, True)

    def test_column_that_names_a_year_plainly(self) -> None:
        reading = read_title(self.TITLE, column="2021年度", published="2023-01-05")
        assert (reading.year, reading.year_in_title) == (2021, False)
        assert "column" in reading.reason

    @pytest.mark.parametrize(
        ("url", "year"),
        [
            ("http://www.example.gov.cn/zfxxgknb/202201/t20220119_1.html", 2021),
            ("http://www.example.gov.cn/art/2023/1/4/art_1_2.html", 2022),
            ("http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11&fbtime=2017", 2017),
            ("http://www.example.gov.cn/nb/2021n/202201/t20220119_1.html", 2021),
            ("http://www.example.gov.cn/nb/2016n/202201/t20220119_1.html", None),
            ("http://www.example.gov.cn/nb/20231212/1141579143.html", None),
            ("http://www.example.gov.cn/info/1308/19381.htm", None),
            ("http://www.example.gov.cn/nb/2021n/", None),
        ],
    )
    def test_address(self, url: str, year: int | None) -> None:
        assert read_title(self.TITLE, url=url).year == year

    @pytest.mark.parametrize(
        ("published", "year"),
        [
            ("2023-01-30", 2022),
            ("2023-03-31", 2022),
            ("2023-06-01", None),
            ("2023-12-12", None),
            ("", None),
        ],
    )
    def test_publication_date_only_in_the_season_of_reports(self, published: str, year: int | None) -> None:
        reading = read_title(self.TITLE, published=published)
        assert (reading.year, reading.year_in_title) == (year, False)
        assert (year is None) or "publication date" in reading.reason

    def test_a_range_of_years_is_not_guessed(self) -> None:
        reading = read_title("2022-2023年政府信息公开工作年度报告", published="2024-01-05")
        assert (reading.is_report, reading.year) == (True, None)


class TestYearAlone:
    def test_in_a_column_of_reports_it_is_a_report(self) -> None:
        assert read_title("2020年", column="政府信息公开年报").year == 2020
        assert read_title("2020年度", url="http://www.example.gov.cn/zfxxgknb/1.html").is_report

    def test_in_another_column_it_is_none(self) -> None:
        assert not read_title("2020年度", column="部门决算").is_report
        assert not read_title("2020年度", url="http://www.example.gov.cn/wzndbb/1.html").is_report

    def test_a_plain_annual_report_needs_the_column(self) -> None:
        assert read_title("肥西县审计局2020年年度报告", column="政府信息公开年报").is_report
        assert not read_title("肥西县审计局2020年年度报告").is_report
        assert not read_title("肥西县审计局2020年年度报告", column="部门决算").is_report


COLUMN_NAMES = """
政府信息公开年报|信息公开年报|公开年报|年报|年度报告|政府信息公开工作年度报告|政务公开年报
部门信息公开年报|乡镇街道年报|历年年报|市政府部门政府信息公开工作年度报告|肥西县政府信息公开年报
信息公开年报(12)|> 政府信息公开年报|政府信息公开 年报|政府資訊公開年報|2022年年报
2023年政府信息公开年报|市级部门（单位）年报|年度报告（年报）
"""
OTHER_NAMES = """
政府网站工作年度报表|网站年报|法治政府建设年度报告|住房公积金年度报告|企业年报|政府工作报告|工作报告
统计年报|政府信息公开制度|政府信息公开指南|依申请公开|依申请公开年报|财政年报|上市公司年报|2023年
信息公开||年|肥西县教育局2021年政府信息公开工作年度报告|关于做好政府信息公开年报工作的通知|年报解读
"""


def names(table: str) -> list[str]:
    return [name for line in table.strip().splitlines() for name in line.split("|")]


@pytest.mark.parametrize("name", names(COLUMN_NAMES))
def test_column_names(name: str) -> None:
    assert is_column_name(name)


@pytest.mark.parametrize("name", names(OTHER_NAMES))
def test_names_that_are_no_columns_of_reports(name: str) -> None:
    assert not is_column_name(name)


def test_normalised_title_keeps_simplified_place_names() -> None:
    assert normalise_title("乾縣２０２０年 政府信息公開年報") == "乾县2020年政府信息公开年报"
    assert normalise_title("於潜镇、乾县") == "於潜镇、乾县"
