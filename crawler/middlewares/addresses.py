"""How a request is known in the fetch table, and marks that the engine's own requests carry."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from scrapy import Request

ROBOTS = "nianbao_robots"
PROBE = "nianbao_probe"
VERDICT = "nianbao_verdict"
FROM_ARCHIVE = "from_archive"
"""Flag of a response that was read from the archive."""


def address_key(request: Request) -> str:
    """Address of a request; one with a body gets a fragment that tells bodies apart."""
    if request.method == "GET":
        return request.url
    return f"{request.url}#{request.method}:{sha256(request.body).hexdigest()[:16]}"


def host_of(request: Request) -> str:
    """Lower-case host name of a request."""
    return urlsplit(request.url).hostname or ""


def is_own(request: Request) -> bool:
    """True for what the engine asks for itself: robots.txt and the missing-page probe."""
    return ROBOTS in request.meta or PROBE in request.meta
