"""Pagers told by meaning: what a link to another page is called, and what nobody could read."""

from __future__ import annotations

import re

import pytest

from spiders.pages import Page
from spiders.paging import Pager, read_pager
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest
from spiders.platforms.services import Service, end_of
from spiders.walks import ListWalk

LIST = "http://www.x.gov.cn/zwgk/nb/"


def pager(markup: str, url: str = LIST) -> Pager:
    return read_pager(Page(url, f"<html><body>{markup}</body></html>".encode()))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a class="page-next" href="index_2.html"></a>', ["index_2.html"]),
        ('<a href="two.jhtml" title="下一页"><i></i></a>', ["two.jhtml"]),
        ('[<a href="list-2.html">后一页</a>]', ["list-2.html"]),
        ('<a href="p2">第2页</a> <a href="p3">第3页</a>', ["p2", "p3"]),
        ('<a href="?o=2">2</a> <a href="?o=3">3</a> <a href="?o=2">›</a>', ["?o=2", "?o=3"]),
        ('<select name="pageNo"><option value="1">第1页</option><option value="2">第2页</option></select>',
         ["?pageNo=2"]),
        ('共3页 <a href="javascript:go(2)">下一页</a><script>function go(n)'
         '{ location.href = "index_" + n + ".html"; }</script>', ["index_2.html", "index_3.html"]),
        ('<a onclick="query(this,\'/eportal/ui?pageId=1&currentPage=2\')">下页</a>',
         ["/eportal/ui?pageId=1&currentPage=2"]),
    ],
)  # fmt: skip
def test_other_pages_are_told_by_what_they_are_called(markup: str, expected: list[str]) -> None:
    base = LIST if not expected[0].startswith("/") else "http://www.x.gov.cn"
    assert pager(markup).urls == [base + name for name in expected]


def test_the_next_article_and_the_home_page_are_no_further_pages() -> None:
    assert pager('<a href="/zwgk/nb/9.html">下一篇</a><a href="/">下一页</a>').urls == []


def test_a_pager_nobody_can_read_makes_the_list_partial() -> None:
    rows = "".join(
        f'<li><a href="{year}.html">甲县{year}年政府信息公开工作年度报告</a>2024-01-01</li>'
        for year in (2022, 2023)
    )
    page = Page(LIST, f"<ul>{rows}</ul><a href='javascript:turn(2)'>下一页</a>".encode())
    walk = ListWalk(LIST, Generic())
    fresh = walk.take(LIST, Generic().rows(page))
    walk.telling = len(fresh)
    walk.expect(Generic().more(page, walk.walked(len(fresh))))
    summary = walk.summary()
    assert summary.failure == "partial"
    assert "turn(2)" in summary.detail


@pytest.mark.parametrize(
    ("address", "rows", "place"), [("?page=1&size=5", 5, 5), ("?page=3&size=5", 2, 12), ("?page=2", 6, 12)]
)
def test_an_answer_knows_its_place_in_the_list(address: str, rows: int, place: int) -> None:
    service = Service(re.compile("/list"), number="page", size="size")
    assert end_of(service, ListRequest(f"http://x.gov.cn/list{address}"), rows) == place
