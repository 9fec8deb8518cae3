"""The same list as makes draw it otherwise: pagers of libraries, functions that open, ways to the column."""

from __future__ import annotations

import pytest

from spiders.any import AnySpider
from spiders.openers import Openers
from tests.spiders.markup import menu, page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.wulan.gov.cn"
TOTAL, SIZE = 23, 8


def title(number: int) -> str:
    return f"乌岚县{('水利', '财政', '教育')[number % 3]}局{2024 - number // 3}年政府信息公开工作年度报告"


def address(number: int) -> str:
    return f"/zwgk/nb/202501/t20250120_{1000 + number}.html"


ARTICLES: dict[str, Answer] = {HOME + address(n): report(title(n)) for n in range(TOTAL)}


def lines(number: int = 0) -> str:
    """The rows of a page of the list; of all pages where the number is 0."""
    shown = range(SIZE * (number - 1), min(SIZE * number, TOTAL)) if number else range(TOTAL)
    return rows(*[(address(n), title(n), f"{2025 - n // 3}-01-1{n % 3}") for n in shown])


def column(body: str) -> str:
    crumb = '<div class="wz">当前位置：<a href="/">首页</a></div>'
    return page(menu(("/", "首页")) + crumb + body, "政府信息公开年报", {"ColumnName": "政府信息公开年报"})


def assert_whole(start: str, pages: dict[str, str]) -> None:
    """From the page at `start` every report is found, and every list was walked to its end."""
    site = Site(ARTICLES | {HOME + path: held for path, held in pages.items()})
    crawled = crawl(AnySpider(urls=[HOME + start]), site)
    assert crawled.urls == set(ARTICLES)
    assert {walked.failure for walked in crawled.lists} == {None}


CALLS = '<a href="javascript:go(1)">1</a><a href="javascript:go(2)">2</a><a href="javascript:go(3)">3</a>'


def going(step: str) -> str:
    """Numbers that call a function which goes on by `step`."""
    first = 'if(n == 1){ location.href="index.html"; }'
    return f"{CALLS}<script>function go(n){{ {first} else {{ {step} }} }}</script>"


PAGERS = {
    "numbers in quotes": ("index_{}.html", 1, '<script>createPageHTML("3","0","index","html");</script>'),
    "laypage counts rows": (
        "index_{}.html",
        0,
        "<script>laypage.render({elem:'p', count: 23, limit: 8, jump: function(obj, first){"
        " if(!first){ location.href = 'index_' + obj.curr + '.html'; } }});</script>",
    ),
    "laypage counts pages": (
        "list_{}.html",
        0,
        "<script>laypage({cont:'p', pages: 3, jump: function(e){"
        " location.href = 'list_'+e.curr+'.html'; }});</script>",
    ),
    "a plugin asks its own number": (
        "index_{}.html",
        0,
        '<script>$("#p").pagination({totalData:23,showData:8,pageCount:3,callback:function(api){'
        ' window.location.href = "index_" + api.getCurrent() + ".html"; }});</script>',
    ),
    "numbers that call a function": (
        "index_{}.html",
        0,
        going('location.href = "index_" + n + ".html";'),
    ),
    "an address in a variable": (
        "index_{}.html",
        1,
        going('var u = "index_" + (n-1) + ".html"; window.location = u;'),
    ),
    "an address in a template": (
        "index_{}.html",
        0,
        going("location.href = `index_${n}.html`;"),
    ),
}


@pytest.mark.parametrize("name", PAGERS)
def test_list_is_walked_to_its_end_whoever_draws_the_pager(name: str) -> None:
    other, less, pager = PAGERS[name]
    pages = {f"/nb/{other.format(n - less)}": column(lines(n)) for n in (2, 3)}
    assert_whole("/nb/index.html", pages | {"/nb/index.html": column(lines(1) + pager)})


def test_addresses_that_count_rows_are_pages() -> None:
    links = "".join(f'<a href="/list.jsp?id=5&start={8 * (n - 1)}">{n}</a>' for n in (1, 2, 3))
    pages = {f"/list.jsp?id=5&start={8 * (n - 1)}": column(lines(n) + links) for n in (1, 2, 3)}
    assert_whole("/list.jsp?id=5", pages | {"/list.jsp?id=5": column(lines(1) + links)})


def test_years_of_a_choice_that_a_script_opens_are_walked() -> None:
    options = "".join(f'<option value="{year}">{year}年</option>' for year in range(2024, 2016, -1))
    choice = f"<select onchange=\"location.href='?year=' + this.value\">{options}</select>"
    pages = {f"/nb/?year={year}": column(rows()) for year in range(2024, 2016, -1)}
    for year in range(2024, 2016, -1):
        own = [(address(n), title(n)) for n in range(TOTAL) if 2024 - n // 3 == year]
        pages[f"/nb/?year={year}"] = column(choice + rows(*own))
    assert_whole("/nb/", pages | {"/nb/": pages["/nb/?year=2024"]})


@pytest.mark.parametrize(
    "way",
    [
        ("政务五公开", "年报"),
        ("透明政府", "信息公开年报"),
        ("信息公示", "政府信息公开工作年度报告"),
        ("政府信息", "公开年报"),
        ("政务", "工作年报"),
        ("政务中心", "政府信息公开", "历年年报"),
        ("资讯公开", "年度工作报告"),
    ],
    ids=">".join,
)
def test_column_is_found_under_other_words(way: tuple[str, ...]) -> None:
    pages, here = {}, "/"
    for place, word in enumerate(way):
        to = "/zwgk/nb/" if word is way[-1] else f"/m{place}/"
        pages[here] = page(menu(("/", "首页"), (to, word)) + "<p>欢迎</p>" * 60)
        here = to
    assert_whole("/", pages | {"/zwgk/nb/": page(lines(), way[-1])})


def test_front_page_that_only_lets_in_is_passed() -> None:
    pages = {
        "/": '<html><body><a href="/main.html"><img src="a.jpg"></a></body></html>',
        "/main.html": page(menu(("/zwgk/nb/", "政府信息公开年报"))),
        "/zwgk/nb/": page(lines()),
    }
    assert_whole("/", pages)


MORE = {
    "in the heading": '<div class="box"><h3>政府信息公开年报<a href="@">更多</a></h3>#</div>',
    "beside it": '<div><div><span>政府信息公开年报</span><a href="@">更多&gt;&gt;</a></div>#</div>',
    "below": '<div><p>政府信息公开年报</p><div>#</div><div class="ft"><a href="@">查看更多</a></div></div>',
    "a picture": '<div><p>政府信息公开年报</p><a href="@"><img src="more.gif"></a><div>#</div></div>',
}


@pytest.mark.parametrize("place", MORE)
def test_the_rest_of_a_box_is_behind_its_more(place: str) -> None:
    box = MORE[place].replace("@", "/c/8821/").replace("#", lines(1))
    pages = {
        "/": page(menu(("/zfxxgk/", "政府信息公开")) + "<p>欢迎</p>" * 60),
        "/zfxxgk/": page(box + "<p>公开</p>" * 60, "政府信息公开"),
        "/c/8821/": page(lines(1) + '<a href="2.html">下一页</a>', "列表"),
        "/c/8821/2.html": page(lines(2) + '<a href="3.html">下一页</a>', "列表"),
        "/c/8821/3.html": page(lines(3), "列表"),
    }
    assert_whole("/", pages)


def test_a_folder_that_sends_to_its_default_document_is_followed() -> None:
    pages = {
        "/": '<html><head><meta http-equiv="refresh" content="0;url=index.shtml"></head></html>',
        "/index.shtml": page(menu(("/zwgk/nb/", "政府信息公开年报"))),
        "/zwgk/nb/": '<script>location.replace("index.html")</script>',
        "/zwgk/nb/index.html": column(lines()),
    }
    assert_whole("/", pages)


def test_a_function_that_goes_somewhere_is_no_redirect() -> None:
    function = "function go(i){ location.href='/list_'+i+'.html'; }"
    tab = f'<li onclick="go(3)">政府信息公开年报</li><script>{function}</script>'
    pages = {
        "/": page(menu(("/zfxxgk/", "政府信息公开")) + "<p>欢迎</p>" * 60),
        "/zfxxgk/": page(f"<ul>{tab}</ul>"),
        "/list_3.html": page(lines()),
    }
    assert_whole("/", pages)


@pytest.mark.parametrize(
    "script",
    [
        "$('#more').click(function(){ $.get('/api/more', {cid: '9', page: n}, f) })",
        "$(window).scroll(function(){ $.ajax({url: '/api/more', data: {cid: '9', page: n}, success: f}) })",
    ],
    ids=["click", "scroll"],
)
def test_a_list_that_a_script_lengthens_is_walked_to_its_end(script: str) -> None:
    more = f'<a id="more" class="load-more">加载更多</a><script>var n = 1; {script}</script>'
    listed = Site(
        ARTICLES | {f"{HOME}/nb/": column(lines(1) + more)},
        {f"{HOME}/api/more": lambda given: lines(int(given["page"])) if int(given["page"]) < 4 else " "},
    )
    assert crawl(AnySpider(urls=[f"{HOME}/nb/"]), listed).urls == set(ARTICLES)


@pytest.mark.parametrize(
    ("functions", "call", "opened"),
    [
        ("function view(id){ window.open('/info/' + id + '.html'); }", "view('a1b2')", "/info/a1b2.html"),
        ("var view = function(id){ location = base + id; }; var base = '/x?id=';", "view(7)", "/x?id=7"),
        ("const view = (a, b) => { open(`/${a}/${b}.htm`); }", "javascript:view('c', 5);", "/c/5.htm"),
        ("function view(id){ $(id).show(); }", "view('tab')", None),
        ("function view(id){ location.href = made(id); }", "view('tab')", None),
        ("function other(id){ location.href = '/' + id; }", "view('tab')", None),
    ],
)
def test_functions_open_what_they_put_together(functions: str, call: str, opened: str | None) -> None:
    assert Openers(f"<script>{functions}</script>").address(call) == opened
