"""The baseline: a bare Scrapy spider that walks the same hosts and keeps nothing.

python benchmarks/bare_spider.py PROXY HOSTS     prints {"pages": …, "seconds": …, "bytes": …}
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Bare(scrapy.Spider):
    """Home page, column, reports."""

    name = "bare"
    custom_settings = {  # noqa: RUF012
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    }
    pages = 0
    size = 0

    async def start(self) -> AsyncIterator[Any]:
        """One request for each host."""
        for host in self.hosts:  # type: ignore[attr-defined]
            yield scrapy.Request(f"http://{host}/", meta={"proxy": self.proxy})  # type: ignore[attr-defined]

    def parse(self, response: Response) -> Iterator[Any]:
        """Count the page and follow its links within the column."""
        type(self).pages += 1
        type(self).size += len(response.body)
        if response.url.endswith("/"):
            for link in response.css("a::attr(href)").getall():
                yield response.follow(link, meta={"proxy": response.meta["proxy"]})


if __name__ == "__main__":
    process = CrawlerProcess()
    process.crawl(Bare, proxy=sys.argv[1], hosts=sys.argv[2].split(","))
    begun = time.perf_counter()
    process.start()
    print(json.dumps({"pages": Bare.pages, "seconds": time.perf_counter() - begun, "bytes": Bare.size}))
