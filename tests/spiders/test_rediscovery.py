"""Columns of earlier runs that are not where they were, and home pages that stand at another spelling."""

from __future__ import annotations

import pytest

from parsers.failures import Failure
from spiders.any import AnySpider
from spiders.missing import untried
from spiders.visits import KnownColumn
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Refused, Site, crawl

HOME = "http://www.hekou.gov.cn"
OLD, NEW = f"{HOME}/zfxxgknb/", f"{HOME}/zwgk/gknb82/"
TITLE = "河口县2024年政府信息公开工作年度报告"
PAGES: dict[str, Answer] = {
    f"{HOME}/": page(menu(("/zwgk/", "政府信息公开")) + "<p>欢迎</p>" * 60, "河口县人民政府"),
    f"{HOME}/zwgk/": page(menu(("/zwgk/gknb82/", "政府信息公开年报")) + "<p>平台</p>" * 60),
    NEW: page(rows(("./t1.html", TITLE)), "政府信息公开年报"),
    f"{NEW}t1.html": report(TITLE),
}
KNOWN = [KnownColumn(OLD, "政府信息公开年报", "www.hekou.gov.cn")]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (404, "gone"),
        (page("<p>抱歉，您访问的页面不存在</p>", "404"), "soft_404"),
    ],
)
def test_known_column_that_ended_is_an_error_and_is_looked_for(answer: Answer, failure: str) -> None:
    crawled = crawl(AnySpider(urls=[f"{HOME}/"], known=KNOWN), Site({**PAGES, OLD: answer}))
    assert [found.title for found in crawled.reports] == [TITLE]
    assert [column.url for column in crawled.columns] == [NEW]
    assert [(failed.url, failed.failure) for failed in crawled.failures] == [(OLD, failure)]


def test_known_address_that_is_something_else_now_is_an_error_and_the_column_is_looked_for() -> None:
    other = f"{HOME}/a/b/"
    known = [KnownColumn(other, "县政府", "www.hekou.gov.cn")]
    site = Site({**PAGES, other: page(menu(("/zwgk/", "政府信息公开")) + "<p>办事指南</p>" * 80, "办事指南")})
    crawled = crawl(AnySpider(urls=[f"{HOME}/"], known=known), site)
    assert [column.url for column in crawled.columns] == [NEW]
    assert [(failed.url, failed.failure) for failed in crawled.failures] == [(other, "layout_changed")]


def test_column_that_moved_before_is_not_asked_for_again() -> None:
    crawled = crawl(AnySpider(urls=[f"{HOME}/"], known=KNOWN, moved=[OLD]), Site(dict(PAGES)))
    assert OLD not in crawled.asked
    assert not crawled.failures


def test_known_column_tells_whether_a_page_leads_to_it() -> None:
    standing = page(rows(("./t0.html", TITLE)), "政府信息公开年报")
    site = Site({**PAGES, OLD: standing, f"{OLD}t0.html": report(TITLE)})
    known = [*KNOWN, KnownColumn(NEW, "政府信息公开年报", "www.hekou.gov.cn")]
    spider = AnySpider(urls=[f"{HOME}/"], known=known)
    crawled = crawl(spider, site)
    assert {column.url: column.via for column in crawled.columns} == {OLD: "known", NEW: "known"}
    assert any("gknb82" in key for key in spider.linked)
    assert not any("zfxxgknb" in key for key in spider.linked)


def test_given_column_that_ran_dry_is_looked_for_where_it_gave_reports_before() -> None:
    site = Site({**PAGES, OLD: page("<p>暂无相关信息</p>" + "<p>年报</p>" * 60, "政府信息公开年报")})
    assert not crawl(AnySpider(urls=[OLD]), site).reports
    assert len(crawl(AnySpider(urls=[OLD], known=KNOWN), site).reports) == 1


def test_home_page_is_tried_at_every_spelling_before_the_host_is_down() -> None:
    down = Refused("tcp", "refused")
    spellings = [f"{scheme}://{name}hekou.gov.cn/" for scheme in ("http", "https") for name in ("www.", "")]
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(dict.fromkeys(spellings, down)))
    assert sorted(crawled.asked) == sorted(spellings)
    assert [failed.failure for failed in crawled.failures] == ["tcp"]


def test_home_page_without_www_leads_to_the_reports() -> None:
    bare = {url.replace("www.", ""): answer for url, answer in PAGES.items()}
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site({**bare, f"{HOME}/": Refused("dns", "no such name")}))
    assert [found.title for found in crawled.reports] == [TITLE]
    assert not crawled.failures


@pytest.mark.parametrize(
    ("url", "kind", "detail", "other"),
    [
        (OLD, Failure.TCP, "", OLD.replace("http:", "https:")),
        (OLD, Failure.DNS, "", OLD.replace("www.", "")),
        (OLD, Failure.GONE, "", None),
        (OLD, Failure.TLS, "TLSV1_UNRECOGNIZED_NAME", OLD.replace("www.", "")),
        ("https://www.hekou.gov.cn/", Failure.TLS, "certificate verify failed", None),
        (f"{HOME}/", Failure.CHALLENGE, "", None),
        ("http://zwgk.hekou.gov.cn/", Failure.DNS, "", None),
    ],
)
def test_other_spelling_of_an_address(url: str, kind: Failure, detail: str, other: str | None) -> None:
    assert untried(url, kind, detail, ()) == other
