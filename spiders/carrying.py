"""What a report page carries beside its text: files, documents in scripts, viewers, pictures of pages.

All of it is one report with several sources: each becomes an item that hangs on the page's.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from scrapy.http import Response

from parsers.failures import Failure
from spiders.addresses import canonical, is_page, site_of
from spiders.albums import ADDRESS, Album, Sheet, document_of
from spiders.asking import Asking, Step
from spiders.embedded import embedded_files
from spiders.items import PageFailed, ReportFound
from spiders.pages import Page
from spiders.pictures import Picture, article_pictures, book_pictures, configurations, has_prose
from spiders.reporting import report_of_file
from spiders.reports import has_report_text
from spiders.visits import Visit

MOST_FRAMES = 2
"""Viewers inside viewers."""


def carried(spider: Asking, page: Page, report: ReportFound, hanging: Visit) -> Iterator[Step]:
    """Ask for what hangs on a report page, and hand on what it carries itself.

    `hanging` is the visit for files of the report. Frames and the pages of a flip-book are looked into only
    where the page has no text of its own. A page that holds nothing at all is a failure: a script puts the
    report there, or the make of the page is not understood.
    """
    for link in report.attachments:
        yield from spider.ask(link.url, hanging.to(label=link.label), page.url)
    found = list(inside(spider, page, hanging, bool(report.attachments)))
    yield from found
    if not (found or report.attachments or has_report_text(page) or has_prose(page)):
        bare = "<script" in page.html.lower()
        kind = Failure.NEEDS_BROWSER if bare else Failure.LAYOUT_CHANGED
        detail = "a report page without text, file or picture"
        yield PageFailed(page.url, kind, detail, spider.name, hanging.column_url)


def inside(spider: Asking, page: Page, hanging: Visit, known: bool = False) -> Iterator[Step]:
    """Hand on the documents and pictures in a page, a report's own or that of a frame on it.

    `known` says that a file with the report is known already.
    """
    files = embedded_files(page)
    for number, (ending, data) in enumerate(files, start=1):
        yield made(spider, f"{_bare(page.url)}!/embedded-{number}.{ending}", data, (page.url,), hanging)
    pictures = article_pictures(page)
    yield from gathered(spider, page, pictures, hanging)
    if has_report_text(page):
        return
    frames = list(_frames(page)) if hanging.nesting_of_frames < MOST_FRAMES else []
    deeper = hanging.to(lead=True, nesting_of_frames=hanging.nesting_of_frames + 1)
    for url in frames:
        yield from spider.ask(url, deeper, page.url)
    if not (known or files or pictures or frames):
        yield from leafed(spider, page, hanging)


def _frames(page: Page) -> Iterator[str]:
    for frame in page.frames:
        if is_page(frame.url) and site_of(frame.url) == site_of(page.url) and not page.in_foot(frame.node):
            yield frame.url


def leafed(spider: Asking, page: Page, hanging: Visit, script: str | None = None) -> Iterator[Step]:
    """Take in the pages of a flip-book; where they are not on the page, from the script that lists them."""
    pictures = book_pictures(page, script)
    yield from gathered(spider, page, pictures, hanging)
    if not pictures and script is None:
        for url in configurations(page):
            yield from spider.ask(url, hanging.to(lead=True, book=page), page.url)


def gathered(spider: Asking, page: Page, pictures: list[Picture], hanging: Visit) -> Iterator[Step]:
    """Ask for the pictures of a page that no other page had; together they become a document."""
    fresh = [each for each in pictures if isinstance(each, bytes) or canonical(each) not in spider.visited]
    album = Album.of(fresh)
    for number, picture in enumerate(fresh):
        if isinstance(picture, str):
            spider.visited.add(canonical(picture))
            wanted = hanging.to(album=album, place=number, page_url=page.url, lead=False)
            yield spider.request(picture, wanted, page.url)
    if fresh:
        yield from settled(spider, album, hanging.to(page_url=page.url))


def arrived(spider: Asking, response: Response, visit: Visit) -> Iterator[Step]:
    """Put a picture that has come into its album."""
    assert visit.album is not None
    visit.album.take(visit.place, Sheet(response.url, response.body))
    yield from settled(spider, visit.album, visit)


def missed(spider: Asking, visit: Visit, failure: Failure) -> Iterator[Step]:
    """Note a picture that cannot be had."""
    assert visit.album is not None
    visit.album.lose(visit.place, failure)
    yield from settled(spider, visit.album, visit)


def settled(spider: Asking, album: Album, visit: Visit) -> Iterator[Step]:
    """Hand on the document of an album when nothing is waited for any more."""
    if album.waiting or album.closed:
        return
    sheets = album.close()
    address = ADDRESS.format(page=_bare(visit.page_url))
    if album.lost:
        had, all_ = len(album.sheets), len(album.sheets) + len(album.lost)
        detail = f"{had} of {all_} pictures of pages" + ("" if sheets else "; no document is made of them")
        yield PageFailed(address, Failure.PARTIAL, detail, spider.name, visit.column_url)
    if len(sheets) == 1 and sheets[0].url is not None:
        response = Response(sheets[0].url, body=sheets[0].data)
        yield report_of_file(response, visit, visit.platform or "generic", spider.name)
    elif sheets:
        parts = tuple(sheet.url or visit.page_url for sheet in sheets)
        data = sheets[0].data if len(sheets) == 1 else document_of(sheets)
        yield made(spider, address, data, parts, visit)


def made(spider: Asking, url: str, data: bytes, parts: tuple[str, ...], visit: Visit) -> ReportFound:
    """Return the item of a document that no address gives: taken out of a page, or made of answers."""
    report = report_of_file(Response(url, body=data), visit, visit.platform or "generic", spider.name)
    report.made_of = tuple(dict.fromkeys(parts))
    return report


def _bare(url: str) -> str:
    return urldefrag(url).url
