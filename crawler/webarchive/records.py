"""WARC, ARC and WACZ files of any crawler, record by record, in bounded memory: what each says of itself.

The body of an answer is read again, from its place, when somebody asks for it (`answers.read_answer`).
One bad record does not lose the next; what cannot be used is named.
"""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.inputs import MAX_DOCUMENT, BadInput
from crawler.printable import printable
from crawler.webarchive.wacz import SUFFIX, unpacked
from parsers.failures import Failure

_MAX_LINE = 64 * 1024
_SAID = 200
_CHUNK = 1 << 16
_ANSWERS = frozenset({"response", "resource", "revisit"})
_RENDERED = "conversion"
"""Kind of what our own browser made of a page; others keep plain text under it."""
_MOST_UNPACKED = 200
"""A file in one gzip stream may unpack to so many times its size; more is a bomb."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer in a WARC file: its place, and what its headers say."""

    path: Path
    offset: int
    kind: str
    """`response`, `resource`, `revisit`, or `conversion` for what a browser made of a page."""
    url: str
    at: datetime
    status: int | None
    """HTTP status; None where there is none (a resource, a revisit without headers)."""
    content_type: str
    record_id: str
    digest: str
    """Digest of the payload as the record gives it."""
    refers: tuple[str, str, str]
    """Of a revisit: id, address and date of the record that has the payload."""
    truncated: str
    """Why the writer cut the answer off; empty for a whole one."""
    concurrent: tuple[str, ...]
    """Ids of the records of the same exchange."""

    @property
    def source(self) -> str:
        """How the record is named to a person."""
        return f"{self.path}#{printable(self.url)}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to get an answer, where that was more than an address."""

    url: str
    method: str
    body: str
    """Key of the body, see `body_key`."""
    record_id: str
    concurrent: tuple[str, ...]
    """Ids of the records of the same exchange."""


Entry = Recorded | Sent | BadInput


class _BoundedLines(DecompressingBufferedReader):
    """A header line without an end would otherwise be read whole, however far it unpacks."""

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _MAX_LINE, _MAX_LINE))  # type: ignore[no-untyped-call]
        if len(line) >= _MAX_LINE:
            raise ArchiveLoadFailed("a header line without an end")  # type: ignore[no-untyped-call]
        return line


class _QuietIterator(ArchiveIterator):
    INC_RECORD = ""
    """What the library would print itself."""


class _OneStream(Exception):
    """A file packed as a whole, in which no place can be found again."""


def open_records(handle: Any) -> Any:
    """The records from the place where `handle` stands."""
    records = _QuietIterator(handle, arc2warc=True)  # type: ignore[no-untyped-call]
    records.reader = _BoundedLines(handle)  # type: ignore[no-untyped-call]
    return records


def entries_of(path: Path, scratch: Path) -> Iterator[Entry]:
    """Answers and what was sent for them, in the order of the file; what cannot be used as BadInput.

    A file that is one gzip stream, or a WACZ file, is unpacked into the folder `scratch`, which must outlive
    the entries.
    """
    if path.name.lower().endswith(SUFFIX):
        for inner in unpacked(path, scratch):
            if isinstance(inner, BadInput):
                yield inner
            else:
                yield from entries_of(inner, scratch)
        return
    try:
        yield from _entries(path)
    except _OneStream:
        plain = scratch / f"{sha256(str(path.absolute()).encode()).hexdigest()[:16]}.warc"
        fault = _unpack(path, plain)
        yield from _entries(plain)
        if fault:
            yield fault


def _entries(path: Path) -> Iterator[Entry]:
    answers = others = 0
    try:
        with path.open("rb") as handle:
            records = open_records(handle)
            read = 0
            for record in records:
                offset = records.offset
                read += 1
                answers += record.rec_type in _ANSWERS
                others += record.rec_type not in (*_ANSWERS, "warcinfo", None)
                entry = _entry(path, offset, record)
                if entry is not None:
                    yield entry
            if read and (rest := path.stat().st_size - records.offset) > 0:
                yield BadInput(str(path), Failure.MALFORMED, f"the last {rest} bytes are a piece of a record")
    except Exception as error:  # the library lets fall whatever a strange file makes it trip over
        said = printable(str(error)).strip()[:_SAID]
        if "non-chunked gzip" in said:
            raise _OneStream from error
        yield BadInput(str(path), Failure.MALFORMED, f"not a readable WARC file: {said}")
    else:
        if not answers and not others:
            yield BadInput(str(path), Failure.EMPTY, "no page in this WARC file")


def _entry(path: Path, offset: int, record: Any) -> Entry | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        if record.rec_headers.get_header("Content-Length") is None:
            return BadInput(
                f"{path}#{printable(url)}", Failure.MALFORMED, "the record is cut off in its head"
            )
        if record.rec_type == "request":
            return _sent(url, record)
        fields = record.rec_headers.get_header
        if record.rec_type not in _ANSWERS and not (
            record.rec_type == _RENDERED and "html" in (fields("Content-Type") or "")
        ):
            return None
        status = int(record.http_headers.get_statuscode() or 0) if record.http_headers else None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        _ = parts.port  # raises ValueError for one that no host can have
        expected, size = record.payload_length if record.http_headers else record.length, 0
        while chunk := record.raw_stream.read(_CHUNK):
            size += len(chunk)
    except ValueError as error:
        return BadInput(f"{path}#{printable(url)}", Failure.MALFORMED, printable(str(error))[:_SAID])
    if expected is not None and 0 <= expected != size:
        return BadInput(
            f"{path}#{printable(url)}",
            Failure.MALFORMED,
            f"the record is cut off: {size} of {expected} bytes are there",
        )
    kind = record.http_headers.get_header("Content-Type") if record.http_headers else fields("Content-Type")
    return Recorded(
        path=path,
        offset=offset,
        kind=record.rec_type,
        url=url,
        at=_time(fields("WARC-Date")),
        status=status,
        content_type=(kind or "").lower(),
        record_id=fields("WARC-Record-ID") or "",
        digest=fields("WARC-Payload-Digest") or "",
        refers=(
            fields("WARC-Refers-To") or "",
            fields("WARC-Refers-To-Target-URI") or "",
            fields("WARC-Refers-To-Date") or "",
        ),
        truncated=fields("WARC-Truncated") or "",
        concurrent=_concurrent(record),
    )


def _sent(url: str, record: Any) -> Sent | None:
    method = str(record.http_headers.protocol).upper() if record.http_headers else "GET"
    if method == "GET":
        return None
    body = record.raw_stream.read(MAX_DOCUMENT)
    record_id = record.rec_headers.get_header("WARC-Record-ID") or ""
    return Sent(url, method, body_key(body), record_id, _concurrent(record))


def _concurrent(record: Any) -> tuple[str, ...]:
    return tuple(value for name, value in record.rec_headers.headers if name.lower() == "warc-concurrent-to")


def body_key(body: bytes) -> str:
    """Key of a request's body: the same for a form or a JSON object whatever the order of its members."""
    text = body.decode("utf-8", "surrogateescape")
    try:
        plain = json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        plain = repr(sorted(parse_qsl(text, keep_blank_values=True)) or text)
    return sha256(plain.encode("utf-8", "surrogateescape")).hexdigest()[:16] if body else ""


def _unpack(packed: Path, plain: Path) -> BadInput | None:
    """Unpack a file; what is wrong with it, where something is. What comes before a fault is kept."""
    most = packed.stat().st_size * _MOST_UNPACKED + _CHUNK
    try:
        with gzip.open(packed) as source, plain.open("wb") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
                if target.tell() > most:
                    return BadInput(str(packed), Failure.TOO_LARGE, f"unpacks to more than {most >> 20} MB")
                if shutil.disk_usage(plain.parent).free < 2 * _CHUNK:
                    return BadInput(str(packed), Failure.IO, "no room on the disk to unpack it")
    except (OSError, EOFError, zlib.error) as error:
        said = printable(str(error))[:_SAID]
        return BadInput(str(packed), Failure.MALFORMED, f"the gzip stream is damaged: {said}")
    return None


def _time(text: str | None) -> datetime:
    try:
        at = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
