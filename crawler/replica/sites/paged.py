"""What makes that list in pages have alike: menus that lead to a list, its rows, the article behind a row."""

from __future__ import annotations

from crawler.replica.exchange import Reply
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import (
    Item,
    Portal,
    Row,
    body_html,
    pages_of,
    publisher_of,
    serial_of,
    title_of,
)
from crawler.replica.sites.html import Html, items, join
from crawler.replica.sites.labels import charset_tag

GUIDES = (
    ("zfxxgkzn", "政府信息公开指南"),
    ("zfxxgkzd", "政府信息公开制度"),
    ("fdzdgknr", "法定主动公开内容"),
    ("ysqgk", "依申请公开"),
)
DIRECTORY = "部门和乡镇信息公开"


class PagedPortal(Portal):
    """Home page -> 政务公开 -> disclosure platform -> columns; bodies with a column of their own stand in a
    directory.

    Site options: `platform`, `directory` (paths), `platform_name` (what menus call the platform), `article`
    and `frame` (names of templates), `page_charset`. Column options: `organ` (the body whose column it is: it
    stands in the directory), `rows` (template of a row), `article`. A column without reports is a folder of
    columns. A make has the templates `frame`, `menu`, `row`, `article`, `list`, `folders`."""

    home = ("首页", "/")

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self.charset = str(plan.options.get("page_charset", "utf-8"))
        self.platform = str(plan.options.get("platform", "/zfxxgk/"))
        self.add_navigation()
        for column in plan.columns:
            self.add_column(column)
        self.add_items(self.article)

    def add_column(self, column: Column) -> None:
        """Routes of the list of a column."""
        raise NotImplementedError

    def first_page(self, column: Column) -> str:
        """Address (path and query) of a column's first page."""
        return column.path

    def guide_path(self, slug: str) -> str:
        """Path of a page that stands beside the columns in the platform's menu."""
        return f"{self.platform.rpartition('/')[0]}/{slug}.html"

    def add_navigation(self) -> None:
        """Home page, platform, guides and the directory of bodies."""
        options = self.plan.options
        top = [column for column in self.plan.columns if column.parent is None]
        own = [(c.title, self.first_page(c)) for c in top if "organ" not in c.options]
        organs = [(str(c.options["organ"]), self.first_page(c)) for c in top if "organ" in c.options]
        name = str(options.get("platform_name", "政府信息公开"))
        home = [self.home, ("政务动态", "/news/"), (name, self.platform), ("政民互动", "/hd/")]
        for path in ("/", "/index.html"):
            self.add_menu(path, self.plan.name, home)
        guides = [(title, self.guide_path(slug)) for slug, title in GUIDES]
        directory = str(options.get("directory", f"{self.platform.rpartition('/')[0]}/bmxzxxgk.html"))
        to_directory = [(DIRECTORY, directory)] if organs else []
        menu = [self.home, *guides[:3], *own, *to_directory, guides[3]]
        self.add_menu(self.platform, "政府信息公开", menu)
        for title, path in guides:
            self.add_menu(path, title, menu)
        for path in ("/news/", "/hd/"):
            self.add_menu(path, "栏目", home)
        if organs:
            self.add_menu(directory, DIRECTORY, organs)

    def add_menu(self, path: str, title: str, links: list[tuple[str, str]]) -> None:
        """A page that is nothing but a menu."""
        main = self.pages("menu", items=items(links), title=title)
        self.add_page(path, self.frame(self.labels(), f"{title}-{self.plan.name}", main), self.charset)

    def frame(self, tags: Html, title: str, main: Html, charset: str = "") -> Html:
        plan = self.plan
        head = charset_tag(charset or self.charset)
        form = str(plan.options.get("frame", "frame"))
        return self.pages(
            form, charset=head, labels=tags, title=title, main=main, site=plan.name, code=plan.code
        )

    def paged(self, column: Column) -> list[list[Row]]:
        """Rows of a column, cut into pages."""
        return pages_of(self.rows(column), column.page_size)

    def rows_html(self, column: Column, rows: list[Row]) -> Html:
        """Rows as the column writes them; `{n}` numbers them within the page."""
        form = str(column.options.get("rows", "row"))
        return join(
            (
                self.pages(
                    form,
                    href=self.href(column, row),
                    title=row.title,
                    anchor=row.anchor,
                    date=row.published,
                    day=row.published[5:],
                    number=number,
                )
                for number, row in enumerate(rows)
            ),
            "\n",
        )

    def href(self, column: Column, row: Row) -> str:
        """Address of a row as the list writes it."""
        return row.href

    def folders(self, column: Column) -> Html:
        """Links to the columns below."""
        below = [(child.title, self.first_page(child)) for child in self.children(column)]
        return self.pages("folders", items=items(below)) if below else Html("")

    def list_page(self, column: Column, rows: Html, pager: str = "", form: str = "list") -> Html:
        """A whole list page."""
        main = self.pages(
            form,
            title=column.title,
            rows=rows,
            pager=Html(pager),
            folders=self.folders(column),
            path=column.path,
        )
        return self.frame(self.labels(column), f"{column.title}-{self.plan.name}", main)

    def article(self, column: Column, item: Item) -> Reply:
        """The page of a report or of a neighbour."""
        form = str(column.options.get("article", self.plan.options.get("article", "article")))
        charset = item.charset if isinstance(item, Placement) and item.charset != "utf-8" else self.charset
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        main = self.pages(
            form,
            title=title_of(item),
            date=item.published,
            source=publisher_of(self.plan, item),
            site=self.plan.name,
            column=column.title,
            index=f"11{self.plan.division}MB0{item.number % 100000:05d}X/{serial_of(item)}",
            body=self.body(column, item, link),
        )
        title = f"{title_of(item)}-{self.plan.name}"
        return self.page(self.frame(self.labels(column, item), title, main, charset), charset, item)

    def body(self, column: Column, item: Item, link: str) -> Html:
        """What stands in the body container of an article."""
        return body_html(item, link)
