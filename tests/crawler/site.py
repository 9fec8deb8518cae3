"""A web site on loopback whose every answer a test decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `cut` sends only so many bytes of the body that the header announces."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass(slots=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    others: int
    """Requests under way at the same moment."""


class Site:
    """Answers by path. A list of answers is given one after the other, the last one for ever."""

    def __init__(self, pages: Mapping[str, Answer | list[Answer]]) -> None:
        self.pages = {
            path: [answer] if isinstance(answer, Answer) else list(answer) for path, answer in pages.items()
        }
        self.asked: list[Asked] = []
        self.url = ""
        self._busy = 0
        self._lock = threading.Lock()

    def paths(self) -> list[str]:
        """Paths asked for, in order, without the engine's own requests."""
        return [
            asked.path
            for asked in self.asked
            if asked.path != "/robots.txt" and not asked.path.startswith("/nianbao-")
        ]

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """Note a request and choose its answer."""
        with self._lock:
            self.asked.append(Asked(path, headers, self._busy))
            self._busy += 1
            answers = self.pages.get(path, [Answer("<html>no such page</html>", 404)])
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def done(self) -> None:
        """A request was answered."""
        with self._lock:
            self._busy -= 1


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Serve a site on a free port of loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self.path, dict(self.headers.items()))
            try:
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: answer.cut])
                self.close_connection = answer.cut is not None
            finally:
                site.done()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
