"""Longxun portals: an organ id for every body, lists as label fragments, the older report controllers."""

from __future__ import annotations

import pytest

from spiders.any import AnySpider
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Site, crawl

HOME = "http://www.yunxi.gov.cn"
LABEL = f"{HOME}/site/label/8888"
ORGANS = {"1681": ("云溪县水利局", 4), "1682": ("云溪县人民政府", 20), "1683": ("白石镇人民政府", 2)}
WRITTEN = (
    "<script>$.get('/site/label/8888?IsAjax=1&amp;dataType=html&amp;labelName=publicInfoList&amp;siteId=77&amp;organId={organ}&amp;type=3"
    "&amp;catId=&amp;pageSize=15&amp;pageIndex=1&amp;action=list&amp;length=30&amp;result=暂无相关信息&amp;file=/xxgk/list')</script>"
)
SETTINGS = (
    "<script>Ls.ajax({{url:'/site/label/8888?',data:{{IsAjax:1,dataType:'html',labelName:'publicInfoList',siteId:'77',organId:'{organ}',"
    "type:'3',pageSize:15,pageIndex:1,action:'list',file:'/xxgk/list'}}}})</script>"
)


def title(organ: str, number: int) -> str:
    return f"{ORGANS[organ][0]}{2024 - number}年政府信息公开工作年度报告"


def fragment(parameters: dict[str, str]) -> str:
    assert parameters["siteId"] == "77" and parameters["type"] == "3"
    organ, number = parameters["organId"], int(parameters["pageIndex"])
    total = ORGANS[organ][1]
    lines = "".join(
        f'<li class="clearfix"><a class="title" href="/public/{organ}/{n}.html" title="{title(organ, n)}">'
        f'{title(organ, n)[:10]}…</a><span class="date">2025-01-20</span></li>'
        for n in range(15 * number - 15, min(15 * number, total))
    )
    pages = f"{{pageCount:{-(-total // 15)},pageIndex:{number}}}"
    return f'<ul class="xxgk_nav_list">{lines}</ul><script>var pages={pages};</script>'


def portal(script: str) -> Site:
    bodies = "".join(
        f'<li><a href="/public/column/{organ}?type=4&action=list">{name}</a></li>'
        for organ, (name, _) in ORGANS.items()
    )
    pages = {
        f"{HOME}/": page(menu(("/xxgk/", "政府信息公开")) + "<p>欢迎</p>" * 60),
        f"{HOME}/xxgk/": page(f"<ul>{bodies}</ul>"),
    }
    for organ, (_, total) in ORGANS.items():
        pages[f"{HOME}/public/column/{organ}?type=3&action=list"] = page(
            menu(
                (f"/public/column/{organ}?type=2", "政府信息公开指南"),
                (f"/public/column/{organ}?type=3", "政府信息公开年报"),
            )
            + script.format(organ=organ)
        )
        pages.update({f"{HOME}/public/{organ}/{n}.html": report(title(organ, n)) for n in range(total)})
    return Site(dict(pages), {LABEL: fragment})


@pytest.mark.parametrize("script", [WRITTEN, SETTINGS])
def test_every_organ_of_the_host_is_walked_from_the_home_page(script: str) -> None:
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), portal(script))
    assert len(crawled.reports) == 26
    assert {column.platform for column in crawled.columns} == {"longxun"}
    assert len(crawled.lists) == 3
    assert all(walked.failure is None for walked in crawled.lists)


def test_full_title_comes_from_the_attribute() -> None:
    crawled = crawl(AnySpider(urls=[f"{HOME}/public/column/1681?type=3&action=list"]), portal(WRITTEN))
    assert {found.listed_title for found in crawled.reports} == {title("1681", n) for n in range(4)}


def test_fragment_that_counts_no_pages_is_followed_while_it_is_full() -> None:
    site = portal(WRITTEN)
    site.handlers[LABEL] = lambda parameters: fragment(parameters).split("<script>")[0]
    crawled = crawl(AnySpider(urls=[f"{HOME}/public/column/1682?type=3&action=list"]), site)
    assert len(crawled.reports) == 20


def test_column_that_says_it_is_empty_is_no_failure() -> None:
    site = portal(WRITTEN)
    site.handlers[LABEL] = lambda _: "<div>暂无相关信息</div>"
    crawled = crawl(AnySpider(urls=[f"{HOME}/public/column/1681?type=3&action=list"]), site)
    assert [walked.failure for walked in crawled.lists] == [None]


def test_column_that_shows_nothing_at_all_is_an_empty_list() -> None:
    site = portal(WRITTEN)
    site.handlers[LABEL] = lambda _: "<div></div>"
    crawled = crawl(AnySpider(urls=[f"{HOME}/public/column/1681?type=3&action=list"]), site)
    assert [walked.failure for walked in crawled.lists] == ["empty_list"]


def test_older_controller_is_paged_by_number() -> None:
    first = f"{HOME}/XxgkContent/showList/993/0/page_1.html"
    held = {n: f"/XxgkAnnualReport/show/{n}.html" for n in range(5)}
    name = "云溪县档案局"

    def shown(number: int, ids: list[int]) -> str:
        items = [(held[n], f"{name}{2020 + n}年政府信息公开工作年度报告") for n in ids]
        return page(rows(*items) + f"<div>共5条 页次：{number}/3页</div>", "信息公开年报")

    pages = {
        first: shown(1, [0, 1]),
        first.replace("page_1", "page_2"): shown(2, [2, 3]),
        first.replace("page_1", "page_3"): shown(3, [4]),
    }
    pages.update(
        {HOME + url: report(f"{name}{2020 + n}年政府信息公开工作年度报告") for n, url in held.items()}
    )
    crawled = crawl(AnySpider(urls=[first]), Site(dict(pages)))
    assert len(crawled.reports) == 5
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (5, 5, None)
