"""A plain client of the replica: standard library, its proxy and its authority, nothing else."""

from __future__ import annotations

import gzip
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message

from crawler.replica.world import Served

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of one answer; redirects are not followed."""

    status: int
    headers: Message
    body: bytes

    @property
    def content(self) -> bytes:
        """Body without compression, judged by its first bytes."""
        return gzip.decompress(self.body) if self.body.startswith(b"\x1f\x8b") else self.body

    @property
    def text(self) -> str:
        """Content as UTF-8."""
        return self.content.decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    """Fetches through the replica's proxy; one cookie jar."""

    def __init__(self, served: Served, cookies: bool = True) -> None:
        context = ssl.create_default_context(cafile=str(served.ca_file))
        proxies = {"http": served.proxy_url, "https": served.proxy_url}
        handlers: list[urllib.request.BaseHandler] = [
            urllib.request.ProxyHandler(proxies),
            urllib.request.HTTPSHandler(context=context),
            _NoRedirect(),
        ]
        if cookies:
            handlers.append(urllib.request.HTTPCookieProcessor())
        self._opener = urllib.request.build_opener(*handlers)

    def get(self, url: str, data: bytes | None = None, **headers: str) -> Answer:
        """One request, whatever its status. Header names are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data=data, headers=named)
        try:
            with self._opener.open(request, timeout=SECONDS) as reply:
                return Answer(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.headers, refusal.read())

    def get_patiently(self, url: str) -> Answer:
        """One request and up to two plain retries after answers that ask for one."""
        answer = self.get(url)
        for _ in range(2):
            if answer.status not in {302, 429, 500, 503, 521}:
                break
            answer = self.get(url)
        return answer
