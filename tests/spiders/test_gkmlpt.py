"""Guangdong's catalogue platform: configuration in a script, rows from a JSON service."""

from __future__ import annotations

import json

import pytest

from spiders.any import AnySpider
from tests.spiders.markup import PDF, menu, page, report
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.lanshan.gov.cn"
INDEX = f"{HOME}/lsnyj/gkmlpt/index"
ANNUAL = f"{HOME}/lsnyj/gkmlpt/annualreport"
CONFIG = (
    "window._CONFIG = { SID: '755001', TREE: [ "
    "{id: 1, name: '机构概况', children: [], jump_url: null, post_count: 3},"
    "{id: 2629, name: '政府信息公开年报', parent: 0, children: [], jump_url: '', post_count: 726}, "
    "], SERVICE_AREA_ID: 755 };"
)


def title(number: int) -> str:
    town = "东西南北中上下"[number % 7] + "河山桥店湾"[number % 5]
    return f"岚山区{town}镇{2008 + number % 17}年政府信息公开工作年度报告"


def article(number: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "title": title(number),
        "type": "normal",
        "url": f"{HOME}/lsnyj/gkmlpt/content/3/3255/post_{number}.html",
        "post_url": "",
        "date": 1737302400,
        "created_at": "2025-01-20 16:00:00",
        "publisher": "岚山区农业局",
        "identifier": f"11440000MB2D00000X/2025-{number:05d}",
        "attachment": [],
        **more,
    }


def service(total: int, past_end: Answer = 404, articles: list[dict[str, object]] | None = None):  # type: ignore[no-untyped-def]
    def answer(parameters: dict[str, str]) -> Answer:
        assert parameters["sid"] == "755001"
        number = max(int(parameters["page"]), 1)
        held = articles or [article(n) for n in range(1, total + 1)]
        shown = held[100 * (number - 1) : 100 * number]
        if not shown:
            return past_end
        return json.dumps(
            {"classify": {"id": 2629, "post_count": 726}, "total": total, "articles": shown},
            ensure_ascii=False,
        )

    return answer


def portal(total: int, **more: object) -> Site:
    shell = page(f"<div id='app'></div><script>{CONFIG}</script>", "政府信息公开")
    pages: dict[str, Answer] = {INDEX: shell, ANNUAL: shell}
    pages.update({str(article(n)["url"]): report(title(n)) for n in range(1, total + 1)})
    return Site(pages, {f"{HOME}/lsnyj/gkmlpt/api/all/2629": service(total, **more)})  # type: ignore[arg-type]


@pytest.mark.parametrize("start", [INDEX, ANNUAL, f"{ANNUAL}#2629"])
@pytest.mark.parametrize("past_end", [404, '{"total": 221, "articles": []}'])
def test_total_of_the_service_decides_not_the_count_of_the_tree(start: str, past_end: Answer) -> None:
    crawled = crawl(AnySpider(urls=[start]), portal(221, past_end=past_end))
    assert len(crawled.reports) == 221
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (221, 221, None)
    assert {column.platform for column in crawled.columns} == {"gkmlpt"}


def test_home_page_leads_to_the_catalogues_of_its_departments() -> None:
    site = portal(5)
    site.pages[f"{HOME}/"] = page(menu(("/zwgk/", "政府信息公开")) + "<p>欢迎</p>" * 60)
    site.pages[f"{HOME}/zwgk/"] = page(menu(("/bm/", "部门信息公开目录")) + "<p>目录</p>" * 60)
    bodies = "".join(
        f'<li><a href="/{slug}/gkmlpt/index">{name}</a></li>'
        for slug, name in (("lsnyj", "区农业局"), ("lsczj", "区财政局"), ("lsjyj", "区教育局"))
    )
    site.pages[f"{HOME}/bm/"] = page(f"<ul>{bodies}</ul>")
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), site)
    assert len(crawled.reports) == 5


def test_rows_carry_publisher_day_and_index_number() -> None:
    crawled = crawl(AnySpider(urls=[ANNUAL]), portal(1))
    (found,) = crawled.reports
    assert found.index_number == "11440000MB2D00000X/2025-00001"
    assert found.publisher == "岚山区农业局"
    assert found.published == "2025-01-20"


def test_item_that_is_a_link_elsewhere_is_followed() -> None:
    elsewhere = "http://nyj.lanshan.gov.cn/xxgk/content/post_9.html"
    items = [article(1, type="url", url=elsewhere)]
    site = portal(1, articles=items)
    site.pages[elsewhere] = report(title(1))
    assert crawl(AnySpider(urls=[ANNUAL]), site).urls == {elsewhere}


def test_files_named_by_the_service_hang_on_the_report() -> None:
    file = f"{HOME}/attachment/0/306/306724/1.pdf"
    items = [article(1, attachment=[{"id": 1, "name": "年报.pdf", "url": "/attachment/0/306/306724/1.pdf"}])]
    site = portal(1, articles=items)
    site.pages[file] = PDF
    crawled = crawl(AnySpider(urls=[ANNUAL]), site)
    assert [found.parent_url for found in crawled.reports] == [None, str(article(1)["url"])]


def test_column_of_the_tree_that_only_jumps_is_followed() -> None:
    config = CONFIG.replace("jump_url: ''", "jump_url: '/zwgk/nb/'")
    body = f'<ul><li><a href="./content/post_1.html">{title(1)}</a><span>2025-01-20</span></li></ul>'
    site = Site(
        {
            INDEX: page(f"<script>{config}</script>"),
            f"{HOME}/zwgk/nb/": page(body, "政府信息公开年报"),
            f"{HOME}/zwgk/nb/content/post_1.html": report(title(1)),
        }
    )
    assert len(crawl(AnySpider(urls=[INDEX]), site).reports) == 1


@pytest.mark.parametrize(
    "tree",
    [
        """[{id: 5, name: '年度报告', children: [{id: 2629, name: '政府信息公开年报'}]}]""",
        """JSON.parse('[{"id":2629,"name":"政府信息公开年报","children":[]}]')""",
    ],
)
@pytest.mark.parametrize("start", [INDEX, ANNUAL])
def test_tree_may_be_nested_or_packed_in_a_text(tree: str, start: str) -> None:
    site = portal(5)
    shell = page(f"<script>window._CONFIG = {{SID: '755001', TREE: {tree}}};</script>")
    site.pages.update({INDEX: shell, ANNUAL: shell})
    crawled = crawl(AnySpider(urls=[start]), site)
    assert len(crawled.reports) == 5
    assert [walked.failure for walked in crawled.lists] == [None]


def test_column_that_the_service_counts_as_empty_is_no_failure() -> None:
    site = portal(0, past_end='{"total": 0, "articles": []}')
    assert [walked.failure for walked in crawl(AnySpider(urls=[ANNUAL]), site).lists] == [None]
