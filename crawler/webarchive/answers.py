"""The bytes of one recorded answer: read from its place, without transfer and content encoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.decode import EncodingError, decode_body
from crawler.inputs import MAX_DOCUMENT
from crawler.printable import printable
from crawler.warcrecord import Headers
from crawler.webarchive.records import Recorded, open_records
from parsers.failures import Failure

_NOT_KEPT = frozenset({"content-encoding", "transfer-encoding"})


class BadAnswer(Exception):
    """An answer that cannot be used, with its failure class."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered, decoded."""

    status: int
    headers: Headers
    body: bytes


def read_answer(record: Recorded, original: Recorded | None = None) -> Answer:
    """Read an answer; of a revisit, with the payload of `original`. Raises BadAnswer."""
    status, headers, body = _read(record)
    if record.kind == "revisit":
        if original is None:
            raise BadAnswer(
                Failure.NOT_CAPTURED, "a revisit whose first capture is in none of the files given"
            )
        first_status, first_headers, body = _read(original)
        # A revisit by 304 says only that nothing changed.
        if not headers or status == 304:
            status, headers = first_status, first_headers
        record = original
    if record.truncated:
        raise BadAnswer(Failure.PARTIAL, f"cut off by the crawler that wrote it: {record.truncated[:40]}")
    return Answer(status or 200, headers, body)


def _read(record: Recorded) -> tuple[int | None, Headers, bytes]:
    try:
        with record.path.open("rb") as handle:
            handle.seek(record.offset)
            raw = next(open_records(handle))
            pairs = raw.http_headers.headers if raw.http_headers else _of_resource(record)
            body = (_unchunked(raw) if raw.http_headers else raw.raw_stream).read(MAX_DOCUMENT + 1)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, StopIteration) as error:
        raise BadAnswer(Failure.MALFORMED, printable(str(error))[:200]) from error
    encodings = [
        value.strip().lower()
        for name, values in pairs
        if name.lower() == "content-encoding"
        for value in values.split(",")
    ]
    announced = next((value for name, value in pairs if name.lower() == "content-length"), "")
    if announced.isdigit() and len(body) < int(announced) and record.kind == "response":
        raise BadAnswer(Failure.BAD_CONTENT, f"{len(body)} of {announced} bytes of the answer are there")
    try:
        body = decode_body(body, encodings, MAX_DOCUMENT)
    except EncodingError as error:
        raise BadAnswer(error.failure, str(error)) from error
    if len(body) > MAX_DOCUMENT:
        raise BadAnswer(Failure.TOO_LARGE, f"more than {MAX_DOCUMENT >> 20} MB")
    headers = tuple(
        (name.encode("utf-8", "surrogateescape"), value.encode("utf-8", "surrogateescape"))
        for name, value in pairs
        if name.lower() not in _NOT_KEPT
    )
    return record.status, headers, body


def _of_resource(record: Recorded) -> list[tuple[str, str]]:
    return [("Content-Type", record.content_type)] if record.kind in ("resource", "conversion") else []


def _unchunked(raw: Any) -> Any:
    if (raw.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        return ChunkedDataReader(raw.raw_stream)  # type: ignore[no-untyped-call]
    return raw.raw_stream
