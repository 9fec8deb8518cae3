"""A request as a site sees it and the reply it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, decoded: `target` is path plus query, `query` the last value of each parameter."""

    scheme: str
    host: str
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header names in lower case."""
    body: bytes = b""

    @property
    def path(self) -> str:
        """Path without query."""
        return urlsplit(self.target).path or "/"

    @property
    def query(self) -> dict[str, str]:
        """Parameters of the query string."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """Parameters of the query string and of a form-encoded body; the body wins."""
        return self.query | dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies sent."""
        pairs = (part.partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. `modified` is an HTTP date; a reply without it is dynamic and carries no validators."""

    body: bytes
    status: int = 200
    content_type: str | None = HTML
    headers: tuple[tuple[str, str], ...] = ()
    modified: str | None = None
    drip: float = 0.0
    """Seconds over which the body is spread."""
    reset: bool = False
    """The connection is reset in the place of an answer."""

    @property
    def etag(self) -> str:
        """Strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Answering(Protocol):
    """A host that answers requests."""

    def answer(self, request: Request) -> Reply:
        """Reply to a request; unknown paths are the site's own matter."""
        ...


def page(text: str, *, status: int = 200, modified: str | None = None) -> Reply:
    """An HTML page in UTF-8."""
    return Reply(text.encode(), status=status, modified=modified)


def not_found(
    text: str = "<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>",
) -> Reply:
    """The web server's own 404."""
    return Reply(text.encode(), status=404)
