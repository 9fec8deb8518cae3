"""A portal of no make whose articles show the report in a viewer, a script, a file or as pictures."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from crawler.replica.exchange import Reply
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.office import report_doc, report_docx, report_xlsx
from crawler.replica.pdf import report_pdf
from crawler.replica.scans import banner, code_to_scan, report_pictures
from crawler.replica.sites.common import Item, Maker, title_of
from crawler.replica.sites.html import Html, put
from crawler.replica.sites.unknown import UnknownPortal

FILES: dict[str, Callable[[Placement], bytes]] = {
    "docx": report_docx,
    "doc": report_doc,
    "xlsx": report_xlsx,
}
"""Carriers that are files other than PDF."""
FRAMES = {
    "iframe": '<iframe src="{file}" width="100%" height="600"></iframe>',
    "viewer": '<iframe src="/pdfjs/web/viewer.html?file={quoted}"></iframe>',
    "object": '<object data="{file}" type="application/pdf"></object>',
    "script": '<script>showVsbpdfIframe("{file}","100%","600","0","","")</script>',
    "nested": '<iframe src="{file}.view.jsp"></iframe>',
    "book": '<iframe src="{file}/index.html"></iframe>',
}
"""Carriers that the article only names."""
ICONS = (
    '<p><img src="/images/logo.png"><img src="/upload/ewm.png" alt="扫一扫"><img src="/upload/wide.png"></p>'
)


class ViewerPortal(UnknownPortal):
    """As the portal of no make; the carrier of a report is one of `FILES` or `FRAMES`, `base64` (in a script)
    or `pictures` (of its pages, among pictures that adorn)."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        for column in plan.columns:
            for place in column.placements:
                self._add_files(self.file_target(column, place), place)
        self.routes["/upload/ewm.png"] = _picture(lambda: code_to_scan(plan.host))
        self.routes["/upload/wide.png"] = _picture(banner)

    def file_target(self, column: Column, item: Placement) -> str:
        target = super().file_target(column, item)
        return f"{target.removesuffix('.pdf')}.{item.carrier}" if item.carrier in FILES else target

    def _add_files(self, target: str, item: Placement) -> None:
        if item.carrier in FILES:
            self.routes[target] = lambda request: Reply(
                FILES[item.carrier](item), content_type="application/octet-stream"
            )
        elif item.carrier == "nested":
            self.add_page(f"{target}.view.jsp", f'<html><body><embed src="{target}"></body></html>')
        elif item.carrier in ("pictures", "book"):
            for number in range(len(report_pictures(item))):
                made = _picture(partial(_page, item, number))
                self.routes[f"{target}/{number + 1}.png"] = made
            self.add_page(
                f"{target}/index.html", '<html><body><script src="config.js"></script></body></html>'
            )
            pages = ",".join(f'{{"n":["{number + 1}.png"]}}' for number in range(len(report_pictures(item))))
            self.add_page(f"{target}/config.js", f"var pages = [{pages}];")

    def body(self, column: Column, item: Item) -> Html:
        """What stands in the body container of an article."""
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        carrier = item.carrier if isinstance(item, Placement) else ""
        if isinstance(item, Placement) and carrier == "base64":
            return Html(f'<script>var pdfData = "{b64encode(report_pdf(item)).decode()}";</script>')
        if isinstance(item, Placement) and carrier == "pictures":
            count = len(report_pictures(item))
            return Html("".join(f'<p><img src="{link}/{n + 1}.png"></p>' for n in range(count)) + ICONS)
        if carrier in FRAMES:
            return Html(FRAMES[carrier].format(file=link, quoted=quote(link, safe="")))
        if carrier in FILES:
            return Html(f'<p><a href="{put(link)}">{put(title_of(item))}</a></p>')
        return super().body(column, item)


def _page(item: Placement, number: int) -> bytes:
    return report_pictures(item)[number]


def _picture(make: Callable[[], bytes]) -> Maker:
    return lambda request: Reply(make(), content_type="image/png")
