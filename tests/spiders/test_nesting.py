"""Columns inside columns: years, kinds of bodies, towns; and the mazes that must not be walked for ever."""

from __future__ import annotations

import re

from spiders.any import AnySpider
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.baishi.gov.cn"
COLUMN = f"{HOME}/zwgk/zfxxgk/zfxxgknb/"


def title(body: str, year: int) -> str:
    return f"{body}{year}年政府信息公开工作年度报告"


def folder(url: str, *bodies: str, year: int) -> dict[str, Answer]:
    """A folder page that lists one report for each body, with the articles."""
    items = [(f"./t{year}_{number}.html", title(body, year)) for number, body in enumerate(bodies)]
    found: dict[str, Answer] = {url: page(rows(*items), "信息公开")}
    found.update(
        {f"{url}t{year}_{number}.html": report(title(body, year)) for number, body in enumerate(bodies)}
    )
    return found


def test_year_folders_are_opened_whatever_they_are_called() -> None:
    pages: dict[str, Answer] = {
        COLUMN: page(
            rows(*[(f"./{y}nb{y % 7}/", f"{y}年", "") for y in (2024, 2023, 2022)]), "政府信息公开年报"
        )
    }
    for year in (2024, 2023, 2022):
        pages.update(
            folder(
                f"{COLUMN}{year}nb{year % 7}/", "白石县财政局", "白石县教育局", "河口镇人民政府", year=year
            )
        )
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    assert len(crawled.reports) == 9
    assert [column.via for column in crawled.columns] == ["given", "nested", "nested", "nested"]
    assert {found.column_url for found in crawled.reports} == set(pages) - {COLUMN} - crawled.urls


def test_years_hold_kinds_and_kinds_hold_bodies() -> None:
    pages: dict[str, Answer] = {
        COLUMN: page(menu(("./2024n/", "2024年"), ("./2023n/", "2023年度")), "政府信息公开年报")
    }
    for year in (2024, 2023):
        pages[f"{COLUMN}{year}n/"] = page(
            "<ul><li><a href='./xzjd/'>乡镇街道</a></li><li><a href='./szbm/'>市直部门</a></li></ul>",
            f"{year}年",
        )
        pages.update(folder(f"{COLUMN}{year}n/xzjd/", "河口镇人民政府", "西山街道办事处", year=year))
        pages.update(folder(f"{COLUMN}{year}n/szbm/", "白石县财政局", year=year))
    assert len(crawl(AnySpider(urls=[COLUMN]), Site(pages)).reports) == 6


def test_rows_that_name_only_the_body_are_opened() -> None:
    bodies = ["县财政局", "县教育局", "河口镇", "西山街道"]
    pages: dict[str, Answer] = {
        COLUMN: page(rows(("./2024/", "2024年", "")), "政府信息公开年报"),
        f"{COLUMN}2024/": page(rows(*[(f"./c{n}.html", body) for n, body in enumerate(bodies)]), "2024年"),
        **{f"{COLUMN}2024/c{n}.html": report(title("白石" + body, 2024)) for n, body in enumerate(bodies)},
    }
    assert len(crawl(AnySpider(urls=[COLUMN]), Site(pages)).reports) == 4


def test_town_directory_leads_to_a_column_for_each_town() -> None:
    towns = {"c1002a": "河口镇", "c1002b": "西山镇", "c1002c": "石桥乡", "c1002d": "东关街道"}
    pages: dict[str, Answer] = {
        f"{HOME}/": page(menu(("/", "首页"), ("/zwgk/", "政务公开")) + "<p>欢迎</p>" * 60),
        f"{HOME}/zwgk/": page(menu(("/zwgk/xz/", "乡镇（街道）信息公开")) + "<p>公开</p>" * 60),
        f"{HOME}/zwgk/xz/": page(
            "<ul>"
            + "".join(f"<li><a href='/{slug}/'>{name}</a></li>" for slug, name in towns.items())
            + "</ul>"
        ),
    }
    for slug, name in towns.items():
        pages[f"{HOME}/{slug}/"] = page(
            menu((f"/{slug}/gkzn/", "信息公开指南"), (f"/{slug}/nb82/", "信息公开年报")) + "<p>简介</p>" * 60,
            name,
        )
        pages.update(folder(f"{HOME}/{slug}/nb82/", f"{name}人民政府", year=2024))
        pages.update(
            {f"{HOME}/{slug}/nb82/": page(rows(("./t2024_0.html", title(name, 2024))), "信息公开年报")}
        )
    crawled = crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages))
    assert len(crawled.reports) == 4
    assert not crawled.failures


def test_flat_list_with_many_bodies_is_paged_by_descending_numbers() -> None:
    first = f"{HOME}/xxgknb.htm"
    bodies = [f"白石县{a}{b}局" for a in "水林农文教卫" for b in "利务业化育生"]
    pages: dict[str, Answer] = {}
    chunks = [bodies[i : i + 10] for i in range(0, len(bodies), 10)]
    for number, chunk in enumerate(chunks, 1):
        url = first if number == 1 else f"{HOME}/xxgknb/{len(chunks) - number + 1}.htm"
        base = "info/1001/" if number == 1 else "../info/1001/"
        items = [(f"{base}{bodies.index(body) + 100}.htm", title(body, 2023)) for body in chunk]
        following = f"xxgknb/{len(chunks) - 1}.htm" if number == 1 else f"{len(chunks) - number}.htm"
        pager = (
            f"<div>共{len(bodies)}条 {number}/{len(chunks)} <a href='{following}'>下页</a></div>"
            if number < len(chunks)
            else ""
        )
        pages[url] = page(rows(*items) + pager, "信息公开年报")
    pages.update(
        {f"{HOME}/info/1001/{n + 100}.htm": report(title(body, 2023)) for n, body in enumerate(bodies)}
    )
    crawled = crawl(AnySpider(urls=[first]), Site(pages))
    assert len(crawled.reports) == len(bodies)
    assert (crawled.lists[0].promised_rows, crawled.lists[0].failure) == (len(bodies), None)


def test_numbered_pages_beginning_with_one_html() -> None:
    pages: dict[str, Answer] = {}
    for number in (1, 2, 3):
        links = "".join(f'<a href="{n}.html">{n}</a>' for n in (1, 2, 3))
        pages[f"{COLUMN}{number}.html"] = page(
            rows((f"./{number}00200300400500600.html", title("白石县财政局", 2020 + number))) + links,
            "政府信息公开年报",
        )
        pages[f"{COLUMN}{number}00200300400500600.html"] = report(title("白石县财政局", 2020 + number))
    crawled = crawl(AnySpider(urls=[f"{COLUMN}1.html"]), Site(pages))
    assert len(crawled.reports) == 3
    assert len(crawled.lists) == 1


def test_page_that_shows_a_window_of_numbers_is_walked_to_the_last() -> None:
    def window(number: int) -> str:
        around = [n for n in range(number - 1, number + 2) if 1 <= n <= 9]
        return "".join(
            f'<a href="index_{n}.html">{n}</a>' if n > 1 else '<a href="index.html">1</a>' for n in around
        )

    pages: dict[str, Answer] = {}
    for number in range(1, 10):
        name = "" if number == 1 else f"index_{number}.html"
        pages[COLUMN + name] = page(
            rows((f"./post_{number}.html", title("白石县财政局", 2010 + number))) + window(number),
            "信息公开年报",
        )
        pages[f"{COLUMN}post_{number}.html"] = report(title("白石县财政局", 2010 + number))
    assert len(crawl(AnySpider(urls=[COLUMN]), Site(pages)).reports) == 9


def test_list_that_shows_page_one_for_every_number_is_left_as_partial() -> None:
    same = page(
        rows(("./post_1.html", title("白石县财政局", 2024)))
        + '<a href="index_2.html">2</a><a href="index_3.html">3</a><a href="index_9.html">9</a>',
        "信息公开年报",
    )
    pages: dict[str, Answer] = {COLUMN: same, f"{COLUMN}post_1.html": report(title("白石县财政局", 2024))}
    pages.update({f"{COLUMN}index_{n}.html": same for n in range(2, 10)})
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    (walked,) = crawled.lists
    assert walked.failure == "partial"
    assert len(crawled.requests) <= 4


def test_calendar_is_not_walked_for_ever() -> None:
    def calendar(parameters: dict[str, str]) -> str:
        year, month = int(parameters["y"]), int(parameters["m"])
        ahead = "".join(f"<a href='?y={y}&m={month}'>{y}年</a>" for y in (year - 1, year + 1))
        ahead += f"<a href='?y={year}&m={month + 1}'>下月</a>"
        return page(ahead + rows(("/r.html", title("白石县财政局", 2024))), "政府信息公开年报")

    site = Site({f"{HOME}/r.html": report(title("白石县财政局", 2024))}, {f"{HOME}/nb": calendar})
    crawled = crawl(AnySpider(urls=[f"{HOME}/nb?y=2024&m=1"]), site, limit=60)
    assert len(crawled.reports) == 1


def test_title_without_body_that_leads_to_a_list_of_bodies_is_a_list() -> None:
    pages: dict[str, Answer] = {
        COLUMN: page(rows(("./2023/", "2023年政府信息公开工作年度报告")), "政府信息公开年报")
    }
    pages.update(folder(f"{COLUMN}2023/", "白石县财政局", "白石县教育局", year=2023))
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    assert sorted(found.title for found in crawled.reports) == sorted(
        [title("白石县财政局", 2023), title("白石县教育局", 2023)]
    )


def test_column_that_is_itself_the_newest_report_keeps_its_older_years() -> None:
    url = f"{HOME}/col/col90231/index.html"
    own = report(title("白石县交通局", 2024)).replace(
        "<h1>", "<div><a href='/col/col90230/index.html'>2023年</a></div><h1>"
    )
    own = re.sub(
        '<meta name="ArticleTitle"[^>]*>', '<meta name="ColumnName" content="政府信息公开年报">', own
    )
    older = report(title("白石县交通局", 2023))
    crawled = crawl(AnySpider(urls=[url]), Site({url: own, f"{HOME}/col/col90230/index.html": older}))
    assert sorted(found.title for found in crawled.reports) == [
        title("白石县交通局", 2023),
        title("白石县交通局", 2024),
    ]
    assert crawled.lists[0].failure is None


def test_years_wanted_bound_what_is_asked_for() -> None:
    pages: dict[str, Answer] = {
        COLUMN: page(
            rows(*[(f"./{y}.html", title("白石县财政局", y)) for y in range(2018, 2025)]), "政府信息公开年报"
        )
    }
    pages.update({f"{COLUMN}{y}.html": report(title("白石县财政局", y)) for y in range(2018, 2025)})
    crawled = crawl(AnySpider(urls=[COLUMN], years=(2021, 2022)), Site(pages))
    assert crawled.urls == {f"{COLUMN}2021.html", f"{COLUMN}2022.html"}
    assert len(crawled.requests) == 3
