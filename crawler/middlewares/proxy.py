"""Proxies from the configuration, not from the process environment: one process can serve a demo."""

from __future__ import annotations

from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from crawler.middlewares.addresses import host_of
from crawler.services import services_of


class ConfiguredProxyMiddleware(HttpProxyMiddleware):
    """HTTP_PROXY, HTTPS_PROXY and NO_PROXY as `Config` holds them; spiders cannot choose another."""

    def __init__(self, crawler: Crawler) -> None:
        config = services_of(crawler).config
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
        """Send the request through the proxy of its scheme unless NO_PROXY exempts the host."""
        request.meta.pop("proxy", None)
        scheme = request.url.partition(":")[0]
        if scheme not in self.proxies or self._spared(host_of(request)):
            self._set_proxy_and_creds(request, None, None, None)
        else:
            credentials, address = self.proxies[scheme]
            self._set_proxy_and_creds(request, address, credentials, scheme)

    def _spared(self, host: str) -> bool:
        spared = self._exempt.get(host)
        if spared is None:
            spared = self._exempt[host] = bool(proxy_bypass_environment(host, {"no": self._no_proxy}))
        return spared
