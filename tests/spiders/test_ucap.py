"""UCAP portals: static lists with `_2`, search answers, posted services by channel or organ, short lists."""

from __future__ import annotations

import json
import re

import pytest

from spiders.any import AnySpider
from tests.spiders.markup import CHAPTERS, page, report, rows
from tests.spiders.site import Answer, Handler, Site, crawl

HOME = "http://www.luhe.gov.cn"
COLUMN = f"{HOME}/site/c100186/common_zfxxgknb.shtml"
CHANNEL = "61eaab3127b040d4950fff177f09e561"
TOTAL = 32


def title(number: int) -> str:
    body = ("财政", "教育", "民政", "水利")[number % 4]
    return f"鹿河县{body}局{2024 - number // 4}年政府信息公开工作年度报告"


def address(number: int) -> str:
    return f"/site/c100186/2025{number:02}/{number:032x}.shtml"


def article(number: int) -> str:
    head = f"<ucaptitle>{title(number)}</ucaptitle>"
    return page(f"{head}<UCAPCONTENT>{CHAPTERS}</UCAPCONTENT>", title(number), {"channelId": CHANNEL})


def articles(count: int) -> dict[str, Answer]:
    return {HOME + address(number): article(number) for number in range(count)}


def column(body: str) -> str:
    return page(body, "政府信息公开年报", {"ColumnName": "政府信息公开年报", "channelId": CHANNEL})


def searched(held: int = TOTAL, total: int = TOTAL, base: str = "//www.luhe.gov.cn") -> Handler:
    """The search service: titles with markup of the highlighter, addresses without scheme."""

    def answer(given: dict[str, str]) -> Answer:
        assert given["_isJson"] == "true"
        size, number = int(given["_pageSize"]), int(given["page"])
        results = [
            {
                "title": title(n).replace("年度报告", "<em>年度报告</em>"),
                "subTitle": "",
                "url": base + address(n),
                "publishedTimeStr": "2025-01-20 10:00:00",
                "channelName": "政府信息公开年报",
                "domainMetaList": [
                    {
                        "resultList": [
                            {"key": "indexnumber", "value": f"113200/2025-{n:05}"},
                            {"key": "fwdw", "value": "鹿河县"},
                        ]
                    }
                ],
            }
            for n in range(min(size * (number - 1), held), min(size * number, held))
        ]
        data = {"channelId": CHANNEL, "total": total, "page": number, "rows": size, "results": results}
        return json.dumps({"data": data}, ensure_ascii=False)

    return answer


SCRIPT = (
    "<ul class='pageList newsList'></ul>"
    f"<script>$.get('/common/search/{CHANNEL}?_isAgg=true&amp;_isJson=true&amp;_pageSize=15',show)</script>"
)


def test_static_list_is_paged_by_its_pager() -> None:
    shown = [
        rows(*[(address(n), title(n)) for n in numbers])
        for numbers in (range(15), range(15, 30), range(30, 32))
    ]
    pager = "<script>createPageHTML('page_div',3,{},'common_zfxxgknb','shtml',32);</script>"
    pages: dict[str, Answer] = {COLUMN: column(shown[0] + pager.format(1)), **articles(TOTAL)}
    for number in (2, 3):
        pages[COLUMN.replace(".shtml", f"_{number}.shtml")] = column(shown[number - 1] + pager.format(number))
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (32, 32, None)
    assert len(crawled.reports) == 32
    assert {seen.platform for seen in crawled.columns} == {"ucap"}
    assert len(crawled.requests) == 3 + 32


def test_search_answers_are_walked_to_their_total() -> None:
    site = Site({COLUMN: column(SCRIPT), **articles(TOTAL)}, {f"{HOME}/common/search/{CHANNEL}": searched()})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (32, 32, None)
    assert len(crawled.reports) == 32
    assert {found.index_number for found in crawled.reports} == {f"113200/2025-{n:05}" for n in range(32)}
    assert crawled.reports[0].listed_title == title(0)
    assert len(crawled.requests) == 1 + 3 + 32


def test_a_search_that_promised_more_than_it_gave_is_partial() -> None:
    site = Site(
        {COLUMN: column(SCRIPT), **articles(20)}, {f"{HOME}/common/search/{CHANNEL}": searched(20, 32)}
    )
    (walked,) = crawl(AnySpider(urls=[COLUMN]), site).lists
    assert (walked.failure, walked.detail.split(";")[0]) == ("partial", "20 of 32 rows")


def test_a_search_that_refuses_is_an_empty_list_not_an_empty_column() -> None:
    site = Site({COLUMN: column(SCRIPT)}, {f"{HOME}/common/search/{CHANNEL}": lambda _: 403})
    (walked,) = crawl(AnySpider(urls=[COLUMN]), site).lists
    assert walked.failure == "empty_list"
    assert "403" in walked.detail


def test_a_search_that_says_zero_is_an_empty_column() -> None:
    site = Site({COLUMN: column(SCRIPT)}, {f"{HOME}/common/search/{CHANNEL}": searched(0, 0)})
    (walked,) = crawl(AnySpider(urls=[COLUMN]), site).lists
    assert (walked.promised_rows, walked.failure) == (0, None)


@pytest.mark.parametrize(
    ("route", "script", "needed"),
    [
        (
            "/getFileListByCodeId",
            "var channelId='{c}';$.post('/getFileListByCodeId',{{page:1,size:15}})",
            ("channelId", CHANNEL),
        ),
        (
            "/szinf/xxgk/interfacesWebZcwj/loadBmData",
            "var deptcode = '11320500MB2C91453G'; "
            "$.ajax({{url:'/szinf/xxgk/interfacesWebZcwj/loadBmData',type:'post'}})",
            ("deptcode", "11320500MB2C91453G"),
        ),
        (
            "/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort",
            "$.ajax({{url:'/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort',data:{{channelId:'{c}'}}}})",
            ("channelId", CHANNEL),
        ),
    ],
)
def test_posted_services_are_asked_with_what_the_page_keeps(
    route: str, script: str, needed: tuple[str, str]
) -> None:
    asked: list[dict[str, str]] = []

    def answer(given: dict[str, str]) -> Answer:
        asked.append(given)
        number = int(given.get("pageIndex") or given["page"])
        items = [
            {"TITLE": title(n), "URL": address(n), "PUBLISHED_TIME_FORMAT": "2025-01-20"}
            for n in range(15 * number - 15, min(15 * number, 20))
        ]
        return json.dumps({"code": "0", "data": {"allRow": 20, "list": items}})

    pages: dict[str, Answer] = {
        COLUMN: column(f"<script>{script.format(c=CHANNEL)}</script>"),
        **articles(20),
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages, {HOME + route: answer}))
    (walked,) = crawled.lists
    assert (walked.rows, walked.promised_rows, walked.failure) == (20, 20, None)
    assert len(crawled.reports) == 20
    assert [given[needed[0]] for given in asked] == [needed[1]] * 2


def test_a_service_whose_organ_the_page_does_not_name_is_not_asked() -> None:
    script = "<script>$.post('/szinf/xxgk/interfacesWebZcwj/loadBmData')</script>"
    crawled = crawl(AnySpider(urls=[COLUMN]), Site({COLUMN: column(script)}))
    assert not any("loadBmData" in url for url in crawled.asked)
    assert [walked.failure for walked in crawled.lists] == ["empty_list"]


def test_a_service_that_repeats_its_first_page_is_left_and_partial() -> None:
    first = searched()

    def stuck(given: dict[str, str]) -> Answer:
        return first({**given, "page": "1"})

    site = Site({COLUMN: column(SCRIPT), **articles(TOTAL)}, {f"{HOME}/common/search/{CHANNEL}": stuck})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    (walked,) = crawled.lists
    assert walked.failure == "partial"
    assert "15 of 32" in walked.detail
    assert len([url for url in crawled.asked if re.search("/common/search/", url)]) == 2


def test_report_page_of_the_make_is_read_alone() -> None:
    (found,) = crawl(AnySpider(urls=[HOME + address(1)]), Site(articles(2))).reports
    assert found.title == title(1)
    assert found.platform == "ucap"
    assert report(title(1)) != article(1)
