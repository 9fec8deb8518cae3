"""One POST to a receiver: only to public machines, judged at the address that the connection is made to."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.guard import Guard, HostRules

TIMEOUT = 20.0
_LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: its status, or why there is none."""

    status: int | None
    failure: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refused(self) -> bool:
        """Whether it will not have this one, so that waiting is no help. One that is away refuses nothing."""
        return self.status is not None and 400 <= self.status < 500 and self.status not in (408, 425, 429)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over time and body: an old message cannot be sent again as a new one."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def refuse(url: str) -> str | None:
    """Why an address cannot be a receiver's, or None; its machine is judged when it is connected to."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "not an address of http or https"
    if parts.username is not None:
        return "address carries a user name"
    return None


def post(url: str, body: bytes, headers: Mapping[str, str], allow_loopback: bool = False) -> Answer:
    """Send a body; redirects are not followed. Never raises: what went wrong is the answer."""
    if reason := refuse(url):
        return Answer(None, reason)
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    guard = Guard(HostRules((), frozenset(), frozenset(), frozenset()), allow_loopback)
    try:
        sock = _connected(parts.hostname or "", port, guard)
    except OSError as error:
        return Answer(None, str(error) or type(error).__name__)
    try:
        if secure:
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname or "", port, timeout=TIMEOUT)
        connection.sock = sock
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
        response.read(_LONGEST_ANSWER)
        return Answer(response.status, f"status {response.status}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"{type(error).__name__}: {error}")
    finally:
        sock.close()


def _connected(host: str, port: int, guard: Guard) -> socket.socket:
    """A connection to a public address of a host; raises OSError."""
    refused = "no address"
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if reason := guard.refuse_address(str(address[0])):
            refused = reason
            continue
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(TIMEOUT)
        try:
            sock.connect(address)
        except OSError:
            sock.close()
            raise
        return sock
    raise OSError(f"{host}: {refused}")
