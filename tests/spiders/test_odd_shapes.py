"""Odd shapes of known makes: pagers that link nothing, services under other paths, parts with odd names."""

from __future__ import annotations

import json

import pytest

from spiders.any import AnySpider
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Handler, Site, crawl

HOME = "http://www.wulan.gov.cn"
TOTAL = 23
SIZE = 8
CHANNEL = "61eaab3127b040d4950fff177f09e561"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
UNIT_OF = "webId:'w',pageId:'p1',parseType:'bulidstatic',pageType:'column',tagId:'当前栏目_list'"
INFO = "/epointwebbuilder/rest/getGovInfoAction/getgovinfolist"
MESSAGES = "/truecms/messageController/getMessage.do"
SCRIPTED = "/js/webBuilderCommon.js"


def title(number: int) -> str:
    return f"乌岚县{('水利', '财政', '教育')[number % 3]}局{2024 - number // 3}年政府信息公开工作年度报告"


def address(number: int) -> str:
    return f"/site/c100186/2025{number:02}/{number:032x}.shtml"


ARTICLES: dict[str, Answer] = {HOME + address(n): report(title(n)) for n in range(TOTAL)}


def span(number: int, size: int = SIZE) -> range:
    return range(min(TOTAL, size * (number - 1)), min(TOTAL, size * number))


def lines(numbers: range | list[int]) -> str:
    return rows(*[(address(n), title(n)) for n in numbers])


def column(body: str) -> str:
    crumb = '<div class="wz">当前位置：<a href="/">首页</a></div>'
    return page(menu(("/", "首页")) + crumb + body, "政府信息公开年报", {"ColumnName": "政府信息公开年报"})


def three(first: str, other: str, pager: str, mark: str = "") -> dict[str, Answer]:
    """A list of three pages: `pager` stands on the first, `{}` of `other` is the number of the page."""
    pages: dict[str, Answer] = {other.format(n): column(lines(span(n)) + mark) for n in (2, 3)}
    return pages | {first: column(lines(span(1)) + mark + pager)}


def unit(given: dict[str, str]) -> Answer:
    assert (given["pageId"], given["tagId"]) == ("p1", "当前栏目_list")
    number = json.loads(given.get("paramJson", "{}")).get("pageNo", 1)
    html = f'{lines(span(number))}<div class="pagination" rows="{SIZE}" count="{TOTAL}"></div>'
    return json.dumps({"success": True, "data": {"html": html}})


def epoint(given: dict[str, str]) -> Answer:
    known = (given["siteGuid"], given["categorynum"]) == ("7eb5-9041", "003006")
    shown = span(int(given["pageIndex"]) + 1, int(given["pageSize"])) if known else range(0)
    data = [{"title": title(n), "infourl": address(n), "infodate": "2025-01-02"} for n in shown]
    return json.dumps({"custom": {"total": TOTAL if known else 0, "data": data}})


def truecms(given: dict[str, str]) -> Answer:
    """A service that gives ten records at a time, whatever it is asked for."""
    assert given["columnId"] == "9c2e"
    first = int(given["startrecord"]) - 1
    records = "".join(
        f"<record><![CDATA[<li><a href='{address(n)}'>{title(n)}</a></li>]]></record>"
        for n in range(first, min(first + 10, TOTAL))
    )
    store = f"<datastore><totalrecord>{TOTAL}</totalrecord><recordset>{records}</recordset></datastore>"
    return f"cb({json.dumps({'result': store})})"


def searched(given: dict[str, str]) -> Answer:
    return lines(span(int(given["page"]), int(given["_pageSize"])))


def departments() -> dict[str, Answer]:
    names = {11: "县水利局", 12: "县财政局", 13: "县教育局"}
    path = "/OpennessContent/showList/{}/0/page_1.html"
    options = "".join(f'<option value="{path.format(k)}">{name}</option>' for k, name in names.items())
    return {
        path.format(k): page(
            f"<select>{options}</select>{lines([n for n in range(TOTAL) if n % 3 == at])}", "政府信息公开年报"
        )
        for at, k in enumerate(names)
    }


def parts(first: str, one: str, other: str) -> dict[str, Answer]:
    """A column that only leads on, to two parts whose names say nothing."""
    links = (
        f'<ul class="tab"><li><a href="{one}">组成单位</a></li><li><a href="{other}">其他公开</a></li></ul>'
    )
    return {first: column(links), one: page(lines(range(12))), other: page(lines(range(12, TOTAL)))}


EPOINT_SCRIPT: dict[str, Answer] = {SCRIPTED: "var siteInfo = {siteGuid: '7eb5-9041'}"}
GOV_INFO = "/zwgk/govInfoPub.html"
UCAP, VSB = "/zwgk/c100186/list", "<i id='vsb_content'></i>"

SHAPES: dict[str, tuple[str, dict[str, Answer], dict[str, Handler]]] = {
    "a total and no links": (
        f"{UCAP}.shtml",
        three(f"{UCAP}.shtml", UCAP + "_{}.shtml", f"<div>共{TOTAL}条</div>"),
        {},
    ),
    "a total in a script": (
        f"{UCAP}.shtml",
        three(f"{UCAP}.shtml", UCAP + "_{}.shtml", "<script>var totalCount=23,pageSize=8;</script>"),
        {},
    ),
    "only the last page linked": (
        "/nb/index.html",
        three("/nb/index.html", "/nb/index_{}.html", '<a class="last" href="index_3.html">尾页</a>'),
        {},
    ),
    "pages counted down, told by text": (
        "/nb.htm",
        {
            "/nb.htm": column(lines(span(1)) + VSB + "<div>共23条 1/3 <a href='javascript:;'>下页</a></div>"),
            "/nb/2.htm": column(lines(span(2)) + VSB),
            "/nb/1.htm": column(lines(span(3)) + VSB),
        },
        {},
    ),
    "a unit asked for by a script": (
        "/col/col1/index.html",
        {"/col/col1/index.html": column(f"<script>$.get('{UNIT}', {{{UNIT_OF}}}, draw)</script>")},
        {UNIT: unit},
    ),
    "a service under another path": (
        f"{GOV_INFO}?categorynum=003006",
        {
            f"{GOV_INFO}?categorynum=003006": column(
                f"<script src='{SCRIPTED}'></script><script>var u = '{INFO}';</script>"
            )
        }
        | EPOINT_SCRIPT,
        {INFO: epoint},
    ),
    "a category in a field": (
        GOV_INFO,
        {
            GOV_INFO: column(
                f"<script src='{SCRIPTED}'></script><input type='hidden' id='categorynum' value='003006'>"
            )
        }
        | EPOINT_SCRIPT,
        {"/EWB-FRONT/rest/lightfrontaction/getgovinfolist": epoint},
    ),
    "smaller groups than asked for": (
        "/s/nb.html",
        {
            "/s/nb.html": column(
                "<script src='/truecms/a.js'></script><ul id='initData'></ul><i data-columnid='9c2e'></i>"
            )
        },
        {MESSAGES: truecms},
    ),
    "markup from a search": (
        "/c100186/list.shtml",
        {
            "/c100186/list.shtml": column(
                f"<script>$.get('/common/search/{CHANNEL}?_isAgg=true&_pageSize=8', show)</script>"
            )
        },
        {f"/common/search/{CHANNEL}": searched},
    ),
    "departments in a choice": ("/OpennessContent/showList/11/0/page_1.html", departments(), {}),
    "parts without a kind": ("/zfxxgknb/", parts("/zfxxgknb/", "/zfxxgknb/zcdw/", "/zfxxgknb/qt/"), {}),
    "parts beside their page": (
        "/zfxxgknb.htm",
        parts("/zfxxgknb.htm", "/zfxxgknb/zcdw.htm", "/zfxxgknb/qt.htm"),
        {},
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_report_is_found(name: str) -> None:
    start, pages, handlers = SHAPES[name]
    site = Site(
        ARTICLES | {HOME + path: held for path, held in pages.items()},
        {HOME + path: handler for path, handler in handlers.items()},
    )
    crawled = crawl(AnySpider(urls=[HOME + start]), site)
    assert {found.response.url for found in crawled.reports} == set(ARTICLES)
    assert {walked.failure for walked in crawled.lists} == {None}
    assert not crawled.failures


def test_years_beside_counted_pages_are_no_pages_of_the_list() -> None:
    years = "".join(f'<li><a href="nb/{year}.htm">{year}年</a></li>' for year in (2023, 2024))
    pager = "<div>共16条 1/2 <a href='nb/1.htm'>下页</a><a href='nb/1.htm'>尾页</a></div>"
    pages: dict[str, Answer] = {
        "/nb.htm": column(f"<ul>{years}</ul>{lines(span(1))}{VSB}{pager}"),
        "/nb/1.htm": column(lines(span(2)) + VSB),
        "/nb/2023.htm": page(lines(range(16, 20)) + VSB, "2023年"),
        "/nb/2024.htm": page(lines(range(20, TOTAL)) + VSB, "2024年"),
    }
    site = Site(ARTICLES | {HOME + path: held for path, held in pages.items()})
    crawled = crawl(AnySpider(urls=[f"{HOME}/nb.htm"]), site)
    assert {found.response.url for found in crawled.reports} == set(ARTICLES)
    assert len(crawled.asked) == len(ARTICLES) + len(pages)


def test_departments_told_apart_by_settings_alone_are_all_walked() -> None:
    """The pages of all departments lead to one script: what goes along to it tells their lists apart."""

    def answer(given: dict[str, str]) -> Answer:
        own = [n for n in range(TOTAL) if n % 3 == int(given["deptcode"])]
        data = [{"title": title(n), "infourl": address(n), "infodate": "2025-01-02"} for n in own]
        return json.dumps({"custom": {"total": len(own), "data": data}})

    starts = [f"{GOV_INFO}?categorynum=003006&deptcode={k}" for k in range(3)]
    pages = dict.fromkeys(starts, column(f"<script src='{SCRIPTED}'></script>")) | EPOINT_SCRIPT
    site = Site(
        ARTICLES | {HOME + path: held for path, held in pages.items()},
        {f"{HOME}/EWB-FRONT/rest/lightfrontaction/getgovinfolist": answer},
    )
    crawled = crawl(AnySpider(urls=[HOME + start for start in starts]), site)
    assert {found.response.url for found in crawled.reports} == set(ARTICLES)
    assert [walked.failure for walked in crawled.lists] == [None] * 3


def test_a_column_of_menus_alone_is_an_empty_list() -> None:
    crawled = crawl(AnySpider(urls=[f"{HOME}/nb/"]), Site({f"{HOME}/nb/": column("<div id='x'></div>")}))
    assert {walked.failure for walked in crawled.lists} == {"empty_list"}
