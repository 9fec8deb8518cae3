"""Reports as pictures, flip-books and files inside scripts: what is a page, and what comes of it."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from parsers.carriers.album import compose, pages_of
from spiders.any import AnySpider
from spiders.embedded import embedded_files
from spiders.items import ReportFound
from spiders.pages import Page
from spiders.pictures import article_pictures, book_pictures
from tests.spiders.markup import CHAPTERS, PDF, page, report, rows
from tests.spiders.site import Answer, Crawled, Refused, Site, crawl

HOME = "http://www.danhe.gov.cn"
COLUMN, URL = f"{HOME}/nb/", f"{HOME}/nb/t1.html"
TITLE = "丹河市水利局2024年政府信息公开工作年度报告"
LONG_PDF = PDF + b"% made up\n" * 60


def picture(number: int, size: tuple[int, int] = (600, 850), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 40 + number).save(out, kind)
    return out.getvalue()


def shown(*addresses: str, **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return "".join(f'<p><img src="{address}"{more}></p>' for address in addresses)


def walked(body: str, files: dict[str, Answer], after: str = "", title: str = TITLE) -> Crawled:
    pages: dict[str, Answer] = {
        COLUMN: page(rows(("./t1.html", title)), "政府信息公开年报"),
        URL: report(title, body=body, after=after),
        **{f"{HOME}{path}": answer for path, answer in files.items()},
    }
    return crawl(AnySpider(urls=[COLUMN]), Site(pages))


def hanging(crawled: Crawled) -> list[ReportFound]:
    return [found for found in crawled.reports if found.parent_url == URL]


SHEETS = {f"/files/{number}.png": picture(number) for number in (1, 2, 3)}


def test_the_pictures_of_a_page_are_one_document_in_their_order() -> None:
    crawled = walked(shown("/files/2.png", "/files/1.png", "../files/3.png"), dict(SHEETS))
    (found,) = hanging(crawled)
    assert pages_of(found.response.body) == [SHEETS[f"/files/{number}.png"] for number in (2, 1, 3)]
    assert found.response.url == f"{URL}!/pages.cbz"
    assert found.made_of == tuple(f"{HOME}/files/{number}.png" for number in (2, 1, 3))
    assert found.title == TITLE
    assert not crawled.failures


def test_a_single_picture_is_the_document_itself() -> None:
    (found,) = hanging(walked(shown("/files/1.png"), dict(SHEETS)))
    assert (found.response.url, found.made_of) == (f"{HOME}/files/1.png", ())


def test_pictures_inside_the_page_need_no_request() -> None:
    inline = [f"data:image/png;base64,{base64.b64encode(picture(number)).decode()}" for number in (1, 2)]
    crawled = walked(shown(*inline), {})
    (found,) = hanging(crawled)
    assert found.response.body == compose([picture(1), picture(2)])
    assert found.made_of == (URL,)
    assert len(crawled.requests) == 2


@pytest.mark.parametrize(
    "adornment",
    [
        shown("/images/logo.png"),
        shown("/files/qrcode_1.png"),
        shown("/files/9.png", alt="扫一扫在手机打开"),
        shown("/files/9.png", width="120"),
        shown("/files/9.png", style="width: 90px;height:90px"),
        shown("/files/share.gif"),
        f'<a href="/other.html">{shown("/files/9.png")}</a>',
        shown("/templates/1/foot9.png"),
    ],
)
def test_adornments_are_not_asked_for(adornment: str) -> None:
    crawled = walked(shown("/files/1.png", "/files/2.png") + adornment, dict(SHEETS))
    assert [url for url in crawled.asked if "files" in url or "image" in url] == [
        f"{HOME}/files/1.png",
        f"{HOME}/files/2.png",
    ]


@pytest.mark.parametrize("size", [(430, 430), (1200, 180), (150, 190), (250, 300)])
def test_a_code_to_scan_or_a_banner_is_no_page_when_it_has_come(size: tuple[int, int]) -> None:
    files = SHEETS | {"/files/a.png": picture(9, size)}
    (found,) = hanging(walked(shown("/files/1.png", "/files/a.png", "/files/2.png"), dict(files)))
    assert pages_of(found.response.body) == [SHEETS["/files/1.png"], SHEETS["/files/2.png"]]


def test_pictures_of_tables_under_typed_chapters_are_taken_and_photographs_beside_tables_are_not() -> None:
    typed = CHAPTERS.replace("<table>", "<p>").replace("</table>", "</p>")
    typed = typed.replace("<tr>", "").replace("</tr>", "").replace("<td>", "").replace("</td>", "")
    table = {"/files/t.png": picture(1, (700, 420))}
    assert len(hanging(walked(typed + shown("/files/t.png"), dict(table)))) == 1
    assert not hanging(walked(CHAPTERS + shown("/files/t.png"), dict(table)))
    assert not hanging(
        walked("<p>" + "本年度依法公开各类信息。" * 80 + "</p>" + shown("/files/t.png"), dict(table))
    )


def test_a_picture_that_is_gone_is_named_and_the_others_are_kept() -> None:
    crawled = walked(shown("/files/1.png", "/files/8.png", "/files/2.png"), dict(SHEETS))
    (found,) = hanging(crawled)
    assert len(pages_of(found.response.body)) == 2
    assert [(failed.url, failed.failure) for failed in crawled.failures] == [
        (f"{HOME}/files/8.png", "gone"),
        (f"{URL}!/pages.cbz", "partial"),
    ]
    assert crawled.failures[1].detail == "2 of 3 pictures of pages"


def test_a_picture_that_may_come_another_time_holds_the_document_back() -> None:
    files: dict[str, Answer] = {**SHEETS, "/files/8.png": Refused("timeout", "slow")}
    crawled = walked(shown("/files/1.png", "/files/8.png", "/files/2.png"), files)
    assert not hanging(crawled)
    assert [failed.failure for failed in crawled.failures] == ["timeout", "partial"]
    assert "no document is made" in crawled.failures[1].detail


def test_a_page_in_place_of_a_picture_is_bad_content() -> None:
    files: dict[str, Answer] = {**SHEETS, "/files/8.png": page("<p>请登录</p>" * 30)}
    crawled = walked(shown("/files/1.png", "/files/8.png"), files)
    assert [failed.failure for failed in crawled.failures] == ["bad_content", "partial"]
    assert [found.response.url for found in hanging(crawled)] == [f"{HOME}/files/1.png"]


BOOKS = {
    "objects": """<script>var fliphtml5_pages=[{"n":["./l/1.jpg"],"t":"./thumb/1.jpg"},
        {"n":["./l/2.jpg"],"t":"./thumb/2.jpg"}]</script>""",
    "addresses": "<script>loadBook({pages: ['./l/1.jpg', './l/2.jpg'], bg: './bg.jpg'});</script>",
    "escaped": '<script>var c={"imgs":[".\\/l\\/1.jpg",".\\/l\\/2.jpg"]}</script>',
    "folder": """<script>bookConfig.totalPageCount=2;
        bookConfig.normalPath="./m/";bookConfig.largePath="./l/";</script>""",
    "styles": """<div class="page" style="background-image:url(./l/1.jpg)"></div>
        <div style="background-image: url('./l/2.jpg')"></div>""",
}


@pytest.mark.parametrize("script", BOOKS.values(), ids=list(BOOKS))
def test_the_pages_of_a_flip_book_are_read_from_its_configuration(script: str) -> None:
    read = Page(f"{HOME}/book/index.html", page(f"<div id='flipbook'></div>{script}").encode())
    assert book_pictures(read) == [f"{HOME}/book/l/1.jpg", f"{HOME}/book/l/2.jpg"]


def test_a_flip_book_in_a_frame_whose_pages_stand_in_a_script_of_its_own() -> None:
    files: dict[str, Answer] = {
        "/book/index.html": page(
            "<div id='b'></div><script src='js/jquery.min.js'></script><script src='js/config.js'></script>"
        ),
        "/book/js/config.js": "var bookConfig = {totalPageCount: 2, largePath: 'l/', ext: 'png'};",
        "/book/l/1.png": picture(1),
        "/book/l/2.png": picture(2),
    }
    crawled = walked('<iframe src="/book/index.html"></iframe>', files)
    (found,) = hanging(crawled)
    assert found.response.body == compose([picture(1), picture(2)])
    assert found.response.url == f"{HOME}/book/index.html!/pages.cbz"
    assert not crawled.failures
    assert not any("jquery" in url for url in crawled.asked)


def script_of(data: bytes, form: str) -> str:
    text = base64.b64encode(data).decode()
    return (
        form.replace("@", text) if "|" not in form else form.replace("|", text[:333] + '"\n + "' + text[333:])
    )


@pytest.mark.parametrize(
    "form",
    [
        '<script>var pdfData = "@";</script>',
        '<iframe src="data:application/pdf;base64,@"></iframe>',
        "<script>viewer.load(atob('@'), '100%')</script>",
        '<object data="data:application/pdf;base64,@" type="application/pdf"></object>',
        '<script>var s = "|"; show(s);</script>',
    ],
)
@pytest.mark.parametrize("rest", range(3))
def test_a_file_in_a_script_or_an_address_is_taken_out(form: str, rest: int) -> None:
    data = LONG_PDF + b"x" * rest
    crawled = walked(script_of(data, form), {})
    (found,) = hanging(crawled)
    assert found.response.body == data
    assert (found.response.url, found.made_of) == (f"{URL}!/embedded-1.pdf", (URL,))
    assert not crawled.failures


def test_a_text_that_only_begins_like_a_file_is_none() -> None:
    assert not embedded_files(Page(URL, page("<p>JVBERi0 UEsDB 0M8R4KGx</p>").encode()))


def test_a_viewer_inside_a_viewer_hands_over_its_file() -> None:
    files: dict[str, Answer] = {
        "/view.jsp?id=1": page('<embed src="/files/nb.pdf" type="application/pdf">'),
        "/files/nb.pdf": PDF,
    }
    crawled = walked('<iframe src="/view.jsp?id=1"></iframe>', files)
    assert [found.response.url for found in hanging(crawled)] == [f"{HOME}/files/nb.pdf"]
    assert not crawled.failures


def test_a_report_page_with_nothing_on_it_is_a_failure() -> None:
    crawled = walked("<div id='app'></div>", {}, after="<script src='/js/app.js'></script>")
    assert [(failed.url, failed.failure) for failed in crawled.failures] == [(URL, "needs_browser")]


def test_pictures_of_a_page_that_another_report_shows_too_are_asked_for_once() -> None:
    pages: dict[str, Answer] = {
        COLUMN: page(
            rows(("./t1.html", TITLE), ("./t2.html", TITLE.replace("2024", "2023"))), "政府信息公开年报"
        ),
        URL: report(TITLE, body=shown("/files/1.png", "/files/2.png", "/files/3.png")),
        f"{COLUMN}t2.html": report(
            TITLE.replace("2024", "2023"), body=shown("/files/1.png", "/files/4.png", "/files/5.png")
        ),
        **{f"{HOME}/files/{number}.png": picture(number) for number in range(1, 6)},
    }
    crawled = crawl(AnySpider(urls=[COLUMN]), Site(pages))
    assert sum(url.endswith("/files/1.png") for url in crawled.asked) == 1
    assert sorted(len(found.made_of) for found in crawled.reports if found.made_of) == [2, 3]


def test_pictures_are_not_looked_for_in_menus() -> None:
    read = Page(
        URL, report(TITLE, body="", after=f"<div class='footer'>{shown('/files/1.png')}</div>").encode()
    )
    assert article_pictures(read) == []
