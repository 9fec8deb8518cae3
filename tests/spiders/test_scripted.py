"""Rows and menus that only scripts put on a page: read from literals, no script is run."""

from __future__ import annotations

import pytest

from spiders.any import AnySpider
from spiders.pages import Page
from spiders.scripted import scripted_markup
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.qinghe.gov.cn"
PLATFORM = f"{HOME}/zwgk/"
COLUMN = f"{HOME}/zwgk/zfxxgknb/"
YEARS = (2024, 2023)


def title(year: int) -> str:
    return f"青禾市水利局{year}年政府信息公开工作年度报告"


ARTICLES: dict[str, Answer] = {f"{COLUMN}t{year}.html": report(title(year)) for year in YEARS}


@pytest.mark.parametrize(
    "line",
    [
        r"""document.writeln("<li><a href=\"./t{year}.html\">{title}<\/a><i>2025-01-20<\/i><\/li>");""",
        """var url="./t{year}.html", at; var title="{title}";
        document.write("<li><a href='"+url+"'>"+title+"</a></li>");""",
        """document.write('<li>'); document.write('<a href="' + './t{year}.html' + '">{title}</a></li>');""",
        """var html = ''; html += '<li><a href="./t{year}.html">{title}</a></li>'; box.innerHTML = html;""",
        """var list_{year} = [{{title: '{title}', url: './t{year}.html', date: '2025-01-20'}}];""",
    ],
)
def test_rows_of_a_script_are_rows_of_the_list(line: str) -> None:
    script = "".join(f"<script>{line.format(year=year, title=title(year))}</script>" for year in YEARS)
    site = Site({COLUMN: page(f"<ul>{script}</ul>", "政府信息公开年报"), **ARTICLES})
    crawled = crawl(AnySpider(urls=[COLUMN]), site)
    assert crawled.urls == set(ARTICLES)
    assert [walked.failure for walked in crawled.lists] == [None]


def test_unknown_variables_and_templates_make_no_address() -> None:
    script = "document.write('<a href=\"' + base() + '\">x</a>'); var t = {title: '年报', url: '/${id}/'};"
    source = f"<script>{script}</script>"
    assert [link.url for link in Page(COLUMN, page(source).encode()).links] == []


def test_markup_is_only_made_where_a_script_carries_some() -> None:
    assert scripted_markup("<script>var a = 1;</script><a href='/x'>x</a>") == ""


@pytest.mark.parametrize(
    "entry",
    [
        """<li onclick="location.href='./zfxxgknb/'">政府信息公开年报</li>""",
        """<a href="javascript:void(0)" data-url="./zfxxgknb/">政府信息公开年报</a>""",
        """<li data-url="./zfxxgknb/">政府信息公开年报</li>""",
        """<a href="javascript:;" onclick="showColumn('./zfxxgknb/', this)">政府信息公开年报</a>""",
        """<script>var menu=[{name:"政府信息公开年报",url:"./zfxxgknb/"}];</script>""",
        """<script>document.write('<a href="./zfxxgknb/">政府信息公开年报</a>')</script>""",
        """<iframe src="./left.html"></iframe>""",
    ],
)
def test_menus_of_scripts_and_frames_lead_to_the_column(entry: str) -> None:
    pages: dict[str, Answer] = {
        f"{HOME}/": page(menu(("/zwgk/", "政府信息公开")) + "<p>欢迎访问</p>" * 60),
        PLATFORM: page(f"<ul>{entry}</ul>" + "<p>平台</p>" * 60),
        f"{PLATFORM}left.html": page(menu(("./zfxxgknb/", "政府信息公开年报"))),
        COLUMN: page(rows(*[(f"./t{year}.html", title(year)) for year in YEARS]), "政府信息公开年报"),
        **ARTICLES,
    }
    assert crawl(AnySpider(urls=[f"{HOME}/"]), Site(pages)).urls == set(ARTICLES)


def test_column_that_opens_on_its_newest_report_leads_to_the_other_years() -> None:
    other = f"{COLUMN}2023n/"
    links = '<a href="./2024n/">2024年</a><a href="./2023n/">2023年</a>'
    pages: dict[str, Answer] = {
        COLUMN: report(title(2024), after=links),
        f"{COLUMN}2024n/": (302, COLUMN),
        other: report(title(2023), after='<a href="../2024n/">2024年</a>'),
    }
    assert crawl(AnySpider(urls=[COLUMN]), Site(pages)).urls == {COLUMN, other}


def test_short_cut_titles_and_street_offices_are_looked_at() -> None:
    names = ("河口街道办事处", "青禾市水…")
    pages: dict[str, Answer] = {
        COLUMN: page(rows(*[(f"./t{year}.html", name) for year, name in zip(YEARS, names, strict=True)])),
        **ARTICLES,
    }
    pages[COLUMN] = str(pages[COLUMN]).replace("<title></title>", "<title>政府信息公开年报</title>")
    assert crawl(AnySpider(urls=[COLUMN]), Site(pages)).urls == set(ARTICLES)


def test_dates_with_slashes_are_no_page_numbers() -> None:
    lines = "".join(
        f'<dt><a href="./t{year}.html">{title(year)}</a></dt><dd>2025/01/20</dd>' for year in YEARS
    )
    site = Site({COLUMN: page(f"<dl>{lines}</dl>", "政府信息公开年报"), **ARTICLES})
    assert [walked.failure for walked in crawl(AnySpider(urls=[COLUMN]), site).lists] == [None]
