"""The baselines: bare Scrapy spiders that keep nothing.

python benchmarks/bare_spider.py PROXY HOSTS     walks hosts; prints {"pages": …, "seconds": …, "bytes": …}
python benchmarks/bare_spider.py PROXY @FILE     asks for the addresses of a JSON object {address: ETag}
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
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


class Asking(Bare):
    """Addresses that are known, asked whether they changed."""

    handle_httpstatus_list = (304,)

    async def start(self) -> AsyncIterator[Any]:
        """One conditional request for each address."""
        for url, tag in json.loads(Path(self.file).read_text()).items():  # type: ignore[attr-defined]
            headers, meta = {"If-None-Match": tag}, {"proxy": self.proxy}  # type: ignore[attr-defined]
            yield scrapy.Request(url, headers=headers, meta=meta)

    def parse(self, response: Response) -> Iterator[Any]:
        """Count those that did not."""
        type(self).pages += response.status == 304
        yield from ()


if __name__ == "__main__":
    process = CrawlerProcess()
    proxy, what = sys.argv[1:]
    if what.startswith("@"):
        spider: type[Bare] = Asking
        process.crawl(spider, proxy=proxy, file=what[1:])
    else:
        spider = Bare
        process.crawl(spider, proxy=proxy, hosts=what.split(","))
    begun = time.perf_counter()
    process.start()
    print(json.dumps({"pages": spider.pages, "seconds": time.perf_counter() - begun, "bytes": spider.size}))
