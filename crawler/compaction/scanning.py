"""What lies in the archive, record by record, without the payloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from crawler.archive import salvage
from crawler.archive_files import paths_in
from crawler.compaction.planning import Entry


def archive_files(folder: Path) -> dict[str, int]:
    """The WARC files of the archive by name, with their bytes."""
    return {path.name: path.stat().st_size for path in paths_in(folder)}


def entries_of(folder: Path, file: str) -> Iterator[Entry]:
    """The whole records of a file in order, but for `warcinfo`; a request is part of the answer before it."""
    waiting: Entry | None = None
    with (folder / file).open("rb", buffering=0) as handle:
        for offset, length, record in salvage(handle, 0):
            if record.kind == "request" and waiting is not None:
                if offset == waiting.offset + waiting.length:
                    waiting = replace(waiting, sent=length)
                continue
            if waiting is not None:
                yield waiting
                waiting = None
            if record.kind in ("warcinfo", "request"):
                continue
            original = (record.original.file, record.original.offset) if record.original else None
            digest = record.digest if record.payload or original else None
            waiting = Entry(file, offset, length, record.kind, digest, original)
    if waiting is not None:
        yield waiting
