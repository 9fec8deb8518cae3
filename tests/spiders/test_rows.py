"""Rows, titles, metadata and attachments of single pages, in all the shapes that lists and articles have."""

from __future__ import annotations

import pytest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionRefusedError as Refused
from twisted.internet.error import DNSLookupError
from twisted.internet.error import TimeoutError as TimedOut
from twisted.python.failure import Failure

from spiders.any import AnySpider
from spiders.failures import classify
from spiders.judging import Verdict, judge_row
from spiders.lists import Row, iso_date, rows_of
from spiders.names import has_column_slug, is_body, is_column_label, is_kind, year_of_name
from spiders.pages import Page
from spiders.reports import metadata
from tests.spiders.markup import PDF, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.hekou.gov.cn"
COLUMN = f"{HOME}/zfxxgknb/"
TITLE = "河口县财政局2024年政府信息公开工作年度报告"


def read(body: str, url: str = COLUMN) -> Page:
    return Page(url, page(body).encode())


@pytest.mark.parametrize(
    "row",
    [
        f'<ul><li><a href="a.html" title="{TITLE}">河口县财政局2024年…</a><span>2025-01-20</span></li></ul>',
        f'<ul><li><span>[2025-01-20]</span><a href="a.html">{TITLE}</a></li></ul>',
        f'<ul><li><a href="a.html">{TITLE}[2025-01-20]</a></li></ul>',
        f'<table><tr><td>1</td><td><a href="a.html">{TITLE}</a></td><td>2025年1月20日</td></tr></table>',
        f'<div class="line"><em>2025.01.20</em><a href="a.html" title="{TITLE}">{TITLE}</a></div>',
        f'<dl><dt><a href="a.html">{TITLE}</a></dt><dd>２０２５－０１－２０</dd></dl>',
        f'<table><tr><td>1</td><td>{TITLE}</td><td><a href="a.html">下载</a></td><td>2025-01-20</td></tr>',
        f'<ul><li>{TITLE} <a href="a.html">点击查看</a> 2025-01-20</li></ul>',
        f'<ul><li onclick="window.open(\'a.html\')" title="{TITLE}">{TITLE}<i>2025-01-20</i></li></ul>',
    ],
)
def test_row_has_full_title_and_day(row: str) -> None:
    (found,) = rows_of(read(row))
    assert (found.url, found.title, found.date, found.listed) == (
        f"{COLUMN}a.html",
        TITLE,
        "2025-01-20",
        True,
    )


def test_side_box_and_menu_do_not_count_as_rows_of_the_list() -> None:
    box = rows(("/n1.html", "要闻一则", ""), ("/n2.html", "要闻二则", ""), cls="hot")
    menu = '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>'
    listed = rows(*[(f"t{n}.html", f"河口县第{n}中心年报") for n in "甲乙丙"])
    assert sum(row.listed for row in rows_of(read(menu + listed + box))) == 3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-02-30", None),
        ("2026-02-00018", None),
        ("发布时间：2025年1月5日", "2025-01-05"),
        ("", None),
        (None, None),
    ],
)
def test_dates_that_are_none(text: str | None, day: str | None) -> None:
    assert iso_date(text) == day


def test_metadata_comes_from_tags_then_from_the_block() -> None:
    block = (
        "<table class='xxgk_article'><tr><td>索 引 号：</td><td>113325000026455663/2023-43887</td>"
        "<td>文&nbsp;号：</td><td></td></tr>"
        "<tr><td>发布机构：</td><td>河口县财政局</td><td>发布日期：</td><td>2025-01-21</td></tr></table>"
    )
    read_back = metadata(Page(COLUMN, page(block, TITLE).encode()))
    assert (read_back.index_number, read_back.publisher) == ("113325000026455663/2023-43887", "河口县财政局")
    assert read_back.published == "2025-01-21"


@pytest.mark.parametrize("code", ["28", "0000", "110000015", "bm0100000x"])
def test_site_code_that_cannot_be_one_is_dropped(code: str) -> None:
    found = metadata(Page(COLUMN, page("", TITLE, {"SiteIDCode": code}).encode()))
    assert found.site_code is None


def test_matrix_of_towns_and_years_is_opened_cell_by_cell() -> None:
    towns = ["河口镇", "西山镇", "石桥乡"]
    cells = {(t, y): f"{t_no}_{y}.html" for t_no, t in enumerate(towns) for y in (2023, 2024)}
    lines = "".join(
        f"<tr><td>{town}</td>"
        + "".join(f'<td><a href="{cells[town, y]}">{y}年</a></td>' for y in (2023, 2024))
        + "</tr>"
        for town in towns
    )
    pages: dict[str, Answer] = {COLUMN: page(f"<table>{lines}</table>", "乡镇政府信息公开年报")}
    pages.update(
        {
            COLUMN + file: report(f"河口县{t}人民政府{y}年政府信息公开工作年度报告")
            for (t, y), file in cells.items()
        }
    )
    assert len(crawl(AnySpider(urls=[COLUMN]), Site(pages)).reports) == 6


def test_years_of_a_drop_down_are_opened() -> None:
    options = "".join(f'<option value="/nb/{y}/index.html">{y}年</option>' for y in (2023, 2024))
    pages: dict[str, Answer] = {COLUMN: page(f"<select>{options}</select>", "政府信息公开年报")}
    for year in (2023, 2024):
        pages[f"{HOME}/nb/{year}/index.html"] = page(
            rows((f"t{year}.html", TITLE.replace("2024", str(year)))), "年报"
        )
        pages[f"{HOME}/nb/{year}/t{year}.html"] = report(TITLE.replace("2024", str(year)))
    assert len(crawl(AnySpider(urls=[COLUMN]), Site(pages)).reports) == 2


def test_files_listed_beside_their_names_are_reports() -> None:
    lines = "".join(
        f"<li>{TITLE.replace('2024', str(y))}<a href='P02025012059441234567{y}.pdf'>下载</a></li>"
        for y in (2023, 2024)
    )
    pages: dict[str, Answer] = {COLUMN: page(f"<ul>{lines}</ul>", "政府信息公开年报")}
    pages.update({f"{COLUMN}P02025012059441234567{y}.pdf": PDF for y in (2023, 2024)})
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    assert sorted(found.title for found in crawled.reports) == [TITLE.replace("2024", "2023"), TITLE]


def test_report_saved_as_html_under_the_name_of_a_file_is_a_report() -> None:
    url = f"{COLUMN}t1.html"
    site = Site(
        {
            url: report(TITLE, body="<p>见附件</p><a href='a.doc'>附件.doc</a>"),
            f"{COLUMN}a.doc": report(TITLE),
        }
    )
    assert len(crawl(AnySpider(urls=[url]), site).reports) == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (DNSLookupError("x"), "dns"),
        (TimedOut("x"), "timeout"),  # type: ignore[no-untyped-call]
        (Refused("x"), "tcp"),  # type: ignore[no-untyped-call]
        (OSError("SSL"), "tcp"),
        (HttpError(Response("http://a.gov.cn", status=503), ""), "server_error"),
        (HttpError(Response("http://a.gov.cn", status=403), ""), "forbidden"),
        (HttpError(Response("http://a.gov.cn", status=412), ""), "challenge"),
        (HttpError(Response("http://a.gov.cn", status=410), ""), "gone"),
    ],
)  # fmt: skip
def test_errors_have_their_class(error: Exception, kind: str) -> None:
    assert classify(Failure(error))[0] == kind  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "name", ["政府信息公开年报", "信息公开年报", "公开年报", "政府信息公开工作年度报告", "部门信息公开年报"]
)
def test_column_names(name: str) -> None:
    assert is_column_label(name)


@pytest.mark.parametrize(
    "name",
    [
        "政府网站工作年度报表",
        "法治政府建设年度报告",
        "住房公积金年度报告",
        "政府信息公开指南",
        "年报编制通知",
    ],
)
def test_names_of_other_columns(name: str) -> None:
    assert not is_column_label(name)


def test_words_of_nested_columns() -> None:
    assert [year_of_name(n) for n in ("2023年", "2023年度", "2023", "1998年", "2023年大事记")] == [
        2023,
        2023,
        2023,
        None,
        None,
    ]
    assert all(
        is_kind(n)
        for n in ("市直部门", "乡镇街道", "乡镇（街道）", "区县政府", "县（市、区）", "历年", "街道办事处")
    )
    assert not any(is_kind(n) for n in ("首页", "部门动态", "政务服务", "2023年"))
    assert all(is_body(n) for n in ("财政局", "河口镇", "市民委（宗教局）", "发展和改革委员会", "东关街道"))
    assert not any(is_body(n) for n in ("公示公告", "政策法规", "网站地图", "新闻中心"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.gov.cn/zfxxgknb/", True), ("http://a.gov.cn/x/xxgknb_1840/", True),
        ("http://a.gov.cn/gknb82/", True),
        ("http://a.gov.cn/csrc/c100028/common_zfxxgknb.shtml", True), ("http://a.gov.cn/x?tab=gknb", True),
        ("http://a.gov.cn/zfxxgkgzndbg/", True), ("http://a.gov.cn/wzndbb/", False),
        ("http://a.gov.cn/zfxxgkzn/", False),
        ("http://a.gov.cn/xxgkml/", False), ("http://a.gov.cn/", False),
    ],
)  # fmt: skip
def test_abbreviations_in_addresses(url: str, expected: bool) -> None:
    assert has_column_slug(url) is expected


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("青禾市水利局 2024", Verdict.EITHER),
        ("2024年度青禾市水利局", Verdict.EITHER),
        ("青禾市水利局2024年公告", Verdict.OTHER),
        ("青禾市2024年规划", Verdict.OTHER),
    ],
)
def test_body_with_a_year_says_too_little_to_be_left_out_of_a_column(title: str, wanted: Verdict) -> None:
    row = Row("http://www.qinghe.gov.cn/nb/t1.html", title, title, "2025-01-20")
    assert judge_row(row, "政府信息公开年报", None, None) is wanted
    assert judge_row(row, None, None, None) is Verdict.OTHER


def test_rows_dated_before_the_first_day_wanted_are_not_asked_for() -> None:
    titles = {f"{year}.html": f"河口县财政局{year}年政府信息公开工作年度报告" for year in (2022, 2023, 2024)}
    days = ("2023-01-20", "2024-01-31", "")
    listed = rows(*((url, title, day) for (url, title), day in zip(titles.items(), days, strict=True)))
    column = page(f"<h1>政府信息公开年报</h1>{listed}", "政府信息公开年报")
    site = Site({COLUMN: column} | {COLUMN + url: report(title) for url, title in titles.items()})
    late = crawl(AnySpider(urls=[COLUMN], since="2024-01-31"), site)
    assert late.urls == {COLUMN + "2023.html", COLUMN + "2024.html"}, "a row without a date is asked for"
    assert COLUMN + "2022.html" not in late.asked
    assert crawl(AnySpider(urls=[COLUMN]), site).urls == {COLUMN + url for url in titles}
