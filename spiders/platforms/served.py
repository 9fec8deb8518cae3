"""Lists that come from a service: the page says which, the answers say how long the list is."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urlsplit

from spiders.lists import Row, rows_in_markup
from spiders.pages import Page
from spiders.platforms import jpage
from spiders.platforms.answers import Answer, read_answer, rows_of_answer
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.platforms.services import Service, end_of, next_request, request_for


class Served(Generic):
    """Adapter of a make whose lists come from services; its static lists are read like all others.

    A make declares `name`, `services`, and `marks`: what its pages are told by. A column page that lists its
    rows itself, with a pager, is walked by that; the service is asked where the promise is not kept. A page
    without rows or pager is fed by its service.
    """

    name = "served"
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = ()
    services: ClassVar[tuple[Service, ...]] = ()

    def recognise(self, page: Page) -> str | None:
        """Look for an address of a service, then for the marks of the make, in the page or its address."""
        if self.service_of(page.url):
            return f"answer of the list service {urlsplit(page.url).path}"
        for mark, words in self.marks:
            if mark.search(page.url) or mark.search(page.html):
                return words
        return None

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of an answer, else those of the page."""
        if not self.service_of(page.url):
            return super().rows(page)
        if (answer := self.answer(page)) and answer.items:
            return rows_of_answer(page.url, answer)
        markup = self.markup(page)
        return rows_in_markup(page.url, markup) if markup else []

    def more(self, page: Page, walked: Walked) -> More:
        """Ask for the first page of the service, then for the next one until its total is reached."""
        if service := self.service_of(page.url):
            return self._after(service, page, walked)
        static = super().more(page, walked)
        if walked.pages > 1:
            return static
        made = self.requests(page)
        if static.requests and walked.rows:
            static.alternatives += made[:1]
        elif made and not self.is_whole(page, walked, static):
            static.requests, static.pages = made[:1], None
            static.alternatives = made[1:]
        return static

    def is_whole(self, page: Page, walked: Walked, static: More) -> bool:
        """Whether the page states itself that it shows all rows there are."""
        return static.rows is not None and walked.rows >= static.rows

    def is_list(self, page: Page) -> bool:
        """Whether the page has a pager or names a service for its list."""
        return super().is_list(page) or bool(self.requests(page))

    def requests(self, page: Page) -> list[ListRequest]:
        """Return the requests for the first page of each service that the page names."""
        return [request for service in self.services if (request := request_for(service, page))]

    def service_of(self, url: str) -> Service | None:
        """Return the service that an address belongs to."""
        path = urlsplit(url).path
        return next((service for service in self.services if service.path.search(path)), None)

    def answer(self, page: Page) -> Answer | None:
        """Return the answer as far as it is data."""
        return read_answer(page.json)

    def markup(self, page: Page) -> str:
        """Return the markup that an answer carries instead of data: inside JSON, in records, or bare."""
        held = "\n".join(_texts(page.json)) if page.json is not None else page.html
        return "".join(jpage.records_in(held)) or held

    def total(self, page: Page) -> int | None:
        """Return the number of rows that an answer states for the whole list."""
        answer = self.answer(page)
        if answer and answer.total is not None:
            return answer.total
        return jpage.total_in(self.markup(page))

    def _after(self, service: Service, page: Page, walked: Walked) -> More:
        """The request after an answer: none once the total is had, or where nothing new came."""
        more = More(rows=self.total(page))
        asked = asked_for(page, walked)
        held = len(self.rows(page))
        # a first answer may repeat the rows of the column page: it does not end the list
        idle = walked.fresh == 0 and walked.pages > 2
        # rows of the column page's menus count as walked: the place of the answer in the list decides too
        done = more.rows is not None and min(walked.rows, end_of(service, asked, held)) >= more.rows
        if held and not idle and not done:
            more.requests = [next_request(service, asked, held)]
        return more


def asked_for(page: Page, walked: Walked) -> ListRequest:
    """Return the request that the page is the answer to: of posted ones the last to this address."""
    address = page.url.split("#")[0]
    made = [request for request in walked.requested if request.url.split("#")[0] == address]
    return made[-1] if made else ListRequest(page.url)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if "<" in value else []
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in held for text in _texts(one)]
