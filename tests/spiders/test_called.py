"""Lists of no known make that scripts fetch from a service: told by the call, walked to the end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from spiders.any import AnySpider
from spiders.platforms.calls import parameters_in_call
from tests.spiders.markup import menu, page, report
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.wulan.gov.cn"
COLUMN = f"{HOME}/zwgk/zfxxgknb/index.html"
TOTAL = 23

Given = dict[str, str]


def title(number: int) -> str:
    return f"乌岚县{('水利', '财政', '教育')[number % 3]}局{2024 - number // 3}年政府信息公开工作年度报告"


def address(number: int) -> str:
    return f"/zwgk/detail/{number:08}.html"


def span(first: int, size: int) -> range:
    return range(min(first, TOTAL), min(first + size, TOTAL))


def objects(*names: str) -> Callable[[Given], Answer]:
    """A service that answers data: `names` of title, address, day, page number, page size."""
    called, link, day, number, size = names

    def answer(given: Given) -> Answer:
        if given.get("channel", "5c1f") != "5c1f":
            return json.dumps({"code": 0, "data": {"total": 0, "list": []}})
        per_page = int(given[size])
        shown = span(per_page * (int(given[number]) - 1), per_page)
        items = [{called: title(n), link: address(n), day: "2025-01-20 10:00:00"} for n in shown]
        return json.dumps({"code": 0, "data": {"total": TOTAL, "list": items}}, ensure_ascii=False)

    return answer


def fragment(given: Given) -> Answer:
    """A service that answers markup and no total: the walk ends with the page that has nothing new."""
    shown = span(10 * (int(given["pageNo"]) - 1), 10)
    return "".join(
        f'<li><a href="{address(n)}" title="{title(n)}">{title(n)[:9]}…</a><i>2025-01-20</i></li>'
        for n in shown
    )


CALLS = {
    "axios": (
        "axios.get('/api/news/list', {params: {page: this.page, rows: 10, channel: '5c1f'}}).then(draw)",
        "/api/news/list",
        objects("articleTitle", "articleUrl", "publishDate", "page", "rows"),
    ),
    "fetch": (
        "fetch(`/cms/list?pageNo=${n}&pageSize=10&channel=5c1f`).then(r => r.json())",
        "/cms/list",
        objects("title", "url", "time", "pageNo", "pageSize"),
    ),
    "object": (
        "var col = '5c1f'; $.ajax({type: 'POST', dataType: 'json',"
        " url: ctx + '/info/getInfoList', data: JSON.stringify({pageNum: cur, pageSize: 9, channel: col})});",
        "/info/getInfoList",
        objects("infoTitle", "infoUrl", "infoDate", "pageNum", "pageSize"),
    ),
    "form behind": (
        "$.ajax({data: {channel: '5c1f', currentPage: 1, pageSize: 10}, "
        "url: '/front/articles.do', method: 'post'})",
        "/front/articles.do",
        objects("name", "link", "createTime", "currentPage", "pageSize"),
    ),
    "joined": (
        "xhr.open('GET', '/search/byColumn?channel=5c1f&size=10&page=' + p, true);",
        "/search/byColumn",
        objects("title", "staticUrl", "pubDate", "page", "size"),
    ),
    "positional": (
        "$.post('/xxgk/listPage', {channel: '5c1f', pageIndex: 1, pageSize: 10}, function (d) { draw(d); });",
        "/xxgk/listPage",
        objects("wjmc", "wjurl", "fbsj", "pageIndex", "pageSize"),
    ),
    "variable": (
        "var param = {channel: '5c1f', page: 1, limit: 10}; $.getJSON('/gk/page', null); "
        "$.ajax({url: '/gk/data', dataType: 'json', data: param})",
        "/gk/data",
        objects("bt", "wz", "rq", "page", "limit"),
    ),
    "layui": (
        "table.render({elem: '#t', url: '/gk/table', where: {channel: '5c1f'}, page: true, limit: 10})",
        "/gk/table",
        objects("title", "url", "date", "page", "limit"),
    ),
    "markup": (
        "$('#list').load('/part/list.jsp?channel=5c1f&pageNo=1');",
        "/part/list.jsp",
        fragment,
    ),
}


def column(script: str, before: str = "") -> str:
    crumb = '<div class="where">您的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">公开</a></div>'
    body = f"{menu(('/', '首页'), ('/zwgk/', '政务公开'))}{crumb}{before}<ul id='list'></ul>"
    return page(f"{body}<script>{script}</script>", "政府信息公开年报", {"ColumnName": "政府信息公开年报"})


@pytest.mark.parametrize("spelling", CALLS)
def test_service_is_called_as_the_script_calls_it(spelling: str) -> None:
    script, path, service = CALLS[spelling]
    pages: dict[str, Answer] = {COLUMN: column(script)}
    pages |= {HOME + address(n): report(title(n)) for n in range(TOTAL)}
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages, {HOME + path: service}))
    assert {found.title for found in crawled.reports} == {title(n) for n in range(TOTAL)}
    (walked,) = crawled.lists
    assert (walked.rows, walked.failure) == (TOTAL, None)
    assert {seen.platform for seen in crawled.columns} == {"called"}
    assert len([url for url in crawled.asked if path in url]) <= 4


def test_service_that_gives_less_than_its_total_is_partial() -> None:
    script, path, service = CALLS["fetch"]
    pages: dict[str, Answer] = {COLUMN: column(script)}
    pages |= {HOME + address(n): report(title(n)) for n in range(TOTAL)}

    def short(given: Given) -> Answer:
        return (
            service(given) if given["pageNo"] == "1" else json.dumps({"data": {"total": TOTAL, "list": []}})
        )

    (walked,) = crawl(AnySpider(urls=[COLUMN]), Site(pages, {HOME + path: short})).lists
    assert (walked.rows, walked.failure) == (10, "partial")


def test_calls_for_other_things_are_left_alone() -> None:
    script = (
        "$.get('/visit/count', {page: 1}); $.post('/comment/list', {pageNo: 1});"
        "$.get('/login/state', {page: 2}); $.getJSON('http://other.gov.cn/list', {page: 1});"
        "$.get('/api/menu', {id: 5});"
    )
    crawled = crawl(AnySpider(urls=[COLUMN]), Site({COLUMN: column(script)}))
    assert set(crawled.asked) == {COLUMN}
    assert {walked.failure for walked in crawled.lists} == {"empty_list"}


def test_a_page_with_rows_of_its_own_calls_nothing() -> None:
    shown = f'<ul><li><a href="{address(1)}">{title(1)}</a><span>2025-01-20</span></li></ul>'
    pages: dict[str, Answer] = {COLUMN: column(CALLS["fetch"][0], shown), HOME + address(1): report(title(1))}
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    assert crawled.asked == [COLUMN, HOME + address(1)]
    assert [walked.failure for walked in crawled.lists] == [None]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("get('/a', {x: 1, \"y\": 'b', z: true})", {"x": "1", "y": "b", "z": "true"}),
        ("var id = 'q7'; ajax({url: '/a', data: {c: id}})", {"c": "q7"}),
        ("var id = param('dept'); ajax({url: '/a', data: {c: id}})", {"c": "D9"}),
        (
            "ajax({url: '/a', data: {n: now(), 'filter[ID]': 7, in: {deep: 1}}})",
            {"n": "", "filter[ID]": "7", "in": ""},
        ),
        ("load('/a'); other({b: 1})", {}),
    ],
)
def test_parameters_stand_beside_the_address(script: str, expected: dict[str, str]) -> None:
    at = script.index("'/a'")
    assert parameters_in_call(script, at, at + 4, {"dept": "D9"}) == expected
