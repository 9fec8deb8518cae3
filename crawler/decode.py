"""Take the content encoding off a body: bounded, and strict about a stream that ends too early."""

from __future__ import annotations

import zlib

from parsers.failures import Failure

ENCODINGS = b"gzip, deflate"
"""What requests offer: encodings whose end can be checked with the standard library."""


class EncodingError(ValueError):
    """A body that cannot be decoded, with its failure class."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


def decode_body(body: bytes, encodings: list[str], limit: int) -> bytes:
    """Undo `encodings` (in the order the header lists them) within `limit` bytes; raises EncodingError.

    Encodings that are not known are an error; `identity` is none. A body that is announced as gzip but
    begins like a page is taken as it is: some portals compress twice in the header and not at all.
    """
    for encoding in reversed(encodings):
        if encoding in {"identity", ""}:
            continue
        if encoding in {"gzip", "x-gzip"}:
            body = _gunzip(body, limit) if body[:2] == b"\x1f\x8b" else _as_it_is(body, encoding)
        elif encoding == "deflate":
            body = _inflate(body, limit)
        else:
            raise EncodingError(Failure.BAD_CONTENT, f"content encoding {encoding[:40]} was not asked for")
    return body


def _as_it_is(body: bytes, encoding: str) -> bytes:
    if body and body.lstrip()[:1] not in {b"<", b"{", b"[", b"%"}:
        raise EncodingError(Failure.BAD_CONTENT, f"not {encoding}, though announced")
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    parts, size = [], 0
    while body[:2] == b"\x1f\x8b":
        part, body = _unpack(body, 31, limit - size)
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    try:
        return _unpack(body, zlib.MAX_WBITS, limit)[0]
    except EncodingError as error:
        if error.failure is Failure.TOO_LARGE:
            raise
        return _unpack(body, -zlib.MAX_WBITS, limit)[0]


def _unpack(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    unpacker = zlib.decompressobj(wbits=wbits)
    try:
        plain = unpacker.decompress(body, max(limit, 1))
    except zlib.error as error:
        raise EncodingError(Failure.BAD_CONTENT, f"damaged compressed body: {error}") from error
    if unpacker.eof:
        return plain, unpacker.unused_data
    if len(plain) >= limit:
        raise EncodingError(Failure.TOO_LARGE, f"body unpacks to more than {limit} bytes")
    raise EncodingError(Failure.BAD_CONTENT, "compressed body is cut off")
