"""TrueCMS (南通, 连云港): records in a hidden store of the page, further ones from a service in JSONP."""

from __future__ import annotations

import re
from typing import ClassVar

from spiders.lists import Row, rows_in_markup
from spiders.pages import Page
from spiders.platforms import jpage
from spiders.platforms.protocol import More, Walked
from spiders.platforms.served import Served
from spiders.platforms.services import Service

_STORE = re.compile(
    r"""<(?P<tag>\w+)\b[^<>]*\bid=["']?initData["']?[^<>]*>(?P<inside>.*?)</(?P=tag)\s*>""",
    re.DOTALL | re.IGNORECASE,
)
_GROUP = 30
"""Records that the service gives at a time; the store of a page holds two groups at most."""


class TrueCms(Served):
    """Adapter of TrueCMS. Answers are XML with HTML inside, in a JSON string, in a callback."""

    name = "truecms"
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = (
        (re.compile("/truecms/"), "/truecms/ in the page"),
        (re.compile(r"""\bid=["']?initData\b"""), "element initData"),
    )
    services: ClassVar[tuple[Service, ...]] = (
        Service(
            re.compile(r"/truecms/messageController/getMessage\.do$"),
            number="startrecord",
            per_page=_GROUP,
            records=True,
            needs={"columnId": ("columnId", "columnid")},
            fixed={"perpage": "10", "contentTemplate": ""},
            default_path="/truecms/messageController/getMessage.do",
        ),
    )

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of an answer, else those of the hidden store and of the page."""
        stored = [] if self.service_of(page.url) else _stored(page)
        rows = super().rows(page)
        known = {row.url for row in stored}
        return stored + [row for row in rows if row.url not in known] if stored else rows

    def more(self, page: Page, walked: Walked) -> More:
        """Return further requests; the store's own rows are no pages, whatever pager it draws."""
        more = super().more(page, walked)
        if not self.service_of(page.url) and _stored(page):
            more.pages = None
        return more

    def is_whole(self, page: Page, walked: Walked, static: More) -> bool:
        """Whether the store holds the whole list: a cut one ends with a full group, or says its total."""
        held, stated = len(_stored(page)), _stated(page)
        if stated is not None:
            return held >= stated
        return held % _GROUP != 0 or super().is_whole(page, walked, static)


def _stored(page: Page) -> list[Row]:
    found = _STORE.search(page.html)
    if not found:
        return []
    inside = "".join(jpage.records_in(found["inside"])) or found["inside"]
    return rows_in_markup(page.base, inside)


def _stated(page: Page) -> int | None:
    found = _STORE.search(page.html)
    return jpage.total_in(found["inside"]) if found else None
