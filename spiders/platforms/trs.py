"""TRS WCM: static lists with `createPageHTML`, catalogues in frames, rows written by script."""

from __future__ import annotations

import re

from spiders.addresses import absolute
from spiders.lists import Row, iso_date
from spiders.pages import Page
from spiders.platforms.generic import Generic

_PAGER = re.compile(r"[cC](?:reatePageHTML\s*\(|ountPage\b(?<!\wcountPage))")
_ARTICLE = re.compile(r"/t20\d{6}_\d+(?:_wap)?\.s?html?")
_EDITOR = re.compile(r"TRS_Editor|trs_editor_view|TRS_UEDITOR|/P0\d{18,}", re.IGNORECASE)
_LITERAL = re.compile(
    r"""\burl\s*[=:]\s*(["'])(?P<url>[^"']+)\1.{0,400}?\btitle\s*[=:]\s*(["'])(?P<title>[^"']+)\3(?P<rest>.{0,200})""",
    re.IGNORECASE | re.DOTALL,
)


class Trs(Generic):
    """Adapter of TRS WCM. Page 2 of a list is `index_1`; titles are cut, `a[title]` is whole."""

    name = "trs"

    def recognise(self, page: Page) -> str | None:
        """Look for the pager call, dated article names or the editor's classes."""
        if _PAGER.search(page.html):
            return "createPageHTML or countPage in a script"
        if _ARTICLE.search(page.html):
            return "article addresses of the form tYYYYMMDD_number"
        if _EDITOR.search(page.html):
            return "body in TRS_Editor, or files named P0 and a time"
        return None

    def rows(self, page: Page) -> list[Row]:
        """Return the static rows, and those that stand as literals in scripts."""
        return super().rows(page) + _written_rows(page)


def _written_rows(page: Page) -> list[Row]:
    rows = []
    if "document.write" in page.html:
        for found in _LITERAL.finditer(page.html):
            url = absolute(page.base, found["url"])
            if url:
                rows.append(Row(url, found["title"], found["title"], iso_date(found["rest"])))
    return rows
