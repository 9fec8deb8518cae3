"""Lists fed by data files and other services, rows beside longer boxes, rows that stand for many reports."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from parsers.titles import names_collection, read_title
from spiders.any import AnySpider
from tests.spiders.markup import PDF, page, rows
from tests.spiders.site import Answer, Crawled, Handler, Site, crawl
from tests.spiders.test_variants import ARTICLES, HOME, TOTAL, address, column, lines, title

LIST = f"{HOME}/zwgk/nb/"
ITEMS = [{"title": title(n), "url": address(n), "pubDate": f"2025-01-{n + 1:02}"} for n in range(TOTAL)]
XML = "".join(f"<item><title>{title(n)}</title><link>{address(n)}</link></item>" for n in range(TOTAL))


def walked(script: str, pages: dict[str, Answer], handlers: dict[str, Handler] | None = None) -> Crawled:
    """A column without rows whose script loads them."""
    held: dict[str, Answer] = {LIST: column(f"<ul id='l'></ul><script>{script}</script>")}
    site = Site(ARTICLES | held | {HOME + path: body for path, body in pages.items()}, handlers or {})
    return crawl(AnySpider(urls=[LIST]), site)


def assert_whole(crawled: Crawled) -> None:
    assert crawled.urls == set(ARTICLES)
    assert {one.failure for one in crawled.lists} == {None}


@pytest.mark.parametrize(
    ("script", "path", "body"),
    [
        ("$.getJSON('./index.json?_=' + Date.now(), f)", "/zwgk/nb/index.json", json.dumps({"data": ITEMS})),
        ("$.ajax({url: 'list.xml', success: f})", "/zwgk/nb/list.xml", f'<?xml version="1.0"?><l>{XML}</l>'),
        ("</script><script src='./data.js'>", "/zwgk/nb/data.js", f"var list = {json.dumps(ITEMS)};"),
    ],
    ids=["json", "xml", "script"],
)
def test_a_file_of_data_is_the_list(script: str, path: str, body: str) -> None:
    assert_whole(walked(script, {path: body}))


def test_numbered_files_of_data_are_taken_to_their_total() -> None:
    script = "function load(p){ $.getJSON('/data/nb_' + p + '.json', f); } load(1);"
    pages: dict[str, Answer] = {
        f"/data/nb_{n}.json": json.dumps({"total": TOTAL, "list": ITEMS[8 * (n - 1) : 8 * n]})
        for n in (1, 2, 3)
    }
    crawled = walked(script, pages)
    assert_whole(crawled)
    assert not [url for url in crawled.asked if url.endswith("nb_4.json")]


@pytest.mark.parametrize("name", ["start", "offset", "skip"])
def test_a_service_that_counts_rows_is_asked_on_by_rows(name: str) -> None:
    def answer(given: dict[str, str]) -> Answer:
        at = int(given[name])
        return json.dumps({"total": TOTAL, "rows": ITEMS[at : at + int(given["limit"])]})

    script = f"$.get('/api/list', {{channel: '12', {name}: 0, limit: 8}}, f)"
    assert_whole(walked(script, {}, {f"{HOME}/api/list": answer}))


@pytest.mark.parametrize("cut", [False, True])
def test_a_longer_box_of_news_is_not_the_list(cut: bool) -> None:
    news = rows(
        *[(f"/xw/{n}.html", f"县委常委会召开第{n}次会议", "2025-02-01") for n in range(14)], cls="rec"
    )
    plain = "".join(f'<li><a href="{address(n)}">{title(n)[:12]}…</a></li>' for n in range(TOTAL))
    pages = {LIST: column((f"<ul>{plain}</ul>" if cut else lines()) + news)}
    assert_whole(crawl(AnySpider(urls=[LIST]), Site(ARTICLES | pages)))


@pytest.mark.parametrize("mark", ["查看", "√", "PDF"])
def test_cells_of_bodies_and_years_say_nothing_themselves(mark: str) -> None:
    head = "".join(f"<th>{year}年</th>" for year in range(2024, 2016, -1))
    lines_ = "".join(
        f"<tr><td>乌岚县{body}局</td>"
        + "".join(f'<td><a href="{address(n)}">{mark}</a></td>' for n in range(at, TOTAL, 3))
        + "</tr>"
        for at, body in enumerate(("水利", "财政", "教育"))
    )
    table = f"<table><tr><th>单位</th>{head}</tr>{lines_}</table>"
    assert_whole(crawl(AnySpider(urls=[LIST]), Site(ARTICLES | {LIST: column(table)})))


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("乌岚县财政局.docx", b"x")
    return packed.getvalue()


GATHERED = "乌岚县各部门2023年政府信息公开年报汇总"


def gathered(href: str, body: str, name: str = GATHERED) -> Crawled:
    """A list with one row for many reports, and what that leads to."""
    listed = rows((href, name, "2024-02-01"), (address(0), title(0)), (address(1), title(1)))
    article = page(f'<h1>{name}</h1><div class="TRS_Editor">{body}</div>', name, {"ArticleTitle": name})
    pages: dict[str, Answer] = {
        LIST: column(listed),
        f"{HOME}/f/hz.zip": archive(),
        f"{HOME}/down.jsp?filename=hz.zip": archive(),
        f"{HOME}/zwgk/nb/hz.html": article,
        **{f"{HOME}/f/{n}.pdf": PDF for n in range(2, 6)},
    }
    return crawl(AnySpider(urls=[LIST]), Site(ARTICLES | pages))


@pytest.mark.parametrize(
    ("href", "body", "found"),
    [
        ("/f/hz.zip", "", ["/f/hz.zip"]),
        ("hz.html", '<p><a href="/f/hz.zip">附件下载</a></p>', ["/f/hz.zip"]),
        ("hz.html", f'<p><a href="/f/hz.zip">{GATHERED}.zip</a></p>', ["/f/hz.zip"]),
        ("hz.html", '<a href="/down.jsp?filename=hz.zip">附件1：年报汇总</a>', ["/down.jsp?filename=hz.zip"]),
        (
            "hz.html",
            "".join(f'<p><a href="{address(n)}">{title(n)[:6]}</a></p>' for n in range(2, 6)),
            [address(n) for n in range(2, 6)],
        ),
        (
            "hz.html",
            "".join(f'<p><a href="/f/{n}.pdf">{title(n)[:6]}</a></p>' for n in range(2, 6)),
            [f"/f/{n}.pdf" for n in range(2, 6)],
        ),
    ],
    ids=["archive", "attached", "attached by name", "behind a script", "pages", "files"],
)
def test_a_row_for_many_reports_leads_to_each(href: str, body: str, found: list[str]) -> None:
    crawled = gathered(href, body)
    wanted = {HOME + path for path in (*found, address(0), address(1))}
    assert wanted <= crawled.urls <= wanted | {f"{HOME}/zwgk/nb/hz.html"}
    assert not crawled.failures


def test_a_notice_about_many_reports_is_left() -> None:
    crawled = gathered("hz.html", "<p>请按时报送</p>", "关于各部门报送2023年政府信息公开年报的通知")
    assert crawled.urls == {HOME + address(0), HOME + address(1)}


@pytest.mark.parametrize(
    ("name", "is_many"),
    [
        (GATHERED, True),
        ("2023年各镇（街道）政府信息公开工作年度报告合集", True),
        ("2023年度各部门政府信息公开年报", True),
        ("县直各单位2022年政府信息公开工作年度报告（汇总）", True),
        ("罗源县2021年政府信息公开年度报告（各乡镇、部门）", True),
        ("罗源县2021年政府信息公开年度报告", False),
        ("罗源县2021年政府信息公开年度报告（含乡镇）", False),
        ("各部门2023年政府信息公开年报解读", False),
        ("2023年政府信息公开年报统计汇总表", False),
    ],
)
def test_titles_of_many_reports_are_no_reports(name: str, is_many: bool) -> None:
    assert names_collection(name) is is_many
    assert not (is_many and read_title(name).is_report)


@pytest.mark.parametrize(
    ("markup", "path"),
    [
        (
            "<a href=\"javascript:down('7')\">附件：年度报告.pdf</a><script>function down(id){"
            "location.href='/sys/get.jsp?id='+id;}</script>",
            "/sys/get.jsp?id=7",
        ),
        ("<a href='/sys/get.jsp?id=9'>附件【年度报告.pdf】</a>", "/sys/get.jsp?id=9"),
        ("<iframe id=f></iframe><script>document.getElementById('f').src='/f/1.pdf';</script>", "/f/1.pdf"),
        ('<div id=v></div><script>var fileUrl = "/f/1.pdf"; show(fileUrl);</script>', "/f/1.pdf"),
    ],
    ids=["a function", "a name alone", "a frame by script", "a variable"],
)
def test_files_are_known_by_their_names_and_from_scripts(markup: str, path: str) -> None:
    article = page(
        f'<h1>{title(0)}</h1><div class="TRS_Editor">{markup}</div>', title(0), {"ArticleTitle": title(0)}
    )
    pages: dict[str, Answer] = {LIST: column(rows((address(0), title(0)))), HOME + path: PDF}
    crawled = crawl(AnySpider(urls=[LIST]), Site(pages | {HOME + address(0): article}))
    assert crawled.urls == {HOME + address(0), HOME + path}
