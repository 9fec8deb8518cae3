"""A make nobody has a name for: dated folders, a plain pager with a next link, often no label tags."""

from __future__ import annotations

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, Portal, Row, body_html, constant, pages_of, title_of
from crawler.replica.sites.html import Html, join

ARTICLE = "/{year}/{month}-{day}/{number}.html"


class UnknownPortal(Portal):
    """Site options: `article` (path template with year, month, day, number, column), `platform`, `charset`,
    `pager` (`next`: `?page=2`; `numbers`: `2.html` in the column), `container` (class of the body block).
    Column option: `bare` (links without a `title` attribute)."""

    make = "unknown"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._pattern = str(plan.options.get("article", ARTICLE))
        self._charset = str(plan.options.get("charset", "utf-8"))
        self._numbered = plan.options.get("pager") == "numbers"
        self._add_navigation()
        for column in plan.columns:
            self._add_column(column)
        self.add_items(self._article)

    def target(self, column: Column, item: Item) -> str:
        year, month, day = item.published.split("-")
        folder = column.path.strip("/")
        return self._pattern.format(year=year, month=month, day=day, number=item.number, column=folder)

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/upload/{item.published.replace('-', '')}/{item.number}.pdf"

    def _add_navigation(self) -> None:
        public = str(self.plan.options.get("platform", "/zfxxgk/"))
        guide = f"{public}zhinan/"
        lists = [(column.title, column.path) for column in self.plan.columns if column.parent is None]
        home = [("网站首页", "/"), ("概况", "/about/")]
        if public == "/":
            home += lists
        else:
            home.append(("信息公开", public))
            self._add_menu(public, [*lists, ("公开指南", guide)])
        self._add_menu("/", home)
        self._add_menu(guide, [("网站首页", "/")])
        self._add_menu("/about/", [("网站首页", "/")])

    def _add_menu(self, path: str, links: list[tuple[str, str]]) -> None:
        entries = join(self.pages("menu_item", label=label, href=address) for label, address in links)
        html = self.frame(self.labels(), self.plan.name, self.pages("menu", items=entries), self._charset)
        self.add_page(path, html, self._charset)

    def _add_column(self, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        made = [self._list(column, pages, number) for number in range(1, len(pages) + 1)]

        def maker(request: Request) -> Reply:
            text = request.query.get("page", "1")
            number = int(text) if text.isdigit() else 1
            return made[min(max(number, 1), len(made)) - 1]

        self.routes[column.path] = maker
        if self._numbered:
            for number, reply in enumerate(made, start=1):
                self.routes[f"{column.path}{number}.html"] = constant(reply)

    def _list(self, column: Column, pages: list[list[Row]], number: int) -> Reply:
        form = "row_bare" if column.options.get("bare") else "row"
        rows = join(
            (
                self.pages(form, date=row.published[5:], href=row.href, title=row.title, anchor=row.anchor)
                for row in pages[number - 1]
            ),
            "\n",
        )
        file = f"{number + 1}.html" if self._numbered else f"?page={number + 1}"
        more = number < len(pages)
        following = self.pages("following", href=column.path + file) if more else self.pages("end")
        total = sum(map(len, pages))
        main = self.pages(
            "list",
            title=column.title,
            rows=rows,
            total=total,
            number=number,
            pages=len(pages),
            following=following,
        )
        html = self.frame(self.labels(column), f"{column.title} - {self.plan.name}", main, self._charset)
        return self.page(html, self._charset)

    def _article(self, column: Column, item: Item) -> Reply:
        title = title_of(item)
        special = isinstance(item, Placement) and item.charset != "utf-8"
        charset = item.charset if isinstance(item, Placement) and special else self._charset
        main = self.pages(
            "article",
            column=column.path,
            column_title=column.title,
            title=title,
            date=item.published,
            container=self.plan.options.get("container", "nr"),
            body=self.body(column, item),
        )
        html = self.frame(self.labels(column, item), f"{title}_{self.plan.name}", main, charset)
        return self.page(html, charset, item)

    def body(self, column: Column, item: Item) -> Html:
        """What stands in the body container of an article."""
        return body_html(item, self.file_target(column, item) if isinstance(item, Placement) else "")
