"""Cookies never call home for the list of public suffixes, and are refused for a suffix all the same."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest
import requests
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler import settings
from crawler.middlewares.cookies import OfflineCookies


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> NoReturn:
        raise AssertionError(f"asked the network: {args}")

    monkeypatch.setattr(requests.Session, "get", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def sent_back(domain: str) -> bytes | None:
    """The cookie that goes to another host after `www.weihui.gov.cn` has set one for `domain`."""
    middleware = OfflineCookies.from_crawler(get_crawler(Spider))
    first = Request("https://www.weihui.gov.cn/")
    answer = Response(first.url, headers={"Set-Cookie": f"sid=1; Domain={domain}; Path=/"})
    middleware.process_response(first, answer)
    then = Request("https://xxgk.weihui.gov.cn/")
    middleware.process_request(then)
    return then.headers.get("Cookie")


def test_a_cookie_of_the_portal_goes_to_its_hosts() -> None:
    assert sent_back(".weihui.gov.cn") == b"sid=1"


def test_a_cookie_for_all_of_gov_cn_is_refused() -> None:
    assert sent_back(".gov.cn") is None


def test_the_crawl_uses_it() -> None:
    middlewares = settings.DOWNLOADER_MIDDLEWARES
    assert middlewares["crawler.middlewares.cookies.OfflineCookies"] == 700
    assert middlewares["scrapy.downloadermiddlewares.cookies.CookiesMiddleware"] is None
