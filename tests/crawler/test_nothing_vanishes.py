"""Every address that a spider asked for ends as a stored document or as a failure with its class.

A host for each broken answer that a web server can give; all are asked at once, and all are accounted for.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.http import Request, Response
from sqlalchemy import select

from crawler.services import Services
from models.corpus import Corpus
from models.facts import Fetch
from models.figures import failed_addresses
from models.schema import Source
from parsers.failures import Failure

ROOT = Path(__file__).resolve().parents[2]
PAGE = b"<html><title>x</title>" + b"<p>text of a page</p>" * 20 + b"</html>"
PATHS = ("/1.html", "/2.html")


def answer(status: str = "200 OK", body: bytes = PAGE, *headers: str) -> bytes:
    """A whole answer, with the length that is true unless a header says another."""
    own = (
        []
        if any(each.lower().startswith(("content-length", "transfer")) for each in headers)
        else [len(body)]
    )
    lines = [f"HTTP/1.1 {status}", *headers, *(f"Content-Length: {size}" for size in own)]
    if not any(each.lower().startswith("content-type") for each in headers):
        lines.append("Content-Type: text/html")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def moved(location: str) -> bytes:
    return answer("302 Found", b"", f"Location: {location}")


GOOD: dict[str, bytes] = {
    "plain": answer(),
    "no-reason": answer("200"),
    "odd-charset": answer("200 OK", PAGE, "Content-Type: text/html; charset=gb_2312-80_x"),
    "no-length": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "old-http": b"HTTP/1.0 200 OK\r\n\r\n" + PAGE,
    "folded": answer("200 OK", PAGE, "X-Odd: a\r\n b"),
    "odd-cookie": answer("200 OK", PAGE, "Set-Cookie: =; domain=gov.cn; expires=never", "Set-Cookie: \xff"),
    "bare-gzip": answer("200 OK", gzip.compress(PAGE), "Content-Encoding: gzip"),
    "twice-gzip": answer("200 OK", gzip.compress(gzip.compress(PAGE)), "Content-Encoding: gzip, gzip"),
    "no-gzip": answer("200 OK", PAGE, "Content-Encoding: gzip"),
    "not-authoritative": answer("203 Non-Authoritative Information"),
    "chunks": answer("200 OK", b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
    "early": b"HTTP/1.1 100 Continue\r\n\r\n" + answer(),
}
BAD: dict[str, tuple[bytes, Failure]] = {
    "reset": (b"", Failure.TCP),
    "closed": (b"\n", Failure.BAD_CONTENT),
    "half-head": (b"HTTP/1.1 200 OK\r\nContent-Ty", Failure.TCP),
    "no-http": (b"SSH-2.0-OpenSSH_7.4\r\n\r\n", Failure.BAD_CONTENT),
    "odd-status": (answer("abc OK"), Failure.BAD_CONTENT),
    "short": (answer("200 OK", PAGE, "Content-Length: 100000"), Failure.BAD_CONTENT),
    "half-chunk": (answer("200 OK", b"fff\r\n" + PAGE, "Transfer-Encoding: chunked"), Failure.BAD_CONTENT),
    "no-chunk": (answer("200 OK", PAGE, "Transfer-Encoding: chunked"), Failure.BAD_CONTENT),
    "odd-length": (answer("200 OK", PAGE, "Content-Length: many"), Failure.BAD_CONTENT),
    "minus-length": (answer("200 OK", PAGE, "Content-Length: -5"), Failure.BAD_CONTENT),
    "two-lengths": (answer("200 OK", PAGE, "Content-Length: 5", "Content-Length: 7"), Failure.BAD_CONTENT),
    "odd-packing": (answer("200 OK", PAGE, "Content-Encoding: lz77"), Failure.BAD_CONTENT),
    "empty": (answer("200 OK", b""), Failure.EMPTY),
    "no-content": (answer("204 No Content", b""), Failure.EMPTY),
    "choices": (answer("300 Multiple Choices"), Failure.REDIRECT_SHELL),
    "nowhere": (answer("302 Found", b""), Failure.REDIRECT_SHELL),
    "to-nothing": (moved(""), Failure.REDIRECT_SHELL),
    "to-script": (moved("javascript:void(0)"), Failure.REDIRECT_SHELL),
    "to-mail": (moved("mailto:a@b.gov.cn"), Failure.REDIRECT_SHELL),
    "to-no-host": (moved("http:///x"), Failure.GONE),
    "to-bracket": (moved("http://[x.gov.cn/"), Failure.REDIRECT_SHELL),
    "to-port": (moved("http://a.gov.cn:99999/"), Failure.REDIRECT_SHELL),
    "to-length": (moved("/" + "x" * 3000), Failure.GUARD_REFUSED),
    "round": (moved("/1.html"), Failure.REDIRECT_SHELL),
    "unasked-304": (answer("304 Not Modified", b""), Failure.REDIRECT_SHELL),
    "bad-request": (answer("400 Bad Request"), Failure.FORBIDDEN),
    "teapot": (answer("418 Teapot"), Failure.FORBIDDEN),
    "legal": (answer("451 Unavailable"), Failure.FORBIDDEN),
    "gone": (answer("410 Gone"), Failure.GONE),
    "strange": (answer("550 Strange"), Failure.SERVER_ERROR),
    "beyond": (answer("999 Beyond"), Failure.SERVER_ERROR),
    "captcha": (answer("200 OK", "<html>请拖动滑块完成安全验证</html>".encode()), Failure.CAPTCHA),
    "wzws": (answer("200 OK", b"<html><script>wzws_cid=1</script></html>"), Failure.CHALLENGE),
    "acw": (answer("200 OK", b"<html><script>var acw_sc__v2='1'</script></html>"), Failure.CHALLENGE),
    "hasty": (answer("200 OK", "<html>访问过于频繁，请稍后再试</html>".encode()), Failure.RATE_LIMITED),
}


class Handler(socketserver.BaseRequestHandler):
    """One request and its answer."""

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.request.recv(65536)
        url = urlsplit(head.split()[1].decode())
        name = url.netloc.partition(".")[0]
        if url.path not in PATHS:
            self.request.sendall(answer("404 Not Found", b"no"))
        elif name == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            self.request.sendall(GOOD.get(name) or BAD[name][0])


class Server(socketserver.ThreadingTCPServer):
    """A proxy on loopback that plays every host by the first label of its name."""

    daemon_threads = True
    request_queue_size = 128


@contextmanager
def serving() -> Iterator[str]:
    """The address of the proxy."""
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def ask(folder: Path, proxy: str, urls: list[str]) -> dict[str, Any]:
    """Let the engine ask for addresses; what it says of each, and of the run."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "HTTP_PROXY": proxy,
        "NIANBAO_DB": f"sqlite:///{folder}/n.db",
        "NIANBAO_DATA": str(folder / "data"),
        "NIANBAO_DELAY": "0",
        "NIANBAO_WORKERS": "0",
    }
    command = [sys.executable, "-m", "tests.crawler.asking", "{}", *urls]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.usefixtures("db")
def test_every_address_asked_for_is_stored_or_named(tmp_path: Path) -> None:
    expected = dict.fromkeys(GOOD, "stored") | {name: str(failure) for name, (_, failure) in BAD.items()}
    asked = {f"http://{name}.x.gov.cn{path}": what for name, what in expected.items() for path in PATHS}
    with serving() as proxy:
        found = ask(tmp_path, proxy, list(asked))
    with Corpus.open(f"sqlite:///{tmp_path}/n.db") as corpus:
        failed = failed_addresses(corpus)
        with corpus.engine.connect() as connection:
            sources = set(connection.execute(select(Source.url)).scalars())
    became = {url: "stored" if said.startswith("20") else said for url, said in found["outcomes"].items()}
    assert became.keys() == asked.keys(), "a spider is told what became of each"
    assert sources == {url for url, what in became.items() if what == "stored"}
    classes: dict[str, set[str]] = {}
    for url, failure in failed:
        classes.setdefault(url.split("/")[2].partition(".")[0], set()).add(failure)
    assert {name: classes.get(name, set()) for name in expected} == {
        name: set() if what == "stored" else {what} for name, what in expected.items()
    }


@pytest.mark.parametrize("where", ["callback", "errback", "start"])
def test_an_error_of_a_spider_is_noted_wherever_it_is_raised(where: str) -> None:
    url = "http://www.a.gov.cn/nb/"
    request = Request(url, meta={"portal": "www.a.gov.cn", "column_url": url})
    came = {"callback": Response(url, request=request), "errback": SimpleNamespace(request=request)}
    stored: list[Fetch] = []
    services: Any = SimpleNamespace(
        config=SimpleNamespace(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)),
        failed={},
        writer=SimpleNamespace(error=None, put=stored.append),
        run=SimpleNamespace(id=1),
    )
    services.note_failure = lambda address, *what: services.failed.update({address: what})
    failure = SimpleNamespace(value=KeyError("rows"))
    Services.note_spider_error(services, failure, came.get(where), SimpleNamespace(name="any"))
    address = "spider:any" if where == "start" else url
    assert {fetch.url: fetch.failure for fetch in stored} == {address: Failure.LAYOUT_CHANGED}
    assert services.failed[address] == (Failure.LAYOUT_CHANGED, "KeyError: 'rows'")
