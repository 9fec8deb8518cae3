"""TRS portals: pager calls in all orders, cut titles, frames, rows written by script, stubs at the end."""

from __future__ import annotations

import pytest

from spiders.any import AnySpider
from spiders.pages import Page
from spiders.paging import read_pager
from tests.spiders.markup import PDF, PLATFORM_MENU, menu, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.qinghe.gov.cn"
COLUMN = f"{HOME}/zwgk/zfxxgk/zfxxgknb/"


def title(year: int, body: str = "青禾市水利局") -> str:
    return f"{body}{year}年政府信息公开工作年度报告"


def listed(*years: int) -> str:
    return rows(*[(f"./202501/t20250120_{year}.html", title(year)) for year in years])


def articles(*years: int) -> dict[str, str]:
    return {f"{COLUMN}202501/t20250120_{year}.html": report(title(year)) for year in years}


def column(body: str) -> str:
    return page(PLATFORM_MENU + body, "政府信息公开年报-青禾市人民政府", {"ColumnName": "政府信息公开年报"})


PORTAL: dict[str, Answer] = {
    f"{HOME}/": page(
        menu(("/", "首页"), ("/zwgk/", "政务公开"), ("/hd/", "互动交流")) + "<p>欢迎访问</p>" * 60,
        "青禾市人民政府",
    ),
    f"{HOME}/zwgk/": page(menu(("./zfxxgk/", "政府信息公开")) + "<p>动态信息</p>" * 60, "政务公开"),
    f"{HOME}/zwgk/zfxxgk/": page(
        menu(("./zfxxgknb/", "政府信息公开年报"), ("./wzndbb/", "政府网站工作年度报表")) + "<p>平台</p>" * 60
    ),
    COLUMN: column(listed(2024, 2023, 2022) + '<script>createPageHTML(2, 0, "index", "html");</script>'),
    f"{COLUMN}index_1.html": column(
        listed(2021, 2020) + '<script>createPageHTML(2, 1, "index", "html");</script>'
    ),
    **articles(2024, 2023, 2022, 2021, 2020),
}


@pytest.mark.parametrize("start", ["/", "/zwgk/", "/zwgk/zfxxgk/", "/zwgk/zfxxgk/zfxxgknb/"])
def test_every_report_is_found_from_any_page_of_the_portal(start: str) -> None:
    crawled = crawl(AnySpider(urls=[HOME + start]), Site(dict(PORTAL)))
    assert crawled.urls == set(articles(2024, 2023, 2022, 2021, 2020))
    (walked,) = crawled.lists
    assert (walked.pages, walked.rows, walked.reports, walked.failure) == (2, 5, 5, None)
    (seen,) = crawled.columns
    assert (seen.url, seen.platform, seen.title) == (COLUMN, "trs", "政府信息公开年报")
    assert "createPageHTML" in seen.reason
    assert not any("wzndbb" in url for url in crawled.asked)
    assert f"{COLUMN}index_2.html" not in crawled.asked


def test_report_page_alone_is_a_report() -> None:
    url = f"{COLUMN}202501/t20250120_2024.html"
    crawled = crawl(AnySpider(urls=[url]), Site(dict(PORTAL)))
    (found,) = crawled.reports
    assert (found.title, found.published, found.site_code) == (title(2024), "2025-01-20", "9901000001")
    assert found.site_name == "青禾市人民政府"


@pytest.mark.parametrize(
    ("script", "wanted", "total_rows"),
    [
        ('createPageHTML(3, 0, "index", "html")', ["index_1.html", "index_2.html"], None),
        ("createPageHTML(3,0,'index_18061','html')", ["index_18061_1.html", "index_18061_2.html"], None),
        ('createPageHTML(45, 3, 0, "index", "shtml")', ["index_1.shtml", "index_2.shtml"], 45),
        ("createPageHTML('page_div', 3, 1, 'list', 'shtml', 41)", ["list_2.shtml", "list_3.shtml"], 41),
        ("createPageHTML('paging', 3, 1, 'index', 'html', 41)", ["index_2.html", "index_3.html"], 41),
        ('createPage(3, 0, "index", "html")', ["index_1.html", "index_2.html"], None),
        (
            "var countPage = 3; createPageHTML(countPage, 0, 'index', 'html')",
            ["index_1.html", "index_2.html"],
            None,
        ),
        ("var countPage = 3;", ["index_1.html", "index_2.html"], None),
        ("nsetpage(1, 41, 15)", ["index_2.html", "index_3.html"], 41),
        ('$(".p").pagination("setPage", 1, 3)', ["index_2.html", "index_3.html"], None),
    ],
)
def test_pager_calls_are_read_by_type(script: str, wanted: list[str], total_rows: int | None) -> None:
    pager = read_pager(Page(COLUMN, page(f"<script>{script};</script>").encode()))
    assert pager.urls == [COLUMN + name for name in wanted]
    assert (pager.rows, pager.pages) == (total_rows, 3)


def test_call_that_counts_otherwise_than_it_looks_is_corrected_by_trying() -> None:
    pages: dict[str, Answer] = {
        COLUMN: column(listed(2024, 2023) + '<script>createPage(2, 1, "index", "html");</script>'),
        f"{COLUMN}index_1.html": column(listed(2022)),
        **articles(2024, 2023, 2022),
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(dict(pages)))
    assert len(crawled.reports) == 3


def test_a_stub_in_place_of_a_further_page_makes_the_list_partial() -> None:
    pages = dict(PORTAL)
    pages[f"{COLUMN}index_1.html"] = page(PLATFORM_MENU, "政府信息公开年报-青禾市人民政府")
    (walked,) = crawl(AnySpider(urls=[COLUMN]), Site(pages)).lists
    assert (walked.promised_pages, walked.reports, walked.failure) == (2, 3, "partial")
    assert walked.detail == "1 of 2 pages"


def test_pages_that_are_missing_at_the_end_make_the_list_partial_with_both_numbers() -> None:
    pages = dict(PORTAL)
    pages[COLUMN] = column(
        listed(2024, 2023, 2022) + '<script>createPageHTML(4, 0, "index", "html");</script>'
    )
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    (walked,) = crawled.lists
    assert (walked.failure, walked.pages, walked.promised_pages) == ("partial", 2, 4)
    assert "2 of 4 pages" in walked.detail
    assert len(crawled.reports) == 5


def test_title_cut_in_the_list_without_attribute_is_decided_by_the_page() -> None:
    shown = "青禾市水利局2024年政府信息公…"
    cut = f'<ul><li><a href="./202501/t20250120_2024.html">{shown}</a><span>2025-01-20</span></li>'
    other = f'<li><a href="./202501/t20250120_1.html">{shown}</a><span>2025-01-21</span></li></ul>'
    explained = "《青禾市水利局2024年政府信息公开工作年度报告》解读"
    pages = {
        COLUMN: column(cut + other),
        **articles(2024),
        f"{COLUMN}202501/t20250120_1.html": report(explained, body="<p>解读如下</p>"),
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(dict(pages)))
    assert [found.title for found in crawled.reports] == [title(2024)]


def test_lookalikes_beside_reports_are_not_asked_for() -> None:
    beside = rows(
        ("./202501/t20250120_1.html", "青禾市水利局2024年政府网站工作年度报表"),
        ("./202501/t20250120_2.html", "青禾市2024年法治政府建设年度报告"),
        ("./202501/t20250120_3.html", "一图读懂青禾市水利局2024年政府信息公开工作年度报告"),
        ("./202501/t20250120_4.html", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
    )
    crawled = crawl(AnySpider(urls=[COLUMN]), Site({COLUMN: column(listed(2024) + beside), **articles(2024)}))
    assert crawled.urls == set(articles(2024))
    assert len(crawled.requests) == 2


def test_list_in_a_frame_is_walked() -> None:
    frame = f"{HOME}/njsczj/214/224/index_18061.html"
    pages = {
        COLUMN: column(f'<iframe src="{frame}"></iframe>'),
        frame: page(
            rows(("./202501/t20250120_2024.html", title(2024)))
            + "<script>createPageHTML(2, 0, 'index_18061', 'html')</script>"
        ),
        f"{HOME}/njsczj/214/224/index_18061_1.html": page(
            rows(("./202501/t20250120_2023.html", title(2023)))
        ),
        f"{HOME}/njsczj/214/224/202501/t20250120_2024.html": report(title(2024)),
        f"{HOME}/njsczj/214/224/202501/t20250120_2023.html": report(title(2023)),
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(dict(pages)))
    assert len(crawled.reports) == 2
    assert all(walked.failure is None for walked in crawled.lists)


def test_rows_written_by_script_are_read_from_its_literals() -> None:
    script = (
        "<script>var url='./202501/t20250120_2024.html';var title='" + title(2024) + "';var FILENUM='';"
        "document.writeln('<li>' + url + title);</script>"
    )
    crawled = crawl(AnySpider(urls=[COLUMN]), Site({COLUMN: column(script), **articles(2024)}))
    assert crawled.urls == set(articles(2024))


def test_attachments_come_with_their_page_and_site_furniture_does_not() -> None:
    url = f"{COLUMN}202501/t20250120_2024.html"
    body = '<p>全文见附件。</p><p><a href="./P020250120594412345678.pdf"><img src="/icon/pdf.gif"></a></p>'
    after = (
        '<div class="fj">附件：<a href="./P020250120594412345679.docx">点击下载</a></div>'
        '<div class="side"><a href="/sqb.doc">信息公开申请表</a></div>'
        '<div class="footer"><a href="/help.pdf">点击下载</a></div>'
    )
    pages: dict[str, Answer] = {
        url: report(title(2024), body=body, after=after),
        f"{COLUMN}202501/P020250120594412345678.pdf": PDF,
        f"{COLUMN}202501/P020250120594412345679.docx": b"PK\x03\x04rest",
    }
    crawled = crawl(AnySpider(urls=[url]), Site(dict(pages)))
    own, *files = crawled.reports
    assert [link.url.rsplit("/", 1)[1] for link in own.attachments] == [
        "P020250120594412345678.pdf",
        "P020250120594412345679.docx",
    ]
    assert [(file.parent_url, file.title, file.published) for file in files] == [
        (url, title(2024), "2025-01-20")
    ] * 2
    assert {request.headers.get("Referer") for request in crawled.requests[1:]} == {url.encode()}


def test_row_that_is_a_file_is_a_report_with_the_title_of_the_list() -> None:
    file = f"{COLUMN}202501/P020250120594412345678.pdf"
    pages: dict[str, Answer] = {
        COLUMN: column(rows(("./202501/P020250120594412345678.pdf", title(2024)))),
        file: PDF,
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(dict(pages)))
    (found,) = crawled.reports
    assert (found.title, found.published, found.parent_url, found.response.url) == (
        title(2024),
        "2025-01-20",
        None,
        file,
    )
