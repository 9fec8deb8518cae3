"""What every portal has: label tags, encodings, dates, routes, files, and pages that stand beside the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from crawler.replica.exchange import Reply, Request, not_found
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.pdf import report_pdf
from crawler.replica.prose import companion
from crawler.replica.reports import render

Maker = Callable[[Request], Reply]
ANNUAL_TYPE = "信息公开年报"
SOFT_404 = (
    "<html><head><meta charset='utf-8'><title>错误页面</title></head><body><div class='err'>"
    "抱歉，您访问的页面不存在或者已被删除！<a href='/'>返回首页</a></div></body></html>"
)
REDIRECT_SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
    '<script>window.location.replace("{target}");</script></body></html>'
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: what is linked, by which texts, from when."""

    href: str
    title: str
    anchor: str
    published: str


class Portal:
    """A site of any make: a table of routes, filled by the make, and the making of pages on demand."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self.plan = plan
        self.generated = generated
        """ISO date on which lists and navigation were last made."""
        self.routes: dict[str, Maker] = {}

    def answer(self, request: Request) -> Reply:
        """Reply by the route of the path."""
        maker = self.routes.get(request.target) or self.routes.get(request.path)
        return maker(request) if maker else self.missing(request)

    def missing(self, request: Request) -> Reply:
        """Reply for a path without a route: 404, or the site's error page with status 200."""
        if self.plan.options.get("soft_404"):
            return Reply(SOFT_404.encode())
        return not_found()

    def address(self, column: Column, placement: Placement) -> str:
        """Absolute address of a report."""
        return self.plan.base + self.target(column, placement)

    def listed_address(self, column: Column, placement: Placement) -> str:
        """Absolute address that the list links for a report."""
        return self.plan.base + self.listed_target(column, placement)

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        """Path (and query) of an article."""
        raise NotImplementedError

    def file_target(self, column: Column, item: Placement) -> str:
        """Path (and query) of an attached file."""
        raise NotImplementedError

    def items(self) -> Iterator[tuple[Column, Placement | Neighbour]]:
        """Everything listed, column by column."""
        for column in self.plan.columns:
            for placement in column.placements:
                yield column, placement
            for neighbour in column.neighbours:
                yield column, neighbour

    def rows(self, column: Column) -> list[Row]:
        """Rows of a list, newest first; `pinned` lifts that many of the oldest to the top."""
        rows = [
            Row(self.listed_target(column, item), item.title, getattr(item, "anchor", item.title), item.published)
            for item in (*column.placements, *column.neighbours)
        ]
        rows.sort(key=lambda row: (row.published, row.href), reverse=True)
        pinned = column.options.get("pinned", 0)
        return rows[len(rows) - pinned :] + rows[: len(rows) - pinned]

    def listed_target(self, column: Column, item: Placement | Neighbour) -> str:
        """Where a list links: the article, or the file itself."""
        if isinstance(item, Placement) and item.carrier == "file":
            return self.file_target(column, item)
        return self.target(column, item)

    def add_items(self, article: Callable[[Column, Placement | Neighbour], Reply]) -> None:
        """Routes of all articles and files."""
        for column, item in self.items():
            path = self.target(column, item)
            if isinstance(item, Placement):
                if item.carrier != "html" or item.attachment:
                    self.routes[self.file_target(column, item)] = _file_maker(item)
                if item.dead:
                    self._add_dead(path, item.dead)
                    continue
                if item.carrier == "file" or self.shown_by_column(column, item):
                    continue
            self.routes[path] = _maker(article, column, item)

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        """True where the report stands on a page that the make itself routes."""
        return False

    def _add_dead(self, path: str, how: str) -> None:
        if how == "soft_404":
            self.routes[path] = lambda request: Reply(SOFT_404.encode())
        elif how == "redirect_shell":
            self.routes[path] = lambda request: Reply(shell("/error/moved.html"))

    def page(self, html: str, charset: str = "utf-8", item: Placement | Neighbour | None = None) -> Reply:
        """A finished page; validators unless the site makes its pages on the fly."""
        body, content_type = encode(html, charset)
        settled = item is not None and not (isinstance(item, Placement) and item.report.amended)
        day = item.published if item is not None and settled else self.generated
        modified = None if self.plan.options.get("no_validators") else http_date(day)
        return Reply(body, content_type=content_type, modified=modified)


def _maker(
    article: Callable[[Column, Placement | Neighbour], Reply], column: Column, item: Placement | Neighbour
) -> Maker:
    return lambda request: article(column, item)


def _file_maker(item: Placement) -> Maker:
    return lambda request: Reply(
        report_pdf(item), content_type="application/pdf", modified=http_date(item.published)
    )


def body_html(item: Placement | Neighbour, file_link: str) -> str:
    """HTML of the body container: the report, a PDF link, or the text of a neighbour."""
    if isinstance(item, Neighbour):
        picture = '<p><img src="/images/tujie.jpg" /></p>' if item.kind == "picture" else ""
        return f"{picture}<p>{escape(companion(item.kind))}</p>"
    if item.carrier == "pdf":
        return f'<p><a href="{file_link}">{escape(item.title)}.pdf</a></p>'
    attached = f'<p>附件：<a href="{file_link}">{escape(item.title)}.pdf</a></p>' if item.attachment else ""
    return render(item) + attached


def labels(plan: SitePlan, column: Column | None, item: Placement | Neighbour | None = None) -> str:
    """The label tags of the rules for government sites: site on every page, column and article where they apply."""
    pairs = [("SiteName", plan.name), ("SiteDomain", plan.host), ("SiteIDCode", plan.code)]
    if column is not None:
        kind = ANNUAL_TYPE if column.annual else "数据发布"
        pairs += [("ColumnName", column.title), ("ColumnType", kind)]
    if item is not None:
        source = item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else plan.name
        title = item.page_title if isinstance(item, Placement) else item.title
        source = str(plan.options.get("content_source", source))
        pairs += [("ArticleTitle", title), ("PubDate", f"{item.published} 10:2{item.number % 10}"), ("ContentSource", source)]
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs if value)


def charset_tag(charset: str) -> str:
    """The charset declaration of a page; `gbk-undeclared` has none."""
    if charset == "gbk-undeclared":
        return ""
    return f'<meta http-equiv="Content-Type" content="text/html; charset={"utf-8" if charset == "utf-8" else "gb2312"}">'


def encode(html: str, charset: str) -> tuple[bytes, str]:
    """Bytes and Content-Type. `gbk-as-utf-8` has GBK bytes under a header that says UTF-8."""
    if charset == "utf-8":
        return html.encode(), "text/html; charset=utf-8"
    header = "text/html; charset=utf-8" if charset == "gbk-as-utf-8" else "text/html"
    return html.encode("gb18030"), header


def shell(target: str) -> bytes:
    """A page of some 160 bytes that only sends the reader on by script."""
    return REDIRECT_SHELL.format(target=target).encode()


def http_date(day: str, hours: int = 2) -> str:
    """HTTP date of an ISO day (morning in China, `hours` UTC)."""
    return format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hours), usegmt=True)


def pages_of(rows: list[Row], size: int) -> list[list[Row]]:
    """Rows cut into list pages; an empty list has one empty page."""
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
