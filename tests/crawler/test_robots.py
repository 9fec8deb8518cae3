"""robots.txt: rules kept, and what is done where there are none."""

from __future__ import annotations

import pytest

from crawler.robots import RobotsRules
from parsers.failures import Failure

URL = "https://www.example.gov.cn/zwgk/nb.html"


def refused(status: int, body: bytes, content_type: str = "text/plain") -> Failure | None:
    found = RobotsRules.of(status, content_type, body).refuse(URL)
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
    assert refused(200, b"<html>Disallow: /</html>", "text/html") is None
    assert refused(200, b"\n <!DOCTYPE html>") is None


def test_crawl_delay() -> None:
    assert RobotsRules.of(200, "text/plain", b"User-agent: *\nCrawl-delay: 7\n").crawl_delay == 7.0
    assert RobotsRules.of(404, "", b"").crawl_delay is None
