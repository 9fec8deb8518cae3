"""Makes that are templates alone: static lists and articles as shared platforms of a province print them.

A make is its `pages_<make>.toml`. Addresses: `at_article`, `at_file`, `at_page` (list pages after the first),
optional `at_first` (a second address of the first page), `href` (how a list writes an address). Pages:
`frame`, `menu`, `menu_item`, `list`, `row`, `folder`, `pager`, `pager_link`, `pager_here`, `article`,
optional `empty` (what an empty list says), `pager_single`. A template with the name of a look (`row_bare`)
goes before the plain one where the site or the column has that `look`.
"""

from __future__ import annotations

from hashlib import md5

from crawler.replica.exchange import Reply, Request
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
from crawler.replica.sites.gathered import (
    archive,
    archive_path,
    is_archived,
    is_gathered,
    leading,
    member_name,
)
from crawler.replica.sites.html import Html, join

STEPS = (("政务公开", "/zwgk/"), ("政府信息公开", "/zwgk/zfxxgk/"))
GUIDES = (("政府信息公开指南", "zfxxgkzn"), ("政府信息公开制度", "zfxxgkzd"))
NO_MENU = frozenset({"organ", "hidden"})


class PatternedPortal(Portal):
    """Site options: `steps` (menu entries from the home page to the page of the columns), `directory` (label
    and path of the page that names the organs), `links` (further entries of the home page), `charset`,
    `look`, `guide_suffix`. Column options: `look`, `id`, `organ` (the column of an organ, reached through the
    directory), `organ_home` (path of the page between directory and column), `promise` (rows that the pager
    states where it is not the truth), `lost` (numbers of list pages that answer 404), `hidden` (no menu names
    it), `pinned`, `gathered` (no list but a row of the parent's, see `gathered`)."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self.make = plan.make
        super().__init__(plan, generated)
        self.charset = str(plan.options.get("charset", "utf-8"))
        self._add_navigation()
        for column in plan.columns:
            self.add_column(column)
        self.add_items(self._article)

    def made(self, template: str, column: Column | None = None, /, **values: object) -> Html:
        """Fill a template in the look of the column or the site."""
        return self.pages(self.name_of(template, column) or template, **values)

    def name_of(self, template: str, column: Column | None = None) -> str:
        """The name of a template in the look of the column or the site; empty where there is none."""
        looks = [column.options.get("look")] if column else []
        names = [f"{template}_{look}" for look in (*looks, self.plan.options.get("look"))] + [template]
        return next((name for name in names if name in self.pages), "")

    def target(self, column: Column, item: Item) -> str:
        return self._address("at_article", column, **_words(item))

    def file_target(self, column: Column, item: Placement) -> str:
        return self._address("at_file", column, **_words(item))

    def page_address(self, column: Column, number: int, pages: int) -> str:
        """Path (and query) of a list page, counted from 1."""
        if number == 1:
            return column.path
        numbers = {"number": number, "before": number - 1, "down": pages - number + 1, "pages": pages}
        return self._address("at_page", column, **numbers)

    def listed_target(self, column: Column, item: Item) -> str:
        if is_archived(column) and isinstance(item, Placement):
            return f"{archive_path(column)}!/{member_name(item)}"
        return super().listed_target(column, item)

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return is_archived(column)

    def children(self, column: Column) -> list[Column]:
        return [child for child in super().children(column) if not is_gathered(child)]

    def rows(self, column: Column) -> list[Row]:
        gathered = [child for child in super().children(column) if is_gathered(child)]
        rows = super().rows(column) + [_row_of(child) for child in gathered]
        return sorted(rows, key=lambda row: row.published, reverse=True) if gathered else rows

    def _address(self, template: str, column: Column, **values: object) -> str:
        path = column.path.partition("?")[0]
        folder = path[: path.rfind("/") + 1]
        places = {"column": path, "folder": folder, "stem": folder + (_stem(path) or "index")}
        places["id"] = str(column.options.get("id", ""))
        return str(self.made(template, column, **(places | values)))

    def _add_navigation(self) -> None:
        """Routes of the pages between the home page and the columns."""
        options = self.plan.options
        steps = [(str(label), str(path)) for label, path in options.get("steps", STEPS)]
        top = [column for column in self.plan.columns if column.parent is None]
        lists = [(c.title, c.path) for c in top if not NO_MENU & c.options.keys()]
        organs = [column for column in top if "organ" in column.options]
        if organs:
            label, path = (str(part) for part in options.get("directory", ("部门信息公开", "/bmxxgk/")))
            lists.append((label, path))
            self._add_directory(label, path, organs)
        menus = [("/", self.plan.name)] + [(path, label) for label, path in steps]
        for place, (path, label) in enumerate(menus):
            entries = [steps[place]] if place < len(steps) else self._guides(path) + lists
            outside = [(str(name), str(address)) for name, address in options.get("links", ())]
            home = [("首页", "/"), *entries, ("互动交流", "/hdjl/"), *outside]
            self._add_menu(path, label, home if place == 0 else entries)
        self._add_menu("/hdjl/", "互动交流", [("首页", "/")])

    def _add_directory(self, label: str, path: str, organs: list[Column]) -> None:
        names = {str(c.options["organ"]): str(c.options.get("organ_home", c.path)) for c in organs}
        self._add_menu(path, label, list(names.items()))
        for name, home in names.items():
            own = [(c.title, c.path) for c in organs if c.options["organ"] == name]
            if home not in [address for _, address in own]:
                self._add_menu(home, name, [("单位概况", f"{home}dwgk/"), *own])
                self._add_menu(f"{home}dwgk/", "单位概况", [("首页", "/")])

    def _guides(self, path: str) -> list[tuple[str, str]]:
        folder = path[: path.rfind("/") + 1]
        suffix = str(self.plan.options.get("guide_suffix", "/"))
        guides = [(label, f"{folder}{slug}{suffix}") for label, slug in GUIDES]
        for label, address in guides:
            self._add_menu(address, label, [("首页", "/")])
        return guides

    def _add_menu(self, path: str, title: str, links: list[tuple[str, str]]) -> None:
        entries = join((self.made("menu_item", label=label, href=address) for label, address in links), "\n")
        main = self.made("menu", title=title, items=entries)
        self.add_page(path, self.frame(self.labels(), title, main, self.charset), self.charset)

    def add_column(self, column: Column) -> None:
        """Routes of the pages of a list."""
        if is_gathered(column):
            self._add_gathered(column)
            return
        pages = pages_of(self.rows(column), column.page_size)
        for number in range(1, len(pages) + 1):
            if number in column.options.get("lost", ()):
                continue
            html = self.list_page(column, pages, number)
            self.add_page(self.page_address(column, number, len(pages)), html, self.charset)
            if number == 1 and self.name_of("at_first", column):
                first = self._address("at_first", column, number=1, before=0, pages=len(pages))
                self.add_page(first, html, self.charset)

    def _add_gathered(self, column: Column) -> None:
        """Routes of what a row for many reports leads to."""
        if is_archived(column):
            self.routes[archive_path(column)] = lambda request: self._archive(column, request)
        targets = [(self.listed_target(column, item), item.anchor) for item in column.placements]
        main = self.made(
            "article",
            column,
            title=column.title,
            date=str(column.options["published"]),
            site=self.plan.name,
            source=self.plan.name,
            index="",
            column=column.path,
            column_title="政府信息公开年报",
            body=leading(column, targets),
        )
        html = self.frame(self.labels(), f"{column.title}_{self.plan.name}", main, self.charset)
        self.add_page(column.path, html, self.charset)

    def _archive(self, column: Column, request: Request) -> Reply:
        return Reply(archive(column), content_type="application/zip")

    def list_page(self, column: Column, pages: list[list[Row]], number: int, **values: object) -> Html:
        """One page of a list; `values` are further values for its templates."""
        rows = join((self.row(column, row) for row in pages[number - 1]), "\n")
        below = [(child.title, child.path) for child in self.children(column)]
        main = self.made(
            "list",
            column,
            title=column.title,
            site=self.plan.name,
            rows=rows or (self.made("empty", column) if self.name_of("empty", column) else rows),
            folders=join((self.made("folder", column, label=label, href=path) for label, path in below), " "),
            pager=self._pager(column, pages, number, **values),
            path=column.path,
            id=column.options.get("id", ""),
            **values,
        )
        return self.frame(self.labels(column), f"{column.title}-{self.plan.name}", main, self.charset)

    def row(self, column: Column, row: Row) -> Html:
        """One row of a list."""
        below = row.href.removeprefix(column.path[: column.path.rfind("/") + 1])
        href = self.made("href", column, path=Html(row.href), below=Html(below), host=self.plan.host)
        year, month, day = row.published.split("-")
        days = {"date": row.published, "year": year, "month": month, "day": day}
        return self.made("row", column, href=str(href), title=row.title, anchor=row.anchor, **days)

    def _pager(self, column: Column, pages: list[list[Row]], number: int, **values: object) -> Html:
        """The pager of a list page; a list of one page has none unless the make has `pager_single`."""
        last = len(pages)
        template = "pager_single" if last == 1 else "pager"
        if not self.name_of(template, column):
            return Html("")
        addresses = [self.page_address(column, n, last) for n in range(1, last + 1)]
        links = (
            self.made("pager_here" if n == number else "pager_link", column, number=n, href=address)
            for n, address in enumerate(addresses, start=1)
        )
        return self.made(
            template,
            column,
            links=join(links, " "),
            count=int(column.options.get("promise", sum(map(len, pages)))),
            pages=last,
            number=number,
            before=number - 1,
            after=min(number + 1, last),
            size=column.page_size,
            stem=_stem(column.path) or "index",
            following=addresses[min(number, last - 1)],
            previous=addresses[max(number - 2, 0)],
            last=addresses[-1],
            path=column.path,
            id=column.options.get("id", ""),
            **values,
        )

    def _article(self, column: Column, item: Item) -> Reply:
        special = isinstance(item, Placement) and item.charset != "utf-8"
        charset = item.charset if isinstance(item, Placement) and special else self.charset
        title = title_of(item)
        main = self.made(
            "article",
            column,
            title=title,
            date=item.published,
            site=self.plan.name,
            source=publisher_of(self.plan, item),
            index=f"{self.plan.division}001/{serial_of(item)}",
            column=column.path,
            column_title=column.title,
            body=body_html(item, self.file_target(column, item) if isinstance(item, Placement) else ""),
        )
        html = self.frame(self.labels(column, item), f"{title}_{self.plan.name}", main, charset)
        return self.page(html, charset, item)


def _row_of(column: Column) -> Row:
    """The row that stands for a column of gathered reports."""
    href = archive_path(column) if column.options["gathered"] == "archive" else column.path
    return Row(href, column.title, column.title, str(column.options["published"]))


def _stem(path: str) -> str:
    return path.partition("?")[0].rpartition("/")[2].partition(".")[0]


def _words(item: Item) -> dict[str, object]:
    """What the address of an article may be made of."""
    year, month, day = item.published.split("-")
    digest = md5(str(item.number).encode(), usedforsecurity=False).hexdigest()
    return {
        "year": year,
        "month": month,
        "day": day,
        "m": int(month),
        "d": int(day),
        "number": item.number,
        "hex": digest,
        "capitals": digest.upper(),
        "object": digest[:24],
        "uuid": "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:])),
        "long": f"{year}{month}{day}1{item.number:08d}",
    }
