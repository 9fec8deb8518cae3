"""Looking at known lists: one request where nothing changed, and only what is new where something did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from parsers.failures import Failure
from spiders.addresses import canonical
from spiders.base import load_spiders
from spiders.items import ListSeen, PageFailed
from spiders.peeking import Absent, Peek
from spiders.platforms.protocol import ListRequest
from tests.spiders import markup
from tests.spiders.site import Crawled, Site, crawl

HOME = "http://www.huojia.gov.cn/"
COLUMN = f"{HOME}nb/"


def listed(years: Iterable[int], rest: str = "") -> str:
    rows = "".join(
        f'<li><a href="/nb/t{year}.html">获嘉县{year}年政府信息公开工作年度报告</a>'
        f"<span>{year + 1}-01-20</span></li>"
        for year in years
    )
    return (
        "<html><head><title>政府信息公开年报</title></head><body><h1>政府信息公开年报</h1>"
        f"<ul>{rows}</ul>{rest}</body></html>"
    )


def report(year: int) -> str:
    title = f"获嘉县{year}年政府信息公开工作年度报告"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>一、总体情况</p></body></html>"


@pytest.fixture
def site() -> Site:
    pages = {f"{COLUMN}t{year}.html": report(year) for year in range(2010, 2026)}
    return Site({COLUMN: listed(range(2018, 2024)), **pages})


def first(site: Site) -> ListSeen:
    found = crawl(load_spiders()["any"](urls=[COLUMN]), site).of(ListSeen)
    (seen,) = (each for each in found if each.column_url == COLUMN)
    assert isinstance(seen, ListSeen)
    return seen


def again(
    site: Site, seen: ListSeen, inside: str | None = None, also: Iterable[str] = (), today: date | None = None
) -> Crawled:
    """Look at the list: `inside` the column it is a part of, `also` addresses that need not be asked for."""
    wanted = ListRequest(seen.list_url, seen.list_body, seen.is_json)
    peek = Peek(seen.column_url, "政府信息公开年报", HOME, None, inside, wanted, seen.platform, seen.digest)
    settled = {canonical(url) for url in (*(seen.named or ()), seen.column_url, *also)}
    return crawl(load_spiders()["any"](peeks=[peek], settled=settled, today=today), site)


def test_an_unchanged_list_costs_one_request(site: Site) -> None:
    seen = first(site)
    assert seen.named is not None and len(seen.named) == 6
    looked = again(site, seen)
    assert (looked.asked, looked.items) == ([COLUMN], [])


def test_what_stands_around_the_list_is_no_change(site: Site) -> None:
    seen = first(site)
    site.pages[COLUMN] = listed(range(2018, 2024), "<p>您是第 8848 位访客</p><a href='/gg/1.html'>公告</a>")
    assert again(site, seen).asked == [COLUMN]


def test_of_a_changed_list_only_what_is_new_is_asked_for(site: Site) -> None:
    seen = first(site)
    site.pages[COLUMN] = listed([2024, *range(2018, 2024)])
    looked = again(site, seen)
    assert looked.asked == [COLUMN, f"{COLUMN}t2024.html"]
    assert looked.urls == {f"{COLUMN}t2024.html"}
    (now,) = looked.of(ListSeen)
    assert now.digest != seen.digest
    assert set(now.named) - set(seen.named or ()) == {f"{COLUMN}t2024.html"}


def test_a_row_that_is_gone_is_a_change(site: Site) -> None:
    seen = first(site)
    site.pages[COLUMN] = listed([2018, *range(2020, 2024)])
    (now,) = again(site, seen).of(ListSeen)
    assert set(seen.named or ()) - set(now.named) == {f"{COLUMN}t2019.html"}


def paged(site: Site, newest: int) -> None:
    """The list on three pages of four rows."""
    years = sorted(range(2012, newest + 1), reverse=True)
    pages = [years[start : start + 4] for start in range(0, len(years), 4)]
    for number, part in enumerate(pages):
        names = [
            f"<a href='{'index' if other == 0 else f'index_{other}'}.html'>{other + 1}</a>"
            for other in range(len(pages))
        ]
        script = f"<script>createPageHTML({len(pages)},{number},'index','html');</script>"
        url = COLUMN if number == 0 else f"{COLUMN}index_{number}.html"
        site.pages[url] = listed(part, f"<div class='page'>{''.join(names)}</div>{script}")


def test_a_list_is_walked_only_as_far_as_something_is_unknown_on_it(site: Site) -> None:
    paged(site, 2023)
    seen = first(site)
    assert seen.named is not None and len(seen.named) == 12
    paged(site, 2024)
    looked = again(site, seen)
    # 2024 and three known ones on the first page, then a page of known ones: the third is left alone.
    assert looked.asked == [COLUMN, f"{COLUMN}t2024.html", f"{COLUMN}index_1.html"]
    assert [now.named for now in looked.of(ListSeen)] == [None]
    assert looked.lists == []


def test_a_list_that_lacks_a_row_is_walked_to_its_end_to_tell_which(site: Site) -> None:
    paged(site, 2023)
    seen = first(site)
    pages = [COLUMN, f"{COLUMN}index_1.html", f"{COLUMN}index_2.html"]
    site.pages[COLUMN] = (
        str(site.pages[COLUMN]).replace("t2021.html", "t2010.html").replace("2021年", "2010年")
    )
    looked = again(site, seen, also=[f"{COLUMN}t2010.html"])
    assert looked.asked == pages
    (now,) = looked.of(ListSeen)
    assert set(seen.named or ()) - set(now.named) == {f"{COLUMN}t2021.html"}


def test_a_list_that_is_gone_is_a_failure_and_nothing_else_is_asked_for(site: Site) -> None:
    seen = first(site)
    site.pages[COLUMN] = 404
    looked = again(site, seen)
    assert (looked.asked, [fault.failure for fault in looked.failures]) == ([COLUMN], [Failure.GONE])


def test_a_page_without_a_list_is_a_failure_and_what_was_known_stays(site: Site) -> None:
    seen = first(site)
    site.pages[COLUMN] = "<html><head><title>县情</title></head><body><p>获嘉县位于豫北。</p></body></html>"
    looked = again(site, seen)
    assert looked.asked == [COLUMN]
    assert [walked.failure for walked in looked.lists] == [Failure.EMPTY_LIST]
    assert looked.of(ListSeen) == []


def test_a_list_behind_a_service_is_asked_for_there(site: Site) -> None:
    years = [*range(2018, 2024)]

    def service(parameters: dict[str, str]) -> str:
        return listed(years)

    site.pages[COLUMN] = (
        "<html><head><title>政府信息公开年报</title></head><body><h1>政府信息公开年报</h1><ul id='l'></ul>"
        "<script>$.ajax({url:'/service/list.do',type:'POST',data:{pageNo:1,pageSize:20,columnId:'88'},"
        "success:function(d){$('#l').html(d)}});</script></body></html>"
    )
    site.handlers[f"{HOME}service/list.do"] = service
    seen = first(site)
    assert seen.list_url.startswith(f"{HOME}service/list.do")
    assert again(site, seen).asked == [seen.list_url]
    years.insert(0, 2024)
    for inside in (None, HOME):
        looked = again(site, seen, inside)
        assert looked.asked[:2] == [seen.list_url, COLUMN]
        assert looked.urls == {f"{COLUMN}t2024.html"}


def test_where_addresses_by_year_are_all_there_is_the_next_one_of_each_body_is_asked_for(site: Site) -> None:
    module = f"{HOME}module/xxgk/xxgkAnnualReport.jsp"
    held = {("A1", "2023"), ("A1", "2024"), ("B2", "2023")}

    def answer(parameters: dict[str, str]) -> str:
        there = (parameters["area"], parameters["fbtime"]) in held
        title = f"获嘉县{parameters['fbtime']}年政府信息公开工作年度报告"
        return markup.report(title) if there else "<html><body><p>暂无内容</p></body></html>"

    site.handlers[module] = answer
    areas = "".join(f'<li><a href="/module/xxgk/tree.jsp?area={area}">单位</a></li>' for area in ("A1", "B2"))
    site.pages[COLUMN] = listed((), f"<ul>{areas}</ul><a href='{module}?area=A1&fbtime=2023'>年报</a>")
    seen = first(site)
    known = [f"{module}?area={area}&fbtime={year}" for area, year in held]
    looked = again(site, seen, also=known, today=date(2025, 1, 20))
    expected = [f"{module}?area=A1&fbtime=2025", f"{module}?area=B2&fbtime=2024"]
    assert looked.asked == [COLUMN, *expected]
    assert (looked.urls, looked.failures) == (set(), [])
    held.add(("B2", "2024"))
    assert again(site, seen, also=known, today=date(2025, 1, 20)).urls == {expected[1]}
    assert again(site, seen, also=known, today=date(2025, 6, 20)).asked == [COLUMN]


SERIES = f"{HOME}module/xxgk/xxgkAnnualReport.jsp?area=11&fbtime=2022"


@pytest.mark.parametrize(
    ("url", "page", "lost"),
    [
        (f"{COLUMN}t2018.html", "report", False),
        (f"{COLUMN}t2018.html", "nothing", False),
        (f"{COLUMN}t2018.html", None, True),
        (SERIES, "report", False),
        (SERIES, "nothing", True),
        (SERIES, None, True),
    ],
)
def test_a_report_that_may_be_gone_is_asked_for(
    site: Site, url: str, page: str | None, *, lost: bool
) -> None:
    """A page that cannot be told to be a report proves nothing, unless it is one of a series by year."""
    seen = first(site)
    site.pages.pop(url, None)
    if page is not None:
        whole = markup.report("获嘉县2022年政府信息公开工作年度报告")
        site.pages[url] = whole if page == "report" else markup.page("<p>年度报告</p>", "年度报告")
    peek = Peek(COLUMN, "政府信息公开年报", HOME, None, None, ListRequest(COLUMN), seen.platform, seen.digest)
    settled = {canonical(known) for known in (*(seen.named or ()), COLUMN)}
    looked = crawl(load_spiders()["any"](peeks=[peek], absent=[Absent(url, HOME)], settled=settled), site)
    assert looked.asked == [COLUMN, url]
    failures = [item.failure for item in looked.of(PageFailed)]
    assert [failure in (Failure.GONE, Failure.SOFT_404) for failure in failures] == [True] * lost
