"""Documents of other people's WARC files, read in bounded memory; one bad record does not lose the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.decode import EncodingError, decode_body
from crawler.inputs import MAX_DOCUMENT, BadInput, Document, Input
from crawler.printable import printable
from parsers.failures import Failure

_MAX_LINE = 64 * 1024
_SAID = 200


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


def documents_of_warc(path: Path) -> Iterator[Input]:
    """Pages of a WARC file in their order; what cannot be used as BadInput."""
    pages = 0
    try:
        with path.open("rb") as handle:
            records = _QuietIterator(handle)  # type: ignore[no-untyped-call]
            records.reader = _BoundedLines(handle)  # type: ignore[no-untyped-call]
            for record in records:
                if record.rec_type not in {"response", "resource"}:
                    continue
                pages += 1
                document = _document_or_fault(path, record)
                if document is not None:
                    yield document
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        said = printable(str(error))[:_SAID]
        yield BadInput(str(path), Failure.MALFORMED, f"not a readable WARC file: {said}")
    else:
        if not pages:
            yield BadInput(str(path), Failure.EMPTY, "no page in this WARC file")


def _document_or_fault(path: Path, record: Any) -> Input | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        return _document(f"{path}#{printable(url)}", url, record)
    except ValueError as error:
        return BadInput(f"{path}#{printable(url)}", Failure.MALFORMED, printable(str(error))[:_SAID])


def _document(source: str, url: str, record: Any) -> Input | None:
    status = int(record.http_headers.get_statuscode() or 0) if record.http_headers else None
    if urlsplit(url).scheme not in {"http", "https"} or (status is not None and status != 200):
        return None
    pairs = record.http_headers.headers if record.http_headers else []
    body = record.raw_stream if record.http_headers is None else _unchunked(record)
    data = body.read(MAX_DOCUMENT + 1)
    encodings = [
        value.strip().lower()
        for name, value in pairs
        if name.lower() == "content-encoding"
        for value in value.split(",")
    ]
    try:
        data = decode_body(data, encodings, MAX_DOCUMENT)
    except EncodingError as error:
        return BadInput(source, error.failure, str(error))
    if not data:
        return None
    if len(data) > MAX_DOCUMENT:
        return BadInput(source, Failure.TOO_LARGE, f"more than {MAX_DOCUMENT >> 20} MB")
    headers = tuple(
        (name.encode("utf-8"), value.encode("utf-8"))
        for name, value in pairs
        if name.lower() not in {"content-encoding", "transfer-encoding"}
    )
    at = _time(record.rec_headers.get_header("WARC-Date"))
    return Document(
        source=source, data=data, url=url, host=urlsplit(url).hostname, status=status, headers=headers, at=at
    )


def _unchunked(record: Any) -> Any:
    if (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        return ChunkedDataReader(record.raw_stream)  # type: ignore[no-untyped-call]
    return record.raw_stream


def _time(text: str | None) -> datetime:
    try:
        at = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
