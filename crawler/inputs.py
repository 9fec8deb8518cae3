"""What `ingest` and `parse` are given: files, folders, WARC files, lists; turned into documents."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.decode import EncodingError, decode_body
from crawler.warcrecord import Headers
from parsers.failures import Failure

_WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_LIST_SUFFIXES = (".jsonl", ".csv")
MAX_DOCUMENT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One document on its way in. `status` and `headers` are those of a WARC response."""

    source: str
    data: bytes
    url: str
    title: str | None = None
    host: str | None = None
    province_code: str | None = None
    published: str | None = None
    status: int | None = None
    headers: Headers = ()
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class BadInput:
    """An input that cannot be taken in, with its failure class."""

    source: str
    failure: Failure
    detail: str


Input = Document | BadInput


def files_of(paths: Sequence[str]) -> Iterator[Path | BadInput]:
    """Every file named, and every file below a folder named, in sorted order; missing ones as BadInput."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(
                entry for entry in path.rglob("*") if entry.is_file() and not _hidden(entry, path)
            )
        elif path.is_file():
            yield path
        else:
            yield BadInput(name, Failure.IO, "no such file" if not path.exists() else "not a file")


def read_file(path: Path) -> bytes | BadInput:
    """Bytes of a file within the size limit."""
    try:
        if path.stat().st_size > MAX_DOCUMENT:
            return BadInput(str(path), Failure.TOO_LARGE, f"more than {MAX_DOCUMENT >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        return BadInput(str(path), Failure.IO, error.strerror or str(error))


def documents_of(paths: Sequence[str]) -> Iterator[Input]:
    """All documents of the inputs, in order."""
    for path in files_of(paths):
        if isinstance(path, BadInput):
            yield path
        elif path.name.lower().endswith(_WARC_SUFFIXES):
            yield from _documents_of_warc(path)
        elif path.suffix.lower() in _LIST_SUFFIXES:
            yield from _documents_of_list(path)
        else:
            yield _document(path, {})


def _document(path: Path, known: dict[str, Any]) -> Input:
    data = read_file(path)
    if isinstance(data, BadInput):
        return data
    if not data:
        return BadInput(str(path), Failure.EMPTY, "the file is empty")
    url = str(known.get("url") or path)
    said = {key: str(value) for key, value in known.items() if value}
    return Document(
        source=str(path),
        data=data,
        url=url,
        title=said.get("title"),
        host=said.get("host"),
        province_code=said.get("province_code"),
        published=said.get("published"),
    )


def _documents_of_list(path: Path) -> Iterator[Input]:
    for place, row in _rows(path):
        if isinstance(row, BadInput):
            yield row
            continue
        name = str(row.get("path_or_url") or "")
        if not name:
            yield BadInput(place, Failure.MALFORMED, "no path_or_url")
        elif urlsplit(name).scheme in {"http", "https"}:
            yield BadInput(
                name, Failure.IO, "ingest reads from disk; use `nianbao crawl --url` for addresses"
            )
        else:
            file = path.parent / name
            if file.is_file():
                yield _document(file, row)
            else:
                yield BadInput(str(file), Failure.IO, f"no such file (named in {place})")


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    data = read_file(path)
    if isinstance(data, BadInput):
        yield str(path), data
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    if path.suffix.lower() == ".csv":
        yield from _csv_rows(path, text)
    else:
        yield from _json_rows(path, text)


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    reader = csv.DictReader(text.splitlines())
    if "path_or_url" not in (reader.fieldnames or ()):
        yield str(path), _no_list(path)
        return
    for row in reader:
        yield f"{path}:{reader.line_num}", dict(row)


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    # Other people's JSON lines lie about in folders: they are named once, not line by line.
    if not any('"path_or_url"' in line for _, line in lines):
        yield str(path), _no_list(path)
        return
    for number, line in lines:
        place = f"{path}:{number}"
        try:
            plain = json.loads(line)
        except ValueError as error:
            yield place, BadInput(place, Failure.MALFORMED, f"not JSON: {error}")
            continue
        yield (
            place,
            plain if isinstance(plain, dict) else BadInput(place, Failure.MALFORMED, "no JSON object"),
        )


def _no_list(path: Path) -> BadInput:
    return BadInput(str(path), Failure.MALFORMED, "not a list of documents: no path_or_url in it")


def _documents_of_warc(path: Path) -> Iterator[Input]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle):  # type: ignore[no-untyped-call]
                if record.rec_type in {"response", "resource"}:
                    document = _warc_document(path, record)
                    if document is not None:
                        yield document
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        yield BadInput(str(path), Failure.MALFORMED, f"not a readable WARC file: {error}")


def _warc_document(path: Path, record: Any) -> Input | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    source = f"{path}#{url}"
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
    from warcio.bufferedreaders import ChunkedDataReader

    if (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        return ChunkedDataReader(record.raw_stream)  # type: ignore[no-untyped-call]
    return record.raw_stream


def _time(text: str | None) -> datetime:
    try:
        at = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
