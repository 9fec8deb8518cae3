"""What every portal has: routes, lists of rows, pages made on demand, files, and pages that are dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from crawler.replica.exchange import Reply, Request, not_found
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.neighbours import neighbour_html
from crawler.replica.pdf import report_pdf
from crawler.replica.reports import render
from crawler.replica.sites.html import Html, Pages, put
from crawler.replica.sites.labels import charset_tag, encode, label_tags

Maker = Callable[[Request], Reply]
Item = Placement | Neighbour
SOFT_404 = (
    "<html><head><meta charset='utf-8'><title>错误页面</title></head><body><div class='err'>"
    "抱歉，您访问的页面不存在或者已被删除！<a href='/'>返回首页</a></div></body></html>"
)
REDIRECT_SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
    '<script>window.location.replace("{target}");</script></body></html>'
)
LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>统一身份认证</title></head><body>"
    "<form action='/login'>用户名<input name='u'>密码<input name='p' type='password'></form></body></html>"
)
NOWHERE = "/error/moved.html"


def shell(target: str) -> bytes:
    """A page of some 160 bytes that only sends the reader on by script."""
    return REDIRECT_SHELL.format(target=target).encode()


DEAD = {
    "soft_404": Reply(SOFT_404.encode()),
    "redirect_shell": Reply(shell(NOWHERE)),
    "forbidden": Reply(b"<html><body><h1>403 Forbidden</h1></body></html>", status=403),
    "server_error": Reply(b"<html><body><h1>500 Internal Server Error</h1></body></html>", status=500),
}
"""Replies of listed pages that cannot be had, by failure class; any other class is a plain 404."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: what is linked, by which texts, from when."""

    href: str
    title: str
    anchor: str
    published: str


class Portal:
    """A site of any make: routes filled by the make; a route is a path with or without query."""

    make = "common"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self.plan = plan
        self.generated = generated
        """ISO date on which lists and navigation were last made."""
        self.routes: dict[str, Maker] = {}
        self.pages = Pages(self.make)

    def answer(self, request: Request) -> Reply:
        """Reply by the route of the address."""
        maker = self.routes.get(request.target) or self.routes.get(request.path)
        if maker is not None:
            return maker(request)
        return Reply(SOFT_404.encode()) if self.plan.options.get("soft_404") else not_found()

    def target(self, column: Column, item: Item) -> str:
        """Path (and query) of an article."""
        raise NotImplementedError

    def file_target(self, column: Column, item: Placement) -> str:
        """Path (and query) of an attached file."""
        raise NotImplementedError

    def address(self, column: Column, item: Item) -> str:
        """Absolute address of an article."""
        return self.plan.base + self.target(column, item)

    def listed_target(self, column: Column, item: Item) -> str:
        """Where a list links: the article, or the file itself."""
        if isinstance(item, Placement) and item.carrier == "file":
            return self.file_target(column, item)
        return self.target(column, item)

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        """True where the report stands on a page that the make itself routes."""
        return False

    def children(self, column: Column) -> list[Column]:
        """Columns one level below."""
        return [child for child in self.plan.columns if child.parent == column.path]

    def rows(self, column: Column) -> list[Row]:
        """Rows of a list, newest first; the option `pinned` lifts that many of the oldest to the top."""
        rows = [self._row(column, item) for item in items_of(column)]
        rows.sort(key=lambda row: (row.published, row.href), reverse=True)
        pinned = column.options.get("pinned", 0)
        return rows[len(rows) - pinned :] + rows[: len(rows) - pinned]

    def _row(self, column: Column, item: Item) -> Row:
        anchor = item.anchor if isinstance(item, Placement) else item.title
        return Row(self.listed_target(column, item), item.title, anchor, item.published)

    def frame(self, tags: Html, title: str, main: Html, charset: str = "utf-8") -> Html:
        """A whole page."""
        plan = self.plan
        head = charset_tag(charset)
        return self.pages(
            "frame", charset=head, labels=tags, title=title, main=main, site=plan.name, code=plan.code
        )

    def labels(self, column: Column | None = None, item: Item | None = None) -> Html:
        """Label tags of a page."""
        return label_tags(self.plan, column, item)

    def page(self, html: str, charset: str = "utf-8", item: Item | None = None) -> Reply:
        """A finished reply; with validators unless the site makes its pages on the fly."""
        body, content_type = encode(html, charset)
        settled = item is not None and not (isinstance(item, Placement) and item.report.amended)
        day = item.published if item is not None and settled else self.generated
        modified = None if self.plan.options.get("no_validators") else http_date(day)
        return Reply(body, content_type=content_type, modified=modified)

    def add_page(self, path: str, html: str, charset: str = "utf-8") -> None:
        """Route of a page that does not depend on the request."""
        self.routes[path] = lambda request: self.page(html, charset)

    def add_items(self, article: Callable[[Column, Item], Reply]) -> None:
        """Routes of all articles and files."""
        for column, item in self._items():
            if isinstance(item, Placement):
                if item.carrier != "html" or item.attachment:
                    self.routes[self.file_target(column, item)] = _file_maker(item)
                if item.dead:
                    self._add_dead(self.target(column, item), item.dead)
                    continue
                if item.carrier == "file" or self.shown_by_column(column, item):
                    continue
            self.routes[self.target(column, item)] = _article_maker(article, column, item)

    def _items(self) -> Iterator[tuple[Column, Item]]:
        for column in self.plan.columns:
            for item in items_of(column):
                yield column, item

    def _add_dead(self, path: str, how: str) -> None:
        if how in DEAD:
            self.routes[path] = constant(DEAD[how])


def items_of(column: Column) -> list[Item]:
    """Everything a column lists."""
    return [*column.placements, *column.neighbours]


def constant(reply: Reply) -> Maker:
    """A route that always gives the same reply."""
    return lambda request: reply


def _article_maker(article: Callable[[Column, Item], Reply], column: Column, item: Item) -> Maker:
    return lambda request: article(column, item)


def _file_maker(item: Placement) -> Maker:
    if item.broken_file:
        return constant(Reply(LOGIN_PAGE.encode(), content_type="application/pdf"))
    kind = "application/octet-stream" if item.carrier == "file" else "application/pdf"
    return lambda request: Reply(report_pdf(item), content_type=kind, modified=http_date(item.published))


def title_of(item: Item) -> str:
    """Title that the page itself shows."""
    return item.page_title if isinstance(item, Placement) else item.title


def serial_of(item: Item, block: int = 90000) -> str:
    """Year and serial number as index numbers have them."""
    return f"{item.published[:4]}-{item.number % block:05d}"


def publisher_of(plan: SitePlan, item: Item) -> str:
    """Publishing body of an article."""
    return item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else plan.name


def body_html(item: Item, file_link: str) -> Html:
    """HTML of the body container: the report, a PDF link, or the text of a neighbour."""
    if isinstance(item, Neighbour):
        return Html(neighbour_html(item))
    file = f'<a href="{put(file_link)}">{put(item.title)}.pdf</a>'
    if item.carrier == "pdf":
        return Html(f"<p>{file}</p>")
    return Html(render(item) + (f"<p>附件：{file}</p>" if item.attachment else ""))


def http_date(day: str) -> str:
    """HTTP date of an ISO day, ten in the morning in China."""
    return format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=2), usegmt=True)


def pages_of(rows: list[Row], size: int) -> list[list[Row]]:
    """Rows cut into list pages; an empty list has one empty page."""
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
