"""List shapes of provinces and older makes: each column is walked from its first page to its last."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from spiders.any import AnySpider
from tests.spiders.markup import page, report, rows
from tests.spiders.site import Answer, Site, crawl

HOME = "http://www.danhe.gov.cn"
YEARS = range(2008, 2025)
SIZE = 6
PAGES = 3


def title(year: int) -> str:
    return f"丹河市水利局{year}年政府信息公开工作年度报告"


@dataclass
class Shape:
    """One shape of list: addresses of pages and articles, the pager as the make draws it."""

    name: str
    first: str
    other: str
    """Address of page `{n}`; `{m}` is the number counted from the end."""
    article: str
    pager: str
    """With `{n}` the page, `{next}` the address of the next one, `{links}` those of all."""
    platform: str = "generic"
    numbers: dict[int, str] = field(default_factory=dict)

    def page_of(self, number: int) -> str:
        return HOME + (self.first if number == 1 else self.other.format(n=number, m=PAGES - number + 1))


SHAPES = [
    Shape(
        "nfcms",
        "/zwgk/nb/index.html",
        "/zwgk/nb/index_{n}.html",
        "/zwgk/nb/content/post_{id}.html",
        '<div class="page">{links}<a class="next" href="{next}">下一页</a>'
        '<a class="last" href="index_3.html">末页</a></div>',
    ),
    Shape(
        "henan",
        "/zfxxgk/zfxxgknb/",
        "/zfxxgk/zfxxgknb/index_{n}.html",
        "/2025/01-20/{id}.html",
        '<div class="page"><a href="{next}">下一页</a> 共17条 第{n}/3页 尾页</div>',
    ),
    Shape(
        "shaanxi",
        "/zfxxgk/zfxxgknb/1.html",
        "/zfxxgk/zfxxgknb/{n}.html",
        "/zfxxgk/zfxxgknb/2025/{id}.html",
        "<div class=pages>共17条记录 第 {n}/3 页 <a href='{next}'>下一页</a></div>",
    ),
    Shape(
        "hebei eportal",
        "/eportal/ui?pageId=2&formKey=GOV_OPEN&columnName=nb",
        "/eportal/ui?pageId=2&currentPage={n}&moduleId=8&formKey=GOV_OPEN&columnName=nb",
        "/eportal/ui?pageId=9&articleKey={id}",
        '<div>共17条 第{n}/3页 <a href="{next}">下一页</a></div>',
    ),
    Shape(
        "hebei columns",
        "/columns/6f0e2b3a-1c5d-4f8e/index.html",
        "/columns/6f0e2b3a-1c5d-4f8e/index_{n}.html",
        "/columns/6f0e2b3a-1c5d-4f8e/202501/20/{id}-77.html",
        '<div class="pages">{links}<a href="{next}">下一页</a></div>',
    ),
    Shape(
        "shandong gongkai",
        "/gongkai/channel_5c1f/?open=zfxxgknb",
        "/gongkai/channel_5c1f/index_{n}.html?open=zfxxgknb",
        "/gongkai/channel_5c1f/doc_64a0{id}.html",
        '<div class="fy">{links}<a href="{next}">下一页</a></div>',
    ),
    Shape(
        "liaoning",
        "/web/zwgk/zfxxgknb/glist.shtml",
        "/web/zwgk/zfxxgknb/glist_{n}.shtml",
        "/web/zwgk/zfxxgknb/2025012016{id}000/index.shtml",
        '<div>共17条 <a href="{next}">下一页</a></div>',
    ),
    Shape(
        "phpcms",
        "/index.php?m=content&c=index&a=lists&catid=12",
        "/index.php?m=content&c=index&a=lists&catid=12&page={n}",
        "/show-{id}.html",
        "<div id=pages class=text-c><a class=a1>17条</a> {links}<a href='{next}'>下一页</a></div>",
    ),
    Shape(
        "phpcms plain",
        "/xxgk/list-12-1.html",
        "/xxgk/list-12-{n}.html",
        "/xxgk/show-12-{id}-1.html",
        "<div id=pages><a class=a1>17条</a> <a href='{next}'>下一页</a></div>",
    ),
    Shape(
        "aspx",
        "/InfoPublic.aspx?cid=1019&pid=971&page=1",
        "/InfoPublic.aspx?cid=1019&pid=971&page={n}",
        "/NewsView.aspx?id={id}",
        "<td>共17条 <a href='{next}'>下一页</a></td>",
    ),
    Shape(
        "asp",
        "/pub_newschannel.asp?chid=100",
        "/pub_newschannel.asp?Page={n}&chid=100",
        "/pub_news.asp?id={id}",
        "<td>共 17 条 第 {n}/3 页 <a href='{next}'>下一页</a></td>",
    ),
    Shape(
        "ilist",
        "/info/iList.jsp?node_id=GK1&site_id=CMS1&cat_id=10058",
        "/info/iList.jsp?node_id=GK1&site_id=CMS1&cat_id=10058&cur_page={n}",
        "/info/iDetail/{id}.html",
        "<div class=page>共17条 <a href='{next}'>下一页</a></div>",
    ),
    Shape(
        "chengdu",
        "/gknb/column-index-1.shtml",
        "/gknb/column-index-{n}.shtml",
        "/gknb/2025-01/20/c_{id}.shtml",
        "<div>{links} <a href='{next}'>下一页</a></div>",
    ),
    Shape(
        "vsb",
        "/zfxxgk/nb.htm",
        "/zfxxgk/nb/{m}.htm",
        "/info/1001/{id}.htm",
        '<div id="line_u6_0">共17条  {n}/3 <a href="{next}">下页</a>'
        '<a href="/zfxxgk/nb/1.htm">尾页</a></div>',
        "vsb",
    ),
    Shape(
        "vsb dynamic",
        "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1012",
        "/list.jsp?a5t=3&a5p={n}&a5c=6&urltype=tree.TreeTempUrl&wbtreeid=1012",
        "/info/1012/{id}.htm",
        "<div>共17条 {n}/3 <a href='{next}'>下页</a></div>",
        "vsb",
    ),
]


def site_of(shape: Shape, lost: int | None = None) -> tuple[Site, set[str]]:
    """The column in its pages, with the articles; page `lost` is not there."""
    articles = {HOME + shape.article.format(id=year): year for year in reversed(YEARS)}
    held = list(articles)
    pages: dict[str, Answer] = {url: report(title(year)) for url, year in articles.items()}
    for number in range(1, PAGES + 1):
        shown = rows(*[(url, title(articles[url])) for url in held[SIZE * (number - 1) : SIZE * number]])
        links = "".join(f"<a href='{shape.page_of(n)}'>{n}</a>" for n in range(1, PAGES + 1))
        following = shape.page_of(number + 1) if number < PAGES else "javascript:;"
        pager = shape.pager.format(n=number, next=following, links=links)
        if number != lost:
            pages[shape.page_of(number)] = page(
                shown + pager, "政府信息公开年报", {"ColumnName": "政府信息公开年报"}
            )
    return Site(pages), set(articles)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_column_is_walked_to_its_last_page(shape: Shape) -> None:
    site, articles = site_of(shape)
    crawled = crawl(AnySpider(urls=[shape.page_of(1)]), site)
    assert {found.response.url for found in crawled.reports} == articles
    (walked,) = crawled.lists
    assert (walked.rows, walked.pages, walked.failure) == (len(YEARS), PAGES, None)
    assert {seen.platform for seen in crawled.columns} == {shape.platform}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_column_that_loses_a_page_is_partial(shape: Shape) -> None:
    site, articles = site_of(shape, lost=2)
    crawled = crawl(AnySpider(urls=[shape.page_of(1)]), site)
    assert {found.response.url for found in crawled.reports} < articles
    assert [walked.failure for walked in crawled.lists] == ["partial"]


FORMS = {
    "next": (
        '<form name="form1" action="/gknb/list.jsp" method="post"><input type="hidden" name="id" value="12">'
        '<input type="hidden" name="currentPage" value="{n}"></form>'
        '共17条 <a href="javascript:next({after})">下一页</a>',
        "/gknb/list.jsp",
        "currentPage",
    ),
    "page": (
        '<form id="frm" action="nrglIndex.action?classID=12" method="post">'
        '<input type="hidden" name="cpage" value="{n}"></form>'
        '共17条 <a href="#" onclick="page(\'{after}\')">下一页</a>',
        "/nrglIndex.action",
        "cpage",
    ),
    "aspnet": (
        '<form method="post" action="./list.aspx?lcid=52" id="form1">'
        '<input type="hidden" name="__VIEWSTATE" value="state{n}">'
        '<input type="hidden" name="__EVENTTARGET" value="">'
        '<input type="hidden" name="__EVENTARGUMENT" value=""></form>'
        "共17条 <a href=\"javascript:__doPostBack('AspNetPager1','{after}')\">下一页</a>",
        "/list.aspx",
        "__EVENTARGUMENT",
    ),
}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("lost", [None, 2])
def test_pager_that_sends_a_form_is_followed(kind: str, lost: int | None) -> None:
    pager, path, parameter = FORMS[kind]
    articles = {f"{HOME}/gknb/show_{year}.html": year for year in reversed(YEARS)}
    held = list(articles)

    def answer(given: dict[str, str]) -> Answer:
        number = int(given.get(parameter) or 1)
        if number == lost:
            return 500
        if kind == "aspnet" and number > 1 and given["__VIEWSTATE"] != f"state{number - 1}":
            return 500
        shown = rows(*[(url, title(articles[url])) for url in held[SIZE * (number - 1) : SIZE * number]])
        after = number + 1 if number < PAGES else number
        return page(shown + pager.format(n=number, after=after), "政府信息公开年报")

    pages: dict[str, Answer] = {url: report(title(year)) for url, year in articles.items()}
    start = f"{HOME}{path}?{urlencode({'lcid' if kind == 'aspnet' else 'id': 52})}"
    crawled = crawl(AnySpider(urls=[start]), Site(pages, {HOME + path: answer}))
    (walked,) = crawled.lists
    assert walked.failure == ("partial" if lost else None)
    assert (len(crawled.reports) == len(YEARS)) is (lost is None)
