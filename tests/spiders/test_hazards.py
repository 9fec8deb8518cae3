"""What goes wrong on the way: moved columns, script redirects, error pages, charsets, obstacles."""

from __future__ import annotations

import pytest

from spiders.any import AnySpider
from spiders.base import ProvinceSpider
from spiders.registry import Column, Portal, Unit
from tests.spiders.markup import CHAPTERS, PDF, menu, page, report, rows
from tests.spiders.site import Answer, Refused, Site, crawl

HOME = "http://www.hekou.gov.cn"
OLD, NEW = f"{HOME}/zfxxgknb/", f"{HOME}/zwgk/gknb82/"
TITLE = "河口县2024年政府信息公开工作年度报告"
MOVED: dict[str, Answer] = {
    f"{HOME}/": page(menu(("/zwgk/", "政府信息公开")) + "<p>欢迎</p>" * 60, "河口县人民政府"),
    f"{HOME}/zwgk/": page(menu(("/zwgk/gknb82/", "政府信息公开年报")) + "<p>平台</p>" * 60),
    NEW: page(rows(("./t1.html", TITLE)), "政府信息公开年报"),
    f"{NEW}t1.html": report(TITLE),
}


@pytest.mark.parametrize(
    "answer", [404, 410, (302, f"{HOME}/"), page("<p>抱歉，您访问的页面不存在</p>", "404")]
)
def test_column_that_moved_is_found_again_from_the_home_page(answer: Answer) -> None:
    crawled = crawl(AnySpider(urls=[OLD]), Site({**MOVED, OLD: answer}))
    assert [found.title for found in crawled.reports] == [TITLE]
    assert [(column.url, column.via) for column in crawled.columns] == [(NEW, "rediscovered")]
    assert [failed.url.startswith(HOME) for failed in crawled.failures] == [True]
    assert crawled.failures[0].failure in ("gone", "soft_404")


def test_shell_that_shows_the_home_page_for_every_path_is_recognised() -> None:
    home = MOVED[f"{HOME}/"]
    site = Site({**MOVED, OLD: home, f"{HOME}/": home})
    crawled = crawl(AnySpider(urls=[f"{HOME}/", OLD]), site)
    assert len(crawled.reports) == 1


@pytest.mark.parametrize(
    "shell",
    [
        '<html><script>location.replace("./jbxx82/")</script></html>',
        "<html><script>window.location.href = './jbxx82/';</script></html>",
        '<html><head><meta http-equiv="refresh" content="0; url=./jbxx82/"></head></html>',
        "<html><head><META HTTP-EQUIV='Refresh' CONTENT='0;URL=jbxx82/'></head></html>",
        '<html><head><meta content="0; url=./jbxx82/" http-equiv=refresh></head></html>',
        """<html><head><meta http-equiv="refresh" content='0;url="jbxx82/"'></head></html>""",
        """<html><body onload="setTimeout(go,1);location.assign('jbxx82/')"></html>""",
        """<html><script>self.location['href'] = "jbxx82/";</script></html>""",
        '<html><script>window.open("jbxx82/", "_self")</script></html>',
        '<html><script>var to = "./jbxx82/";\nwindow.location.href=to;</script></html>',
        "<html><script>function go(){var u='jbxx82/';location.replace(u)}go()</script></html>",
    ],
)
def test_script_redirects_are_followed(shell: str) -> None:
    pages: dict[str, Answer] = {
        OLD: shell,
        f"{OLD}jbxx82/": page(rows(("./t1.html", TITLE)), "政府信息公开年报"),
        f"{OLD}jbxx82/t1.html": report(TITLE),
    }
    crawled = crawl(AnySpider(urls=[OLD]), Site(pages))
    assert len(crawled.reports) == 1
    assert not crawled.failures


def test_script_redirects_in_a_chain_end() -> None:
    pages: dict[str, Answer] = {
        f"{HOME}/nb{n}/": f'<script>location.replace("/nb{n + 1}/")</script>' for n in range(20)
    }
    crawled = crawl(AnySpider(urls=[f"{HOME}/nb0/"]), Site(pages))
    assert [failed.failure for failed in crawled.failures] == ["redirect_shell"]
    assert len(crawled.requests) <= 6


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ('<script>location.replace("/")</script>', "gone"),
        ((302, f"{HOME}/"), "gone"),
        ((302, OLD), "gone"),
        ((302, f"{OLD}t1.html"), "gone"),
        ((302, f"{OLD}nowhere.html"), "gone"),
        ('<script>location.replace("/dead/")</script>', "redirect_shell"),
    ],
)
def test_an_article_that_sends_elsewhere_is_named(answer: Answer, failure: str) -> None:
    earlier = TITLE.replace("2024", "2022")
    column = page(rows(("./t1.html", TITLE), ("./t0.html", earlier)), "政府信息公开年报")
    pages = {**MOVED, OLD: column, f"{OLD}t1.html": report(TITLE), f"{OLD}t0.html": answer}
    crawled = crawl(AnySpider(urls=[f"{HOME}/", OLD]), Site(pages))
    assert {found.title for found in crawled.reports if OLD in found.response.url} == {TITLE}
    assert [(failed.url[-7:], failed.failure) for failed in crawled.failures] == [("t0.html", failure)]


@pytest.mark.parametrize(
    "variant",
    ["/zfxxgknb/t1_wap.html", "/gate/big5/www.hekou.gov.cn/zfxxgknb/t1.html", "t1.html?isMobile=true"],
)
def test_the_plain_address_is_asked_for_where_a_variant_is_dead(variant: str) -> None:
    pages: dict[str, Answer] = {
        OLD: page(rows((variant, TITLE), ("./t1.html", TITLE)), "政府信息公开年报"),
        f"{OLD}t1.html": report(TITLE),
    }
    crawled = crawl(AnySpider(urls=[OLD]), Site(pages))
    assert crawled.urls == {f"{OLD}t1.html"}
    alive = crawl(AnySpider(urls=[OLD]), Site({**pages, crawled.asked[1]: report(TITLE)}))
    assert alive.urls == {alive.asked[1]}, "a variant that answers is enough"


def test_script_redirect_in_a_circle_is_a_failure() -> None:
    pages: dict[str, Answer] = {
        f"{HOME}/a/": '<script>location.replace("/b/")</script>',
        f"{HOME}/b/": '<script>location.replace("/a/")</script>',
    }
    crawled = crawl(AnySpider(urls=[f"{HOME}/a/"]), Site(pages))
    assert [failed.failure for failed in crawled.failures] == ["redirect_shell"]


def test_gbk_page_is_read_right_whatever_its_header_says() -> None:
    column = page(rows(("./t1.html", TITLE)), "政府信息公开年报").replace("utf-8", "gb2312").encode("gb18030")
    crawled = crawl(
        AnySpider(urls=[OLD]), Site({OLD: column, f"{OLD}t1.html": report(TITLE).encode("gb18030")})
    )
    assert [found.title for found in crawled.reports] == [TITLE]


def test_obstacles_keep_the_class_the_engine_gave_them() -> None:
    crawled = crawl(AnySpider(urls=[OLD]), Site({OLD: Refused("challenge", "412 with a script")}))
    assert [(failed.url, failed.failure, failed.detail) for failed in crawled.failures] == [
        (OLD, "challenge", "412 with a script")
    ]


def test_error_page_in_place_of_a_report_is_no_report() -> None:
    gone = page("<p>对不起，您访问的页面不存在或已删除</p>", "错误页面")
    pages: dict[str, Answer] = {
        OLD: page(rows(("./t1.html", TITLE)), "政府信息公开年报"),
        f"{OLD}t1.html": gone,
    }
    crawled = crawl(AnySpider(urls=[OLD]), Site(pages))
    assert not crawled.reports
    assert [(failed.failure, failed.column_url) for failed in crawled.failures] == [("soft_404", OLD)]


def test_page_in_place_of_an_attachment_is_bad_content() -> None:
    url = f"{OLD}t1.html"
    pages: dict[str, Answer] = {
        url: report(TITLE, body=CHAPTERS + '<a href="./a.pdf">附件.pdf</a>'),
        f"{OLD}a.pdf": page("<p>请登录后下载</p>" * 20),
    }
    crawled = crawl(AnySpider(urls=[url]), Site(pages))
    assert len(crawled.reports) == 1
    assert [failed.failure for failed in crawled.failures] == ["bad_content"]


def test_viewer_frame_and_script_frame_hand_over_their_file() -> None:
    url = f"{OLD}t1.html"
    body = (
        '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf"></iframe><embed src="./b.pdf">'
        '<script>showVsbpdfIframe("/__local/A/c.pdf","100%","600","0","")</script>'
    )
    files = [f"{HOME}/files/a.pdf", f"{OLD}b.pdf", f"{HOME}/__local/A/c.pdf"]
    crawled = crawl(AnySpider(urls=[url]), Site({url: report(TITLE, body=body), **dict.fromkeys(files, PDF)}))
    assert crawled.urls == {url, *files}
    assert not crawled.failures


class UnlistedSpider(ProvinceSpider):
    """未列省: a province for tests only."""

    name = "unlisted"
    division = "990000"


def unlisted(monkeypatch: pytest.MonkeyPatch, *columns: Column) -> UnlistedSpider:
    portal = Portal(
        "www.hekou.gov.cn",
        "河口县",
        "county",
        "990100",
        f"{HOME}/",
        units=(Unit("河口县", "county", columns=columns),),
    )
    monkeypatch.setattr("spiders.registry.portals", lambda name: (portal,) if name == "unlisted" else ())
    return UnlistedSpider()


def test_dead_guess_of_the_registry_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    spider = unlisted(monkeypatch, Column(OLD, "derived"))
    crawled = crawl(spider, Site(dict(MOVED)))
    assert len(crawled.reports) == 1
    assert not crawled.failures
    assert [column.division for column in crawled.columns] == ["990100"]


def test_dead_column_of_the_registry_is_an_error_and_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    spider = unlisted(monkeypatch, Column(OLD, "seen"))
    crawled = crawl(spider, Site(dict(MOVED)))
    assert len(crawled.reports) == 1
    assert [failed.failure for failed in crawled.failures] == ["gone"]
    assert [column.via for column in crawled.columns] == ["rediscovered"]


def test_registered_columns_are_asked_before_the_home_page(monkeypatch: pytest.MonkeyPatch) -> None:
    spider = unlisted(monkeypatch, Column(f"{HOME}/guess/", "derived"), Column(NEW, "seen"))
    crawled = crawl(spider, Site(dict(MOVED)))
    assert crawled.asked[0] == NEW
    assert [(column.url, column.via) for column in crawled.columns] == [(NEW, "registered")]


def test_menu_entry_that_is_the_report_itself_is_taken() -> None:
    pages: dict[str, Answer] = {
        f"{HOME}/": page(
            menu(("/nb.pdf", "政府信息公开年报"), ("/map.pdf", "网站地图")) + "<p>欢迎</p>" * 60
        ),
        f"{HOME}/nb.pdf": PDF,
        f"{HOME}/map.pdf": PDF,
    }
    assert crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages)).urls == {f"{HOME}/nb.pdf"}


def test_list_that_is_longer_than_any_is_cut_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.walks._MOST_PAGES", 3)

    def listed(parameters: dict[str, str]) -> str:
        number = int(parameters.get("page", 1))
        following = f'<div class="page"><a href="?page={number + 1}">下一页</a></div>'
        row = rows((f"/t{number}.html", TITLE.replace("2024", str(2030 - number % 20))))
        return page(row + following, "政府信息公开年报")

    site = Site({f"{HOME}/t{n}.html": report(TITLE) for n in range(9)}, {OLD: listed})
    crawled = crawl(AnySpider(urls=[OLD]), site)
    assert len(crawled.reports) == 4
    assert [(walk.failure, "there are more" in walk.detail) for walk in crawled.lists] == [("partial", True)]
