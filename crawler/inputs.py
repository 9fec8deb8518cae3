"""What `ingest` and `parse` are given: files, folders, WARC files, lists; turned into documents."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.archive_files import number_of
from crawler.printable import printable
from parsers.failures import Failure

_WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")
_LIST_SUFFIXES = (".jsonl", ".csv")
_INDEX = "index.db"
MAX_DOCUMENT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One document on its way in."""

    source: str
    data: bytes
    url: str
    title: str | None = None
    host: str | None = None
    province_code: str | None = None
    published: str | None = None
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
        if not name:
            yield BadInput(name, Failure.IO, "an empty name")
        elif path.is_dir():
            yield from _files_below(path)
        elif _is_file(path):
            yield path
        else:
            yield BadInput(name, Failure.IO, "no such file" if not path.exists() else "not a file")


def _files_below(folder: Path) -> Iterator[Path | BadInput]:
    """Files of a folder without the hidden ones and the index of our own archive; one that may not be read is
    named at the end."""
    refused: list[OSError] = []
    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        archive = any(number_of(name) is not None for name in names)
        files += [
            Path(place, name)
            for name in names
            if not (name.startswith(".") or (archive and name.startswith(_INDEX)))
        ]
    yield from sorted(file for file in files if _is_file(file))
    for error in refused:
        yield BadInput(str(error.filename), Failure.IO, error.strerror or str(error))


def read_file(path: Path) -> bytes | BadInput:
    """Bytes of a file within the size limit."""
    try:
        # Not by its size alone: files of /proc and growing ones have more to give than they say.
        with path.open("rb") as handle:
            data = handle.read(MAX_DOCUMENT + 1) if path.stat().st_size <= MAX_DOCUMENT else None
        if data is None or len(data) > MAX_DOCUMENT:
            return BadInput(str(path), Failure.TOO_LARGE, f"more than {MAX_DOCUMENT >> 20} MB")
        return data
    except OSError as error:
        return BadInput(str(path), Failure.IO, error.strerror or str(error))


def documents_of(paths: Sequence[str]) -> Iterator[Input]:
    """All documents of the inputs, in order; WARC files hold no documents but pages (`warc_files`)."""
    for path in files_of(paths):
        if isinstance(path, BadInput):
            yield path
        elif _is_warc(path):
            continue
        elif path.suffix.lower() in _LIST_SUFFIXES:
            yield from _documents_of_list(path)
        else:
            yield _document(path, {})


def warc_files(paths: Sequence[str]) -> list[Path]:
    """The WARC, ARC and WACZ files among the inputs."""
    return [path for path in files_of(paths) if isinstance(path, Path) and _is_warc(path)]


def _is_warc(path: Path) -> bool:
    return path.name.lower().endswith(_WARC_SUFFIXES)


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
        name = row.get("path_or_url")
        if not isinstance(name, str) or not name:
            yield BadInput(place, Failure.MALFORMED, "no path_or_url")
        elif name.lower().startswith(("http://", "https://")):
            yield BadInput(
                name, Failure.IO, "ingest reads from disk; use `nianbao crawl --url` for addresses"
            )
        else:
            yield _listed(path.parent / name, row, place)


def _listed(file: Path, row: dict[str, Any], place: str) -> Input:
    if not _is_file(file):
        return BadInput(printable(str(file)), Failure.IO, f"no such file (named in {place})")
    for key in ("url", "title", "host", "province_code", "published"):
        value = row.get(key)
        if value is not None and (not isinstance(value, str) or printable(value) != value):
            return BadInput(place, Failure.MALFORMED, f"{key} is not a text")
    url = row.get("url")
    if url and not _is_address(url):
        return BadInput(place, Failure.MALFORMED, f"not an address: {url}")
    return _document(file, row)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or one that no file system takes
        return False


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:
        return False


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
    try:
        is_list = "path_or_url" in (reader.fieldnames or ())
    except csv.Error:
        is_list = False
    if not is_list:
        yield str(path), _no_list(path)
        return
    try:
        for row in reader:
            yield f"{path}:{reader.line_num}", {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        place = f"{path}:{reader.line_num}"
        yield place, BadInput(place, Failure.MALFORMED, f"not CSV from here on: {error}")


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
        except (ValueError, RecursionError) as error:
            yield place, BadInput(place, Failure.MALFORMED, f"not JSON: {error}")
            continue
        yield (
            place,
            plain if isinstance(plain, dict) else BadInput(place, Failure.MALFORMED, "no JSON object"),
        )


def _no_list(path: Path) -> BadInput:
    return BadInput(str(path), Failure.MALFORMED, "not a list of documents: no path_or_url in it")
