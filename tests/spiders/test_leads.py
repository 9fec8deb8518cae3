"""Leads: hosts of bodies that the registry lacks are proposed, not crawled; lists follow from reports."""

from __future__ import annotations

from spiders.addresses import host_of
from spiders.any import AnySpider
from spiders.items import HostSeen
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.baishi.gov.cn"
NB = f"{HOME}/zwgk/zfxxgknb/"
TITLE = "白石县人民政府2024年政府信息公开工作年度报告"
FILLER = "<p>公开</p>" * 60
TOWNS = ("河口镇", "西山镇", "石桥乡")


def hosts(items: list[HostSeen]) -> dict[str, tuple[str, str]]:
    return {host_of(item.url): (item.kind, item.label) for item in items}


def portal(directory: str, *more: tuple[str, str]) -> dict[str, Answer]:
    """A portal whose menu leads to a directory and to its own column."""
    return {
        f"{HOME}/": page(menu(("/zwgk/", "政务公开"), ("/map/", "网站地图"), *more) + FILLER),
        f"{HOME}/zwgk/": page(
            menu(("/zwgk/zfxxgknb/", "政府信息公开年报"), ("/zwgk/xz/", "乡镇信息公开")) + FILLER
        ),
        f"{HOME}/zwgk/xz/": page(directory, "乡镇信息公开"),
        NB: page(rows(("./t1.html", TITLE)), "政府信息公开年报"),
        f"{NB}t1.html": report(TITLE),
    }


def links(*pairs: tuple[str, str]) -> str:
    return "<ul>" + "".join(f"<li><a href='{url}'>{name}</a></li>" for url, name in pairs) + "</ul>"


def test_towns_on_hosts_of_their_own_are_proposed_and_nothing_is_asked_of_them() -> None:
    directory = links(*((f"http://www.town{n}.gov.cn/", town) for n, town in enumerate(TOWNS)))
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(portal(directory)))
    assert hosts(crawled.of(HostSeen)) == {
        f"www.town{n}.gov.cn": ("directory", town) for n, town in enumerate(TOWNS)
    }
    assert {host_of(url) for url in crawled.asked} == {"www.baishi.gov.cn"}
    assert crawled.urls == {f"{NB}t1.html"}


def test_a_site_map_and_a_column_name_single_bodies() -> None:
    pages = portal(links(("/zwgk/xz/a/", "河口镇")))
    pages[f"{HOME}/map/"] = page(links(("https://jyj.chishi.gov.cn/", "赤石市教育局")), "网站地图-白石县")
    elsewhere = "http://www.lishui.gov.cn/nowhere/xxgknb/"
    pages[NB] = page(
        rows(("./t1.html", TITLE))
        + links(("http://www.hekou.gov.cn/xxgknb/", "河口镇"), (elsewhere, "丽水市")),
        "政府信息公开年报",
    )
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages))
    assert hosts(crawled.of(HostSeen)) == {
        "jyj.chishi.gov.cn": ("site_map", "赤石市教育局"),
        "www.hekou.gov.cn": ("column", "河口镇"),
    }
    assert {host_of(url) for url in crawled.asked} == {"www.baishi.gov.cn", "www.lishui.gov.cn"}


def test_friendly_links_and_strangers_are_no_proposals() -> None:
    directory = (
        links(("http://www.town1.gov.cn/", "河口镇"), ("http://www.example.com/", "石桥乡"))
        + "<div class='footer'>"
        + links(*((f"http://www.friend{n}.gov.cn/", town) for n, town in enumerate(TOWNS)))
        + "</div>"
    )
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(portal(directory)))
    assert hosts(crawled.of(HostSeen)) == {"www.town1.gov.cn": ("directory", "河口镇")}


def test_a_report_among_the_news_leads_to_its_list_where_no_menu_does() -> None:
    column = f"{HOME}/xinxi/baogao/"
    titles = [f"白石县人民政府{year}年政府信息公开工作年度报告" for year in (2024, 2023, 2022)]
    files = [f"20{25 - n}01/t20{25 - n}0120_1{n}.html" for n in range(3)]
    pages: dict[str, Answer] = {
        f"{HOME}/": page(rows((f"/xinxi/baogao/{files[0]}", titles[0]), ("/x.html", "新闻"))),
        column: page(rows(*zip(files, titles, strict=True)), "报告"),
        **{column + file: report(title) for file, title in zip(files, titles, strict=True)},
    }
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages))
    assert len(crawled.reports) == 3
    assert [(seen.url, seen.via) for seen in crawled.columns] == [(column, "derived")]

    pages[column] = 404
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages))
    assert len(crawled.reports) == 1
    assert not crawled.failures, "a derived address that does not answer is no failure"
