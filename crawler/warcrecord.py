"""One WARC 1.1 record as bytes, there and back.

Written here rather than by a library because the header bytes of an answer are kept as they came:
portals send file names in raw GBK, which a re-encoding writer would change. WARC tools read the result.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from models.facts import ArchiveRef

Headers = tuple[tuple[bytes, bytes], ...]

_LEVEL = 3
_OWN_FIELDS = frozenset({b"warc-record-id", b"warc-target-uri", b"warc-date", b"warc-payload-digest"})
"""Fields that say what a record is of, and not how it is stored."""
MAX_RECORD = 256 * 1024 * 1024
"""Bytes that one record may unpack to; more is a bomb, not a document."""


class RecordError(ValueError):
    """Bytes that are not a complete WARC record."""


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer to keep. `status` is None for a file that came from disk (a `resource` record).

    `payload` is the body without content encoding; an encoding that was taken off is named in the
    header `X-Archive-Orig-Content-Encoding`.
    """

    url: str
    at: datetime
    status: int | None
    headers: Headers
    payload: bytes
    sha256: str
    """Digest of the payload, lower-case hex: the identity of the document."""
    sent: Sent | None = None
    """What was sent, where that was more than the address."""
    rendered: bool = False
    """Whether the payload, without a status, is what a browser made of the page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request with a body: without it the answer could not be told from others of its address."""

    method: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Original:
    """Where a payload is stored in full."""

    ref: ArchiveRef
    url: str
    at: str
    """WARC date of the record."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as read back; `original` is set on a revisit, whose payload lies there."""

    kind: str
    url: str
    at: str
    status: int | None
    headers: Headers
    payload: bytes
    digest: str | None
    """sha256 of the payload, hex."""
    original: ArchiveRef | None


def new_record_id() -> str:
    """Return an id that no other record has."""
    return f"<{uuid.uuid4().urn}>"


def encode_capture(capture: Capture, original: Original | None = None, record_id: str | None = None) -> bytes:
    """Return the gzip member of a `response`, `resource` or (with `original`) `revisit` record.

    What a browser made of a page is a `conversion`; the answers that went into it have their own records.
    """
    fields = [
        ("WARC-Record-ID", record_id or new_record_id()),
        ("WARC-Target-URI", _uri(capture.url)),
        ("WARC-Date", warc_date(capture.at)),
        ("WARC-Payload-Digest", f"sha256:{b32encode(bytes.fromhex(capture.sha256)).decode()}"),
    ]
    http = b"" if capture.status is None else _http_head(capture.status, capture.headers)
    if original is not None:
        return _member("revisit", "application/http; msgtype=response", fields + _referring(original), http)
    if capture.status is None:
        content_type = dict(capture.headers).get(b"Content-Type", b"application/octet-stream")
        kind = "conversion" if capture.rendered else "resource"
        return _member(kind, content_type.decode("latin-1"), fields, capture.payload)
    return _member("response", "application/http; msgtype=response", fields, http + capture.payload)


def refer_to(record: bytes, original: Original) -> bytes:
    """Return the gzip member of an unpacked record as a `revisit` of `original`.

    Its id, address, time and the head of the answer stay as they are. Raises RecordError.
    """
    head, gap, rest = record.partition(b"\r\n\r\n")
    if not gap:
        raise RecordError("no WARC header")
    block = rest[:-4]
    http = b"".join(block.partition(b"\r\n\r\n")[:2]) if block.startswith(b"HTTP/") else b""
    kept = [
        (name.decode(), value.decode())
        for name, value in _fields(head.partition(b"\r\n")[2])
        if name.lower() in _OWN_FIELDS
    ]
    return _member("revisit", "application/http; msgtype=response", kept + _referring(original), http)


def _referring(original: Original) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.at),
        ("WARC-Refers-To-Filename", original.ref.file),
        ("WARC-Refers-To-File-Offset", str(original.ref.offset)),
        ("WARC-Refers-To-File-Length", str(original.ref.length)),
    ]


def encode_sent(capture: Capture, sent: Sent, answer_id: str) -> bytes:
    """Return the gzip member of the `request` record of a capture; `answer_id` is that of its answer."""
    parts = urlsplit(capture.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = (
        f"{sent.method} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: {sent.content_type}\r\n"
        f"Content-Length: {len(sent.body)}\r\n\r\n"
    )
    fields = [
        ("WARC-Record-ID", new_record_id()),
        ("WARC-Target-URI", _uri(capture.url)),
        ("WARC-Date", warc_date(capture.at)),
        ("WARC-Concurrent-To", answer_id),
    ]
    return _member("request", "application/http; msgtype=request", fields, head.encode() + sent.body)


def encode_info(file: str, software: str) -> bytes:
    """Return the gzip member of the `warcinfo` record that opens a file."""
    fields = [
        ("WARC-Record-ID", new_record_id()),
        ("WARC-Date", warc_date(datetime.now(UTC))),
        ("WARC-Filename", file),
    ]
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    return _member("warcinfo", "application/warc-fields", fields, block)


def unpack_member(member: bytes) -> bytes:
    """Unpack exactly one gzip member; raises RecordError when it is torn, too large or followed by more."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        record = unpacker.decompress(member, MAX_RECORD)
    except zlib.error as error:
        raise RecordError(f"not a gzip member: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise RecordError("torn or oversized gzip member")
    return record


def decode_record(record: bytes) -> StoredRecord:
    """Read an unpacked record; raises RecordError."""
    head, gap, rest = record.partition(b"\r\n\r\n")
    version, _, lines = head.partition(b"\r\n")
    if not gap or not version.startswith(b"WARC/1."):
        raise RecordError("no WARC header")
    fields = {name.lower(): value for name, value in _fields(lines)}
    try:
        length = int(fields[b"content-length"])
        kind = fields[b"warc-type"].decode()
    except (KeyError, ValueError) as error:
        raise RecordError("WARC header without length or type") from error
    if len(rest) != length + 4:
        raise RecordError(f"record of {len(rest) - 4} bytes announces {length}")
    block = rest[:length]
    status: int | None = None
    headers: Headers = ()
    if kind in {"response", "revisit"} and block.startswith(b"HTTP/"):
        status, headers, block = _split_http(block)
    elif kind in {"resource", "conversion"}:
        headers = ((b"Content-Type", fields.get(b"content-type", b"")),)
    return StoredRecord(
        kind=kind,
        url=fields.get(b"warc-target-uri", b"").decode("utf-8", "replace"),
        at=fields.get(b"warc-date", b"").decode("ascii", "replace"),
        status=status,
        headers=headers,
        payload=block,
        digest=_hex_digest(fields.get(b"warc-payload-digest")),
        original=_original(fields) if kind == "revisit" else None,
    )


def warc_date(at: datetime) -> str:
    """WARC 1.1 date with microseconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _member(kind: str, content_type: str, fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        *(f"{name}: {value}" for name, value in fields),
        f"WARC-Block-Digest: sha256:{b32encode(hashlib.sha256(block).digest()).decode()}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
        "",
        "",
    ]
    packer = zlib.compressobj(_LEVEL, wbits=31)
    return b"".join(
        (
            packer.compress("\r\n".join(head).encode()),
            packer.compress(block),
            packer.compress(b"\r\n\r\n"),
            packer.flush(),
        )
    )


def _http_head(status: int, headers: Headers) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [
        f"HTTP/1.1 {status} {phrase}".encode(),
        *(_one_line(name) + b": " + _one_line(value) for name, value in headers),
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _uri(url: str) -> str:
    """The address as a URI; a file that came from disk has only its path."""
    return url if "://" in url else "file:" + quote(url)


def _one_line(text: bytes) -> bytes:
    return text.replace(b"\r", b" ").replace(b"\n", b" ")


def _split_http(block: bytes) -> tuple[int, Headers, bytes]:
    head, _, payload = block.partition(b"\r\n\r\n")
    status_line, _, lines = head.partition(b"\r\n")
    parts = status_line.split(None, 2)
    if len(parts) < 2 or not parts[1].isdigit():
        raise RecordError("no HTTP status")
    return int(parts[1]), tuple(_fields(lines)), payload


def _fields(lines: bytes) -> list[tuple[bytes, bytes]]:
    pairs = (line.partition(b":") for line in lines.split(b"\r\n") if line)
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _hex_digest(value: bytes | None) -> str | None:
    algorithm, _, text = (value or b"").decode("ascii", "replace").partition(":")
    if algorithm != "sha256":
        return None
    try:
        return b32decode(text).hex()
    except ValueError:
        return None


def _original(fields: dict[bytes, bytes]) -> ArchiveRef:
    try:
        return ArchiveRef(
            fields[b"warc-refers-to-filename"].decode(),
            int(fields[b"warc-refers-to-file-offset"]),
            int(fields[b"warc-refers-to-file-length"]),
        )
    except (KeyError, ValueError) as error:
        raise RecordError("revisit record without the place of its original") from error
