"""Hanweb portals: inline records, groups from the data proxy, the disclosure module, JPAAS."""

from __future__ import annotations

import json

import pytest
from scrapy.http import Request

from spiders.any import AnySpider
from tests.spiders.markup import PDF, menu, page, report
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.songyuan.gov.cn"
COLUMN = f"{HOME}/col/col2317/index.html"
PROXY = f"{HOME}/module/web/jpage/dataproxy.jsp"
TOTAL = 127


def title(number: int) -> str:
    return f"松源县第{number}局2024年政府信息公开工作年度报告".replace(
        f"第{number}", "甲乙丙丁戊己庚辛壬癸"[number % 10] + "乙" * (number // 10)
    )


def address(number: int) -> str:
    return f"/art/2025/1/20/art_2317_{400000 + number}.html"


def record(number: int) -> str:
    name = title(number)
    row = f'<li><a href="{address(number)}" title="{name}">{name[:8]}…</a>[2025-01-20]</li>'
    return f"<record><![CDATA[{row}]]></record>"


def store(first: int, last: int, group: str = "", totals: bool = True) -> str:
    counted = f"<totalrecord>{TOTAL}</totalrecord><totalpage>9</totalpage>" if totals else ""
    records = "".join(record(n) for n in range(first, min(last, TOTAL) + 1))
    return f"<datastore>{group}{counted}<recordset>{records}</recordset></datastore>"


def group_link(number: int) -> str:
    query = f"page={number}&webid=1&path=/&columnid=2317&unitid=5678&webname=松源&permissiontype=0"
    return f'<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?{query}"></a>]]></nextgroup>'


def column(inside: str) -> str:
    body = f'<div id="5678"><script type="text/xml">{inside}</script></div>'
    return page(
        menu(("/", "首页"), (COLUMN, "政府信息公开年报")) + body,
        "政府信息公开年报",
        {"ColumnName": "政府信息公开年报"},
    )


ARTICLES: dict[str, Answer] = {f"{HOME}{address(n)}": report(title(n)) for n in range(1, TOTAL + 1)}


def groups(parameters: dict[str, str]) -> str:
    if "startrecord" in parameters:
        assert parameters["columnid"] == "2317" and parameters["unitid"] == "5678"
        return store(int(parameters["startrecord"]), int(parameters["endrecord"]))
    number = int(parameters["page"])
    link = group_link(number + 1) if 45 * (number + 1) < TOTAL else ""
    return store(45 * number + 1, 45 * number + 45, link)


def test_groups_are_followed_by_the_links_of_the_answers() -> None:
    site = Site({COLUMN: column(store(1, 45, group_link(1))), **ARTICLES}, {PROXY: groups})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (TOTAL, TOTAL, None)
    assert crawled.columns[0].platform == "hanweb"


def test_link_that_stands_once_is_counted_on() -> None:
    def numbered(parameters: dict[str, str]) -> str:
        number = int(parameters["page"])
        return store(45 * number + 1, 45 * number + 45)

    site = Site({COLUMN: column(store(1, 45, group_link(1), totals=False)), **ARTICLES}, {PROXY: numbered})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    assert crawled.lists[0].failure is None


@pytest.mark.parametrize("total", [f"<totalrecord>{TOTAL}</totalrecord>", ""])
def test_without_links_records_are_asked_for_by_number(total: str) -> None:
    script = (
        f"<script>$('#5678').jpage({{perPage:15,groupSize:3,totalRecord:{TOTAL},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "proxyParam:{'col':'1','appid':'1','webid':'1','path':'/','columnid':'2317','unitid':'5678','webname':'松源'}});</script>"
    )
    first = store(1, 45, totals=False).replace("<datastore>", "<datastore>" + total)
    site = Site({COLUMN: column(first) + script, **ARTICLES}, {PROXY: groups})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    assert crawled.lists[0].failure is None


def test_encrypted_group_leaves_the_inline_records_and_says_partial() -> None:
    link = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?q=8f3a9c"></a>]]></nextgroup>'
    site = Site(
        {COLUMN: column(store(1, 45, link)), **ARTICLES},
        {PROXY: lambda _: "<datastore><recordset></recordset></datastore>"},
    )
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    (walked,) = crawled.lists
    assert (walked.failure, walked.rows, walked.promised_rows) == ("partial", 45, TOTAL)


def test_proxy_that_gives_the_first_group_for_ever_is_left() -> None:
    site = Site({COLUMN: column(store(1, 45, group_link(1))), **ARTICLES}, {PROXY: lambda _: store(1, 45)})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    (walked,) = crawled.lists
    assert walked.failure == "partial"
    assert walked.pages <= 5


def test_every_store_of_a_page_is_a_list_of_its_own() -> None:
    record_of_news = "<record><li><a href='/n1.html'>今日要闻</a></li></record>"
    news = f"<datastore><recordset>{record_of_news}</recordset></datastore>"
    second = store(1, 45, group_link(1)).replace("5678", "999")
    stores = '</script><script type="text/xml">'.join((news * 70, store(1, 30), second))

    def answer(parameters: dict[str, str]) -> str:
        if parameters["unitid"] == "5678":
            return "<datastore><recordset></recordset></datastore>"
        return groups({**parameters, "unitid": "5678"}).replace("5678", "999")

    site = Site({COLUMN: column(stores), **ARTICLES}, {PROXY: answer})
    assert crawl(AnySpider(urls=[COLUMN]), site).urls == set(ARTICLES)


def test_records_are_counted_from_the_first_where_the_page_carries_none() -> None:
    script = (
        f"<script>$('#5678').jpage({{perPage:15,groupSize:3,totalRecord:{TOTAL},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "proxyParam:{'webid':1,'columnid':2317,'unitid':5678,'webname':'松源'}});</script>"
    )
    site = Site({COLUMN: column("") + script, **ARTICLES}, {PROXY: groups})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    assert crawled.lists[0].failure is None


def test_proxy_that_reads_its_settings_from_the_body_alone_is_walked_by_post() -> None:
    class Posted(Site):
        def answer(self, request: Request) -> Answer:
            unread = "dataproxy.jsp" in request.url and request.method != "POST"
            return "<datastore><recordset></recordset></datastore>" if unread else super().answer(request)

    script = f"<script>var jpage={{url:'{PROXY}','webid':1,'columnid':2317,'unitid':5678}}</script>"
    site = Posted({COLUMN: column(store(1, 45)) + script, **ARTICLES}, {PROXY: groups})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    assert crawled.lists[0].failure is None


def test_column_behind_a_framed_address_is_reached() -> None:
    outer = f"{HOME}/col/col2300/index.html?df=/col/col2317/index.html&isgk=1"
    site = Site(
        {
            outer: page('<iframe name="xxgk_col_iframe"></iframe>', "政府信息公开年报"),
            COLUMN: column(store(1, 20).replace(str(TOTAL), "20")),
            **ARTICLES,
        }
    )
    crawled = crawl(AnySpider(urls=[outer]), site)
    assert len(crawled.reports) == 20


def test_area_search_of_the_disclosure_module_is_paged() -> None:
    search = f"{HOME}/module/xxgk/search.jsp"

    def answer(parameters: dict[str, str]) -> str:
        assert parameters["area"] == "MB1846817"
        number = int(parameters["currpage"])
        lines = "".join(
            f'<tr class="tr_main_value_odd"><td><a href="{address(n)}" mc="{title(n)}" rq="2025-01-20"'
            f' syh="113300/2025-{n:05d}">{title(n)[:6]}</a></td></tr>'
            for n in range(3 * number - 2, min(3 * number, 7) + 1)
        )
        return f"<table>{lines}</table><div>共7条 第{number}/3页</div>"

    search_call = "/module/xxgk/search.jsp?infotypeId=A02&vc_title=&area=MB1846817&currpage=1"
    body = f"<script>loadDynamic('{search_call}')</script>"
    site = Site({COLUMN: page(body, "政府信息公开年报"), **ARTICLES}, {search: answer})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert len(crawled.reports) == 7
    assert crawled.reports[0].index_number == "113300/2025-00001"
    assert crawled.lists[0].failure is None


def test_yearly_addresses_of_every_area_are_asked_for() -> None:
    module = f"{HOME}/module/xxgk/xxgkAnnualReport.jsp"
    held = {("A1", 2021), ("A1", 2023), ("B2", 2023)}

    def answer(parameters: dict[str, str]) -> str:
        area, year = parameters["area"], int(parameters["fbtime"])
        links = "".join(
            f'<li><a href="tree.jsp?area={code}">{name}</a></li>'
            for code, name in (("A1", "松源县人民政府"), ("B2", "石桥镇人民政府"))
        )
        if (area, year) not in held:
            return page(f"<ul>{links}</ul><p>暂无内容</p>", "年度报告")
        own = report({"A1": "松源县", "B2": "石桥镇"}[area] + f"{year}年政府信息公开工作年度报告")
        return own.replace("</body>", f"<ul>{links}</ul></body>")

    crawled = crawl(AnySpider(urls=[f"{module}?fbtime=2021&area=A1"]), Site({}, {module: answer}))
    assert sorted(found.title for found in crawled.reports) == sorted(
        [
            "松源县2021年政府信息公开工作年度报告",
            "松源县2023年政府信息公开工作年度报告",
            "石桥镇2023年政府信息公开工作年度报告",
        ]
    )
    assert not crawled.failures


def test_file_behind_the_download_script_belongs_to_its_report() -> None:
    file = "/module/download/downfile.jsp?classid=0&filename=0a1b2c.pdf&showname=年报.pdf"
    url = HOME + address(1)
    own = report(title(1), body=f'<img src="/images/acrobat.gif"><a href="{file}">年报.pdf</a>')
    site = Site({url: own}, {f"{HOME}/module/download/downfile.jsp": lambda _: PDF})
    crawled = crawl(AnySpider(urls=[url]), site)
    assert [found.parent_url for found in crawled.reports] == [None, url]


def test_publishing_unit_of_jpaas_is_asked_for_all_pages() -> None:
    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    unit = (
        "{'webId':'w1','pageId':'p1','parseType':'bulidstatic','pageType':'column',"
        "'tagId':'当前栏目_list','tplSetId':'t1'}"
    )

    def answer(parameters: dict[str, str]) -> str:
        assert parameters["tagId"] == "当前栏目_list"
        number = json.loads(parameters["paramJson"])["pageNo"] if "paramJson" in parameters else 1
        lines = "".join(
            f'<li><a href="{address(n)}" title="{title(n)}">…</a><span>2025-01-20</span></li>'
            for n in range(15 * number - 14, min(15 * number, 38) + 1)
        )
        return json.dumps(
            {
                "success": True,
                "data": {"html": f'<ul>{lines}</ul><div class="pagination" rows="15" count="38"></div>'},
            }
        )

    body = f'<div class="page-content" url="{service}" queryData="{unit}"></div>'
    site = Site({COLUMN: page(body, "政府信息公开年报"), **ARTICLES}, {HOME + service: answer})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert len(crawled.reports) == 38
    assert crawled.lists[0].failure is None
