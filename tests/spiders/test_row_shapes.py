"""Rows as portals write them: cards, marks, numbers, titles beside the link, titles of older years."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spiders.any import AnySpider
from tests.spiders.site import Site, crawl
from tests.spiders.test_variants import ARTICLES, HOME, TOTAL, address, column, title

Line = Callable[[int, str, str, str], str]
"""A row of the number, the address, the title and the day of a report."""


def body(number: int) -> str:
    return f"乌岚县{('水利', '财政', '教育')[number % 3]}局"


def year(number: int) -> int:
    return 2024 - number // 3


ROWS: dict[str, Line] = {
    "date before the title": lambda n, u, t, d: f'<a href="{u}"><span>{d}</span>{t}</a>',
    "day and month apart": lambda n, u, t, d: f'<a href="{u}"><b>{d[8:]}</b><i>{d[:7]}</i><h4>{t}</h4></a>',
    "card with a summary": lambda n, u, t, d: (
        f'<a href="{u}"><h4>{t}</h4><p>根据《中华人民共和国政府信息公开条例》，现公布报告。</p><i>{d}</i></a>'
    ),
    "card by class": lambda n, u, t, d: (
        f'<a href="{u}"><div>{d}</div><div class="tit">{t}</div><div>一、总体情况　我局坚持公开。</div></a>'
    ),
    "link around the row": lambda n, u, t, d: f'<a href="{u}"><li>{t}<span>{d}</span></li></a>',
    "number before": lambda n, u, t, d: f'<li><a href="{u}">{n + 1}、{t}</a><span>{d}</span></li>',
    "category before": lambda n, u, t, d: f'<li><a href="{u}">[政府信息公开年报] {t}</a><i>{d}</i></li>',
    "mark behind": lambda n, u, t, d: f'<li><a href="{u}">{t}<font>NEW!</font></a><i>{d}</i></li>',
    "all told in the attribute": lambda n, u, t, d: (
        f'<li><a href="{u}" title="标题：{t}&#10;点击数：12&#10;发表时间：{d}">{t[:14]}…</a><i>{d}</i></li>'
    ),
    "picture beside the title": lambda n, u, t, d: (
        f'<tr><td>{t}</td><td>{d}</td><td><a href="{u}"><img src="v.gif"></a></td></tr>'
    ),
    "number linked too": lambda n, u, t, d: (
        f'<tr><td><a href="{u}">1144/{year(n)}-{n:05}</a></td><td><a href="{u}">{t}</a></td></tr>'
    ),
    "period behind": lambda n, u, t, d: (
        f'<li><a href="{u}">{body(n)}政府信息公开年报({year(n)}.1.1-{year(n)}.12.31)</a></li>'
    ),
    "year in brackets": lambda n, u, t, d: (
        f'<li><a href="{u}">{body(n)}政府信息公开工作年度报告（{year(n)}年）</a></li>'
    ),
    "body and year": lambda n, u, t, d: f'<li><a href="{u}">{body(n)}（{year(n)}年度）</a></li>',
    "summary of the work": lambda n, u, t, d: f'<li><a href="{u}">{year(n)}年度政府信息公开工作总结</a></li>',
    "a function of the page": lambda n, u, t, d: f"<li onclick=\"view(this,'{u[:-5]}')\">{t}</li>",
}
FUNCTION = "<script>function view(o, id){ var u = id + '.html'; window.open(u); }</script>"


@pytest.mark.parametrize("name", ROWS)
def test_every_row_leads_to_its_report(name: str) -> None:
    lines = [ROWS[name](n, address(n), title(n), f"{year(n) + 1}-01-1{n % 3}") for n in range(TOTAL)]
    listed = column(f'<div class="list">{"".join(lines)}</div>{FUNCTION}')
    crawled = crawl(AnySpider(urls=[f"{HOME}/nb/"]), Site(ARTICLES | {f"{HOME}/nb/": listed}))
    assert crawled.urls == set(ARTICLES)
    assert not crawled.failures
