"""Lists fed by services of Epoint, TrueCMS and the search engines behind TRS and smaller makes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from spiders.any import AnySpider
from spiders.platforms.answers import read_answer, rows_of_answer
from tests.spiders.markup import page, report
from tests.spiders.site import Answer, Crawled, Handler, Site, crawl

HOME = "http://slj.danhe.gov.cn"
TOTAL = 37


def title(number: int) -> str:
    return f"丹河市{('水利', '财政', '教育')[number % 3]}局{2024 - number // 3}年政府信息公开工作年度报告"


def address(number: int) -> str:
    return f"/zwgk/20250120/{number:08}-9f3c.html"


ARTICLES: dict[str, Answer] = {HOME + address(n): report(title(n)) for n in range(TOTAL)}


def column(body: str) -> str:
    return page(body, "政府信息公开年报", {"ColumnName": "政府信息公开年报"})


def walked(start: str, markup: str, handlers: dict[str, Handler], **more: Answer) -> Crawled:
    pages = {start: markup, **ARTICLES, **{HOME + path: answer for path, answer in more.items()}}
    return crawl(
        AnySpider(urls=[start]), Site(pages, {HOME + path: handler for path, handler in handlers.items()})
    )


def span(number: int, size: int, total: int = TOTAL) -> range:
    return range(min(size * number, total), min(size * (number + 1), total))


def assert_whole(crawled: Crawled, platform: str) -> None:
    (listed,) = crawled.lists
    assert (listed.rows, listed.promised_rows, listed.failure) == (TOTAL, TOTAL, None)
    assert {found.response.url for found in crawled.reports} == set(ARTICLES)
    assert {seen.platform for seen in crawled.columns} == {platform}


def epoint(given: dict[str, str]) -> Answer:
    if (given["siteGuid"], given["categorynum"]) != ("7eb5f7f1-9041", "003006"):
        return 500
    items = [
        {
            "title": title(n)[:12] + "...",
            "realtitle": title(n),
            "infourl": address(n),
            "infodate": "2025-01-20",
        }
        for n in span(int(given["pageIndex"]), int(given["pageSize"]))
    ]
    return json.dumps({"custom": {"total": TOTAL, "data": items}, "status": {"code": 1}})


EPOINT = f"{HOME}/dynamic/zwgk/govInfoPub.html?categorynum=003006&deptcode=003"
SERVICE = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def test_epoint_counts_from_zero_with_the_id_from_its_script() -> None:
    markup = column('<script src="/js/webBuilderCommon.js"></script><div id="list"></div>')
    settings = 'var siteInfo = {"projectName":"/EWB-FRONT","siteGuid":"7eb5f7f1-9041"};'
    crawled = walked(EPOINT, markup, {SERVICE: epoint}, **{"/js/webBuilderCommon.js": settings})
    assert_whole(crawled, "epoint")
    posted = [json.loads(request.body) for request in crawled.requests if request.method == "POST"]
    assert [given["pageIndex"] for given in posted] == [0, 1, 2]
    assert {given["deptcode"] for given in posted} == {"003"}


def test_epoint_with_the_id_in_the_page_needs_no_script() -> None:
    markup = column(
        "<script src='/js/webBuilderCommon.js'></script><script>var siteGuid='7eb5f7f1-9041';</script>"
    )
    crawled = walked(EPOINT, markup, {SERVICE: epoint})
    assert_whole(crawled, "epoint")
    assert not any(url.endswith(".js") for url in crawled.asked)


def test_epoint_without_its_script_is_an_empty_list() -> None:
    crawled = walked(EPOINT, column('<script src="/js/webBuilderCommon.js"></script>'), {SERVICE: epoint})
    assert [listed.failure for listed in crawled.lists] == ["empty_list"]


def record(number: int) -> str:
    link = f"<a onclick=\"name2('{address(number)}')\">{title(number)}</a>"
    return f"<record><![CDATA[<li>{link}<span>2025-01-20</span></li>]]></record>"


def truecms(given: dict[str, str]) -> Answer:
    assert given["columnId"] == "9c2e1a"
    first, last = int(given["startrecord"]), int(given["endrecord"])
    records = "".join(record(n) for n in range(first - 1, min(last, TOTAL)))
    store = f"<datastore><totalrecord>{TOTAL}</totalrecord><recordset>{records}</recordset></datastore>"
    return f"{given.get('callback', 'jQuery1124')}({json.dumps({'result': store})})"


TRUECMS = "/truecms/messageController/getMessage.do"
COLUMN = f"{HOME}/zfxxgknb/zfxxgknb.html"


def stored(count: int) -> str:
    lines = "".join(
        f"<li><a onclick=\"name2('{address(n)}')\">{title(n)}</a><span>2025-01-20</span></li>"
        for n in range(count)
    )
    return f'<div id="initData" style="display:none"><ul>{lines}</ul></div>'


@pytest.mark.parametrize("held", [0, 30])
def test_truecms_records_come_in_groups(held: int) -> None:
    markup = column(
        f"<script src='/truecms/js/list.js'></script><script>var columnId:'9c2e1a';</script>{stored(held)}"
    )
    assert_whole(walked(COLUMN, markup, {TRUECMS: truecms}), "truecms")


def test_truecms_without_its_service_lives_on_the_store() -> None:
    markup = column(f"<script>var columnId='9c2e1a';</script>{stored(TOTAL)}")
    crawled = walked(COLUMN, markup, {})
    assert {found.response.url for found in crawled.reports} == set(ARTICLES)
    assert [(listed.rows, listed.failure) for listed in crawled.lists] == [(TOTAL, None)]
    assert not any("getMessage" in url for url in crawled.asked)


def test_truecms_store_that_is_full_is_not_taken_for_the_whole() -> None:
    markup = column(f"<script>var columnId='9c2e1a';</script>{stored(30)}")
    (listed,) = walked(COLUMN, markup, {}).lists
    assert (listed.rows, listed.failure) == (30, "partial")


def igs(given: dict[str, str]) -> Answer:
    content = [
        {"DOCTITLE": title(n), "DOCPUBURL": address(n), "PUBDATE": "2025-01-20 10:00"}
        for n in span(int(given["pageNumber"]) - 1, int(given["pageSize"]))
    ]
    return json.dumps({"page": {"content": content, "total": TOTAL, "pageSize": 10}})


def was5(given: dict[str, str]) -> Answer:
    """Pseudo-JSON: raw line ends inside of strings."""
    docs = ",".join(
        f'{{"title":"{title(n)}","url":"{HOME}{address(n)}","content":"一行\r\n又一行","pubdate":"2025-01-20"}}'
        for n in span(int(given["page"]) - 1, int(given["prepage"]))
    )
    return f'{{"count":"{TOTAL}","docs":[{docs}]}}'


def cmsweb(given: dict[str, str]) -> Answer:
    items = [
        {"title": title(n), "link": "", "path": address(n), "domain": HOME, "releaseTime": "2025-01-20"}
        for n in span(int(given["page"]) - 1, int(given["pagesize"]))
    ]
    return json.dumps({"value": {"list": items, "total": TOTAL}})


def govsearch(given: dict[str, str]) -> Answer:
    items = [
        {
            "puburl": address(n),
            "MetaDataId": n,
            "tip": {"title": title(n), "dates": "2025-01-20", "publisher": "丹河市"},
        }
        for n in span(int(given["page"]) - 1, 15)
    ]
    return f"\ufeff\n\n{given['callback']}({json.dumps({'total': TOTAL, 'data': items})})"


@pytest.mark.parametrize(
    ("path", "script", "service"),
    [
        (
            "/igs/front/search/list.html",
            "var u='/igs/front/search/list.html?index=a&siteId=7&pageSize=10&filter[AVAILABLE]=true'",
            igs,
        ),
        (
            "/igs/front/search/publish/data/list.html",
            "var u='/igs/front/search/publish/data/list.html?filter[CHANNELID]=9'",
            igs,
        ),
        ("/was5/web/search", "$.get('/was5/web/search?channelid=2&templet=docs.jsp&prepage=15')", was5),
        (
            "/articleCommonController/lists.do",
            "$.post('/articleCommonController/lists.do',{topic:'nb'})",
            cmsweb,
        ),
        (
            "/govsearch/jsonp/zf_jd_list.jsp",
            "var channelId=55;var u='/govsearch/jsonp/zf_jd_list.jsp?lb=1'",
            govsearch,
        ),
    ],
)
def test_search_engines_are_walked_to_their_total(
    path: str, script: str, service: Callable[[dict[str, str]], Answer]
) -> None:
    markup = column(f"<div id='list'></div><script>{script}</script>")
    assert_whole(walked(COLUMN, markup, {path: service}), "engines")


@pytest.mark.parametrize(
    ("value", "rows", "total"),
    [
        ({"data": {"page": {"allRow": 3, "list": [{"TITLE": "甲", "URL": "/a"}]}}}, 1, 3),
        (
            {
                "total": 9,
                "menu": [{"name": "首页", "url": "/"}],
                "data": {"total": 2, "results": [{"title": "甲", "url": "/a"}, {"title": "乙", "url": "/b"}]},
            },
            2,
            2,
        ),
        ({"total": 0, "data": []}, 0, 0),
        ([{"title": "甲", "link": "/a"}], 1, None),
        ([{"title": "甲", "link": "javascript:;"}], 0, None),
    ],
)
def test_rows_and_total_are_found_wherever_they_stand(value: object, rows: int, total: int | None) -> None:
    answer = read_answer(value)
    assert answer is not None
    assert (len(rows_of_answer(f"{HOME}/", answer)), answer.total) == (rows, total)


@pytest.mark.parametrize("value", [None, "text", 5, {"code": 1, "message": "请登录"}, []])
def test_what_is_no_answer_of_a_list_is_none(value: object) -> None:
    assert read_answer(value) is None
