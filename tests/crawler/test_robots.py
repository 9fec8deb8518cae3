"""robots.txt: rules kept, and what is done where there are none."""

from __future__ import annotations

import pytest

from crawler.robots import RobotsRules
from parsers.failures import Failure

URL = "https://www.example.gov.cn/zwgk/nb.html"


def refused(status: int, body: bytes, url: str = URL) -> Failure | None:
    found = RobotsRules.of(status, body).refuse(url)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"User-agent: *\nDisallow: /\n", Failure.ROBOTS_DENIED),
        (200, b"User-agent: *\nDisallow: /zwgk/\n", Failure.ROBOTS_DENIED),
        (200, b"User-agent: nianbao\nDisallow: /zwgk/\n\nUser-agent: *\nAllow: /\n", Failure.ROBOTS_DENIED),
        (200, b"User-agent: *\nDisallow: /admin/\n", None),
        (200, b"User-agent: Baiduspider\nDisallow: /\n", None),
        (200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /zwgk\r\n", Failure.ROBOTS_DENIED),
        (200, b"", None),
        (200, b"\xff\xfe\x00garbage", None),
        (404, b"", None),
        (410, b"", None),
        (401, b"", Failure.ROBOTS_UNKNOWN),
        (403, b"", Failure.ROBOTS_UNKNOWN),
        (500, b"", Failure.ROBOTS_UNKNOWN),
        (302, b"", Failure.ROBOTS_UNKNOWN),
        (412, b"", Failure.CHALLENGE),
        (429, b"", Failure.RATE_LIMITED),
    ],
)
def test_policy(status: int, body: bytes, expected: Failure | None) -> None:
    assert refused(status, body) is expected


def test_a_page_in_the_place_of_rules_is_no_rules() -> None:
    assert refused(200, b"<html>Disallow: /</html>") is None
    assert refused(200, b"\n <!DOCTYPE html>") is None


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /zwgk/\n".encode("utf-16"),
        "User-agent：*\nDisallow：/zwgk/\n".encode(),
        b"Disallow: /zwgk/\nUser-agent: Baiduspider\nAllow: /\n",
        b"# Disallow: nothing\nDISALLOW:/zwgk/",
        b"User-agent: *\rDisallow: /zwgk/\r",
    ],
)
def test_rules_are_kept_as_they_are_meant(rules: bytes) -> None:
    assert refused(200, rules) is Failure.ROBOTS_DENIED
    assert refused(200, rules, "https://www.example.gov.cn/nb.html") is None


def test_a_path_in_another_charset_is_the_path_of_its_bytes() -> None:
    rules = "User-agent: *\nDisallow: /年报/\n".encode("gbk")
    assert refused(200, rules, "https://www.example.gov.cn/%C4%EA%B1%A8/1.html") is Failure.ROBOTS_DENIED
    assert refused(200, rules, "https://www.example.gov.cn/nb/1.html") is None


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        (b"User-agent: *\nCrawl-delay: 7\n", 7.0),
        (b"User-agent: *\nCrawl-delay: 5s # please\n", 5.0),
        ("User-agent：*\nCrawl-delay：8秒\n".encode(), 8.0),
        (b"Crawl-delay: 6", 6.0),
        (b"User-agent: *\nRequest-rate: 1/12\nCrawl-delay: 3\n", 12.0),
        (b"User-agent: *\nCrawl-delay: nan\n", None),
        (b"<html>Crawl-delay: 9</html>", None),
    ],
)
def test_crawl_delay(rules: bytes, seconds: float | None) -> None:
    assert RobotsRules.of(200, rules).crawl_delay == seconds
    assert RobotsRules.of(404, rules).crawl_delay is None
