"""Guangdong's catalogue platform (gkmlpt): a tree of columns in `_CONFIG`, rows from a JSON service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from spiders.addresses import absolute, with_query
from spiders.items import AttachmentLink
from spiders.lists import Row, iso_date
from spiders.literals import read_literal
from spiders.names import is_column_label
from spiders.pages import Page
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Nested, Walked
from spiders.text import squeeze

_CONFIG = re.compile(r"_CONFIG\s*=\s*(?=\{)")
_SID = re.compile(r"""['"]?SID['"]?\s*:\s*['"]?(\d+)""")
_TREE = re.compile(r"""['"]?TREE['"]?\s*:\s*(?:JSON\.parse\(\s*(?=["']))?(?=["'\[])""")
_PATH = re.compile(r"^(?P<prefix>.*?/gkmlpt)(?:/|$)")
_API = re.compile(r"/gkmlpt/api/all/(\d+)")
_ANNUAL = re.compile(r"/gkmlpt/annualreport$")
_PAGE_SIZE = 100
_CHINA = timedelta(hours=8)
_PAGES_OF_EVERYTHING = 20


class Gkmlpt(Generic):
    """Adapter of gkmlpt. The service's `total` says what is complete, never the tree's `post_count`."""

    name = "gkmlpt"

    def recognise(self, page: Page) -> str | None:
        """Look for the platform's path together with its configuration or its service's answer."""
        if _API.search(page.url):
            return "answer of the gkmlpt service"
        if _CONFIG.search(page.html) and _SID.search(page.html):
            return "_CONFIG with SID in a script"
        return None

    def rows(self, page: Page) -> list[Row]:
        """Return the articles of a JSON answer; a page of the platform itself lists nothing."""
        if not isinstance(page.json, dict):
            return [] if self._column(page) is not None else super().rows(page)
        articles = page.json.get("articles")
        return (
            [row for article in articles if (row := _row(page, article))]
            if isinstance(articles, list)
            else []
        )

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the service for the column, a hundred items a page, until its `total` is reached."""
        if isinstance(page.json, dict):
            return self._after(page, walked)
        column = self._column(page)
        return More([ListRequest(url) for url in _services(page, column)]) if column is not None else More()

    def _after(self, page: Page, walked: Walked) -> More:
        total = page.json.get("total")
        total = int(total) if str(total).isdigit() else None
        number = int(parse_qs(urlsplit(page.url).query).get("page", ["1"])[0])
        everything = _API.search(page.url)
        if everything and everything[1] == "0" and number >= _PAGES_OF_EVERYTHING:
            return More(rows=total)
        pending = number * _PAGE_SIZE < total if total is not None else walked.fresh >= _PAGE_SIZE
        short = total is not None and walked.rows < total
        if walked.fresh and (pending or short):
            return More([ListRequest(with_query(page.url, page=number + 1))], rows=total)
        return More(rows=total)

    def columns(self, page: Page) -> list[Nested]:
        """Return the columns of the tree that are named as report columns, each as an annual report page."""
        config = page.tree is not None and _tree(page)
        if not config:
            return []
        found = [self._nested(page, branch) for node in _report_columns(config) for branch in _walk([node])]
        return [nested for nested in found if nested is not None]

    def _nested(self, page: Page, node: dict[str, Any]) -> Nested | None:
        name, jump = squeeze(str(node.get("name") or "")), node.get("jump_url")
        if isinstance(jump, str) and jump.strip():
            url = absolute(page.url, jump)
            return Nested(url, name) if url else None
        if node.get("id") is None:
            return None
        return Nested(f"{_root(page)}/annualreport#{node['id']}", name)

    def is_column(self, page: Page) -> bool:
        """Whether the page is an annual report page."""
        return self._column(page) is not None

    def is_list(self, page: Page) -> bool:
        """Whether the page is the annual report page, or one column of it."""
        return self._column(page) is not None

    def _column(self, page: Page) -> str | None:
        """Return the id of the column that an annual report page shows: its fragment, else the tree's."""
        parts = urlsplit(page.url)
        if not _ANNUAL.search(parts.path) or not _SID.search(page.html):
            return None
        if parts.fragment.isdigit():
            return parts.fragment
        named = [node for node in _report_columns(_tree(page)) if not node.get("jump_url")]
        return str(named[0]["id"]) if named and named[0].get("id") is not None else "0"


def _root(page: Page) -> str:
    parts = urlsplit(page.url)
    path = _PATH.match(parts.path)
    return f"{parts.scheme}://{parts.netloc}{path['prefix'] if path else '/gkmlpt'}"


def _services(page: Page, column: str) -> Iterator[str]:
    sid = _SID.search(page.html)
    if sid:
        yield f"{_root(page)}/api/all/{column}?page=1&sid={sid[1]}"


def _tree(page: Page) -> list[dict[str, Any]]:
    at = _TREE.search(page.html)
    tree = read_literal(page.html, at.end()) if at else None
    if isinstance(tree, str):
        tree = read_literal(tree)
    return [node for node in tree if isinstance(node, dict)] if isinstance(tree, list) else []


def _walk(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        children = node.get("children")
        if isinstance(children, list):
            yield from _walk([child for child in children if isinstance(child, dict)])


def _report_columns(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes named as report columns; one that only holds a better named one gives way to it."""
    named = [node for node in _walk(tree) if is_column_label(str(node.get("name") or ""))]
    return [
        node
        for node in named
        if "公开" in str(node["name"])
        or not any(inner is not node and inner in named for inner in _walk([node]))
    ]


def _row(page: Page, article: Any) -> Row | None:
    if not isinstance(article, dict):
        return None
    address = article.get("url") or article.get("post_url") or ""
    url = absolute(page.url, str(address))
    if not url:
        return None
    title = squeeze(str(article.get("title") or ""))
    files = article.get("attachment")
    return Row(
        url=url,
        title=title,
        text=title,
        date=_day(article),
        publisher=squeeze(str(article.get("publisher") or "")) or None,
        index_number=squeeze(str(article.get("identifier") or "")) or None,
        attachments=tuple(
            AttachmentLink(file_url, squeeze(str(file.get("name") or "")))
            for file in (files if isinstance(files, list) else [])
            if isinstance(file, dict) and (file_url := absolute(page.url, str(file.get("url") or "")))
        ),
    )


def _day(article: dict[str, Any]) -> str | None:
    """Day of publication in China: the service gives it as text or in unix seconds."""
    text = iso_date(str(article.get("created_at") or ""))
    if text:
        return text
    for key in ("display_publish_time", "first_publish_time", "create_time", "date"):
        seconds = article.get(key)
        if isinstance(seconds, int) and seconds > 0:
            return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()
    return None
