"""Run the engine with a spider that only asks for the addresses given; prints what each became, as JSON.

A program of its own, because a reactor can be started once in a process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.http import Response

import crawler.crawl
from crawler.config import Config
from spiders import failures
from spiders.items import PageFailed, ReportFound

OUTCOMES: dict[str, str] = {}


class AskingSpider(scrapy.Spider):
    """Asks for each address once; every good page counts as a report found."""

    name = "any"
    division = None

    def __init__(self, urls: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask."""
        for url in self.urls:
            yield scrapy.Request(
                url, self.parse, errback=self.failed, dont_filter=True, cb_kwargs={"asked": url}
            )

    def parse(self, response: Response, asked: str) -> Iterator[ReportFound]:
        """Note a page."""
        if b"raise in spider" in response.body:
            raise ValueError("not understood")
        OUTCOMES[asked] = f"{response.status} {response.body[:60].decode('utf-8', 'replace')}"
        yield ReportFound(
            response=response,
            title="",
            listed_title=None,
            published=None,
            column_url=None,
            platform="generic",
            province="any",
            division=None,
        )

    def failed(self, failure: Any) -> Iterator[PageFailed]:
        """Note a failure, and hand it on as every spider does."""
        kind, detail, _ = failures.classify(failure)
        OUTCOMES[failure.request.cb_kwargs["asked"]] = kind
        yield PageFailed(failure.request.url, kind, detail, self.name)


def main() -> None:
    """Ask for the addresses of the command line."""
    crawler.crawl.load_spiders = lambda: {"any": AskingSpider}
    options = json.loads(sys.argv[1])
    config = Config.from_env().with_options(**options)
    summary = crawler.crawl.crawl(config, crawler.crawl.CrawlOrder(urls=tuple(sys.argv[2:])))
    print(json.dumps({"outcomes": OUTCOMES, "summary": summary.to_json(), "exit_code": summary.exit_code}))


if __name__ == "__main__":
    main()
