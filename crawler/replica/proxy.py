"""A forward proxy on loopback that plays every host itself: absolute-form HTTP and CONNECT with TLS."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from crawler.replica.certificates import Authority
from crawler.replica.exchange import Answering, Reply, Request
from crawler.replica.journal import Journal

LARGEST_HEAD = 64 * 1024
LARGEST_BODY = 1024 * 1024
IDLE_SECONDS = 30.0
DRIP_STEPS = 6
UNKNOWN_HOST = (("X-Squid-Error", "ERR_DNS_FAIL 0"),)
REFUSED = (("X-Squid-Error", "ERR_CONNECT_FAIL 111"),)


@dataclass(frozen=True, slots=True)
class Host:
    """A host of the world: who answers, by which schemes, and whether it compresses unasked."""

    site: Answering
    schemes: frozenset[str] = frozenset({"http", "https"})
    upgrade: bool = False
    """Plain HTTP is answered with a redirect to HTTPS."""
    gzip: bool = False


class Proxy:
    """The asyncio side; lives in one event loop."""

    def __init__(self, hosts: Mapping[str, Host], authority: Authority, journal: Journal) -> None:
        self._hosts = hosts
        self._authority = authority
        self._journal = journal
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen on loopback; the answer is the port."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port, limit=LARGEST_HEAD)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the listener and every connection."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._converse(reader, writer, tunnel=None)
        except (OSError, EOFError, TimeoutError, ssl.SSLError, ValueError, asyncio.CancelledError):
            pass  # a client that hangs up, or our own stop, is no event worth a word
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tunnel: str | None
    ) -> None:
        while True:
            head = await asyncio.wait_for(_read_head(reader), IDLE_SECONDS)
            if head is None:
                return
            method, target, headers = head
            if method == "CONNECT":
                await self._open_tunnel(reader, writer, target)
                return
            body = await _read_body(reader, headers)
            request = _request(method, target, headers, body, tunnel)
            keep = await self._serve(request, writer)
            if not keep or headers.get("connection", headers.get("proxy-connection", "")).lower() == "close":
                return

    async def _open_tunnel(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str
    ) -> None:
        name = target.rpartition(":")[0].lower()
        host = self._hosts.get(name)
        if host is None or "https" not in host.schemes:
            place = self._journal.begin("https", name, "", "CONNECT")
            why = UNKNOWN_HOST if host is None else REFUSED
            await _send(writer, Reply(b"", status=502, headers=why), None, compress=False)
            self._journal.end(place, 502, why[0][1])
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._authority.context(name))
        await self._converse(reader, writer, tunnel=name)

    async def _serve(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        place = self._journal.begin(request.scheme, request.host, request.target, request.method)
        status: int | None = None
        note = ""
        try:
            host = self._hosts.get(request.host)
            if host is None:
                reply, note = Reply(b"", status=502, headers=UNKNOWN_HOST), UNKNOWN_HOST[0][1]
            elif host.upgrade and request.scheme == "http":
                secure = f"https://{request.host}{request.target}"
                reply = Reply(b"", status=301, headers=(("Location", secure),))
            elif request.scheme not in host.schemes:
                reply, note = Reply(b"", status=502, headers=REFUSED), REFUSED[0][1]
            else:
                reply = _conditional(request, host.site.answer(request))
            if reply.reset:
                note = "reset"
                writer.transport.abort()
                return False
            await _send(writer, reply, request, compress=host is not None and host.gzip)
            status = reply.status
        finally:
            self._journal.end(place, status, note)
        return True


async def _read_head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]] | None:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as stop:
        if stop.partial:
            raise
        return None
    lines = raw.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    pairs = (line.partition(":") for line in lines[1:] if line)
    return method.upper(), target, {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    size = int(headers.get("content-length", "0"))
    if not 0 <= size <= LARGEST_BODY:
        raise ValueError("body too large")
    return await reader.readexactly(size) if size else b""


def _request(
    method: str, target: str, headers: Mapping[str, str], body: bytes, tunnel: str | None
) -> Request:
    if tunnel is not None:
        return Request("https", tunnel, method, target, headers, body)
    parts = urlsplit(target)
    host = (parts.hostname or headers.get("host", "").rpartition(":")[0] or headers.get("host", "")).lower()
    plain = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Request(parts.scheme or "http", host, method, plain, headers, body)


def _conditional(request: Request, reply: Reply) -> Reply:
    if reply.status != HTTPStatus.OK or reply.modified is None or request.method not in {"GET", "HEAD"}:
        return reply
    known = request.headers.get("if-none-match")
    since = request.headers.get("if-modified-since")
    if known is not None:
        unchanged = reply.etag in known or known.strip() == "*"
    elif since is not None:
        try:
            unchanged = parsedate_to_datetime(since) >= parsedate_to_datetime(reply.modified)
        except ValueError:
            unchanged = False
    else:
        unchanged = False
    if not unchanged:
        return reply
    validators = (("ETag", reply.etag), ("Last-Modified", reply.modified))
    return Reply(b"", status=304, content_type=None, headers=validators)


async def _send(
    writer: asyncio.StreamWriter, reply: Reply, request: Request | None, *, compress: bool
) -> None:
    body = gzip.compress(reply.body, mtime=0) if compress and reply.body else reply.body
    lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", "Server: nginx"]
    if reply.content_type is not None and reply.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Type: {reply.content_type}")
    if reply.modified is not None and reply.status == HTTPStatus.OK:
        lines += [f"ETag: {reply.etag}", f"Last-Modified: {reply.modified}"]
    if compress and reply.body:
        lines.append("Content-Encoding: gzip")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("Connection: keep-alive")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if request is not None and request.method == "HEAD":
        body = b""
    if reply.drip and body:
        step = -(-len(body) // DRIP_STEPS)
        for start in range(0, len(body), step):
            writer.write(body[start : start + step])
            await writer.drain()
            await asyncio.sleep(reply.drip / DRIP_STEPS)
    else:
        writer.write(body)
    await writer.drain()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
