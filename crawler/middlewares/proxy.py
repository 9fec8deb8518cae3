"""Proxies from the configuration, not from the process environment: one process can serve a demo.

Those near the sites (`crawler.routes`) go before those for everything.
"""

from __future__ import annotations

from base64 import b64encode
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from crawler.middlewares.addresses import WAY, host_of
from crawler.services import services_of


class ConfiguredProxyMiddleware(HttpProxyMiddleware):
    """The way of a province or host, else HTTP_PROXY and HTTPS_PROXY; none where NO_PROXY says so.

    Spiders cannot choose another.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._services = services_of(crawler)
        config = self._services.config
        super().__init__()
        self._no_proxy = config.no_proxy
        self._exempt: dict[str, bool] = {}
        self.proxies = {
            scheme: self._get_proxy(url, scheme)
            for scheme, url in (("http", config.http_proxy), ("https", config.https_proxy))
            if url
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConfiguredProxyMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Send the request its way."""
        request.meta.pop("proxy", None)
        request.meta.pop(WAY, None)
        scheme, host = request.url.partition(":")[0], host_of(request)
        address: str | None = None
        credentials: bytes | None = None
        if not self._spared(host):
            way = self._services.routes.way_of(host, getattr(self._crawler.spider, "name", ""))
            if way is not None:
                request.meta[WAY] = way.name
                self._services.counts.add(f"way/{way.name}")
                address, credentials = way.url, b64encode(way.credentials.encode()) or None
            elif scheme in self.proxies:
                credentials, address = self.proxies[scheme]
        self._set_proxy_and_creds(request, address, credentials, scheme if address else None)

    def _spared(self, host: str) -> bool:
        spared = self._exempt.get(host)
        if spared is None:
            spared = self._exempt[host] = bool(proxy_bypass_environment(host, {"no": self._no_proxy}))
        return spared
