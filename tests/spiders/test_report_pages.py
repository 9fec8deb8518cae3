"""Report pages that a list led to: what is read from the markup alone, and when the whole page is read."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from spiders.addresses import may_name_files
from spiders.chapters import span_in_markup
from spiders.heads import read_head
from spiders.items import ReportFound
from spiders.lists import Row
from spiders.pages import Page
from spiders.reporting import report_of_page
from spiders.reports import has_report_text, metadata
from spiders.shells import is_soft_404, redirect_target
from spiders.visits import Entry, Visit
from tests.spiders.markup import CHAPTERS, page, report

HOME = "http://www.qinghe.gov.cn/"
URL = f"{HOME}zwgk/nianbao/202501/t20250120_1.html"
TITLE = "青禾市水利局2024年政府信息公开工作年度报告"
MENU = "".join(f'<li><a href="/zwgk/lm{number}/">栏目{number}</a></li>' for number in range(200))


def found(markup: str, listed: str = TITLE) -> tuple[ReportFound, Page]:
    """The item of a page that a list led to, and the page."""
    visit = Visit(
        Entry(HOME),
        expect="report",
        column_name="政府信息公开年报",
        row=Row(URL, listed, listed, "2025-01-21"),
    )
    read = Page(URL, markup.encode())
    assert redirect_target(read) is None
    assert not is_soft_404(read)
    assert has_report_text(read)
    return report_of_page(HtmlResponse(URL, body=markup.encode()), read, visit, "trs", "any"), read


def is_parsed(read: Page) -> bool:
    return "tree" in vars(read)


@pytest.mark.parametrize(
    "markup",
    [
        report(TITLE, after=f"<ul>{MENU}</ul>"),
        page(f"<ul>{MENU}</ul><h1>{TITLE}</h1>{CHAPTERS}", f"{TITLE}_青禾市人民政府"),
    ],
    ids=["named by meta tag", "named by its title"],
)
def test_a_report_on_whose_name_list_and_page_agree_needs_no_tree(markup: str) -> None:
    item, read = found(markup)
    assert (item.title, item.listed_title, item.attachments) == (TITLE, TITLE, [])
    assert not is_parsed(read)


@pytest.mark.parametrize("listed", [TITLE[:20] + "…", "水利局2024年年报", "2024年政府信息公开工作年度报告"])
def test_the_heading_names_a_report_that_the_list_names_worse(listed: str) -> None:
    item, _ = found(page(f"<ul>{MENU}</ul><h1>{TITLE}</h1>{CHAPTERS}", f"{TITLE}_青禾市人民政府"), listed)
    assert item.title == TITLE


@pytest.mark.parametrize(
    "link",
    [
        '<p><a href="./P020250120.pdf">附件：政府信息公开情况统计表</a></p>',
        '<p><a href="/module/download/downfile.jsp?filename=1">附件1</a></p>',
        '<p><a href="/attachment/0/1/2">附件</a></p>',
        '<iframe src="/js/viewer.html?file=/a/b.PDF"></iframe>',
        """<script>showVsbpdfIframe("/virtual_attach_file.vsb?e=.pdf")</script>""",
    ],
)
def test_files_beside_a_whole_text_are_not_missed(link: str) -> None:
    item, _ = found(report(TITLE, body=CHAPTERS + link, after=MENU))
    assert len(item.attachments) == 1


def test_what_stands_before_and_after_the_text_is_metadata_and_the_text_is_not() -> None:
    block = (
        "<table><tr><th>发布机构：</th><td>青禾市&nbsp;水利局</td></tr>"
        "<tr><th>索 引 号：</th><td>QH-2025-00007</td></tr></table>"
    )
    chapters = CHAPTERS.replace("存在问题若干。", "索引号：X-9999-999 网站标识码：1111111111")
    read = Page(URL, page(f"{block}{chapters}<p>网站标识码：9901000001</p>", TITLE).encode())
    own = metadata(read)
    assert (own.publisher, own.index_number, own.site_code) == ("青禾市水利局", "QH-2025-00007", "9901000001")
    assert not is_parsed(read)


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        (CHAPTERS, True),
        (f"<script>var text = '{CHAPTERS}';</script>", False),
        (f"<script>var a;</script>{CHAPTERS}<script>var b;</script>", True),
        (CHAPTERS.replace("情况", "<b>情</b>况").replace("存在", "存 在").replace("其他", "其 他"), False),
        ("<p>总体情况</p><p>存在的主要问题</p><p>其他需要报告的事项</p>", False),
    ],
)
def test_plain_chapter_headings(markup: str, plain: bool) -> None:
    assert (span_in_markup(markup, 0) is not None) == plain


def test_headings_with_tags_inside_are_found_in_the_text() -> None:
    markup = page(CHAPTERS.replace("情况", "<b>情</b>况").replace("存在", "存 在").replace("其他", "其 他"))
    assert has_report_text(Page(URL, markup.encode()))


def test_the_head_is_read_as_a_browser_reads_it() -> None:
    head = read_head(
        """<html><HEAD><!-- <meta name="SiteName" content="旧"> --><TITLE>
        甲 &amp; 乙</TITLE><META content='a > "b"' NAME=SiteName ><meta name="sitename" content="later">
        <meta name="PubDate" content=""><meta name='PubDate' content='2025-01-20'/><base href="/x/"></HEAD>
        <body><meta name="ColumnName" content="in the body">"""
    )
    assert head.meta == {"sitename": 'a > "b"', "pubdate": "2025-01-20"}
    assert (head.title, head.base) == ("甲 & 乙", "/x/")


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ('<a href="a.DOCX">', True), ('<a href="a.wps?x=1">', True), ('<a href="/downFile?id=1">', True),
        ('<a href="a.html">', False), ("<script>window.document.title</script>", False),
        ("font-size:10.5pt", False),
    ],
)  # fmt: skip
def test_markup_that_may_name_files(markup: str, named: bool) -> None:
    assert may_name_files(markup) == named


@pytest.mark.parametrize(
    ("title", "is_error"),
    [
        ("404 Not Found", True),
        ("错误：404", True),
        ("页面不存在", True),
        ("某府发〔2024〕404号", False),
        ("a404.gov.cn 政务公开", False),
    ],
)
def test_a_number_in_a_title_makes_no_error_page(title: str, is_error: bool) -> None:
    assert is_soft_404(Page(URL, page("<p>欢迎</p>", title).encode())) == is_error
