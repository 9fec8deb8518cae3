"""How a request is known in the fetch table, and marks that the engine's own requests carry."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from scrapy import Request

from crawler.guard import LONGEST_ADDRESS
from crawler.warcrecord import Sent
from spiders.rendering import RENDER, Rendering

ROBOTS = "nianbao_robots"
PROBE = "nianbao_probe"
PART = "nianbao_part"
"""Mark of what a page in the browser asks for."""
VERDICT = "nianbao_verdict"
WAY = "nianbao_way"
"""Name of the way (`crawler.routes`) that a request takes, where it takes one of its own."""
FROM_ARCHIVE = "from_archive"
"""Flag of a response that was read from the archive."""


def address_key(request: Request) -> str:
    """Address of a request, with a fragment that tells bodies sent, or pages rendered, apart."""
    url = short(request.url)
    rendering: Rendering | None = request.meta.get(RENDER)
    if rendering is not None:
        return f"{url}#rendered" + (f"-{rendering.number}" if rendering.number > 1 else "")
    if request.method == "GET":
        return url
    return f"{url}#{request.method}:{sha256(request.body).hexdigest()[:16]}"


def sent_of(request: Request) -> Sent | None:
    """What a request sends beside its address, as it is kept with the answer; None for a plain question."""
    if request.method == "GET":
        return None
    kind = (request.headers.get("Content-Type") or b"").decode("latin-1")
    return Sent(request.method, kind, request.body)


def short(url: str) -> str:
    """An address as it can be stored: one that the guard refuses for its length is cut."""
    return url if len(url) <= LONGEST_ADDRESS else f"{url[: LONGEST_ADDRESS - 1]}…"


def host_of(request: Request) -> str:
    """Lower-case host name of a request."""
    return urlsplit(request.url).hostname or ""


def is_own(request: Request) -> bool:
    """True for what the engine asks for itself: robots.txt and the missing-page probe."""
    return ROBOTS in request.meta or PROBE in request.meta
