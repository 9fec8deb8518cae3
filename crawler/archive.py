"""The archive of originals: WARC 1.1, one gzip member a record, each payload stored once.

A record is found by `ArchiveRef` (file, offset, length). A payload seen before becomes a `revisit`
record that names the first one and has the headers of its own answer. One process writes one file at a
time, under a lock; a tail torn by a killed process is cut off when the file is opened again.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Self

from crawler.archive_files import file_name, numbers_in, paths_in
from crawler.archive_index import ArchiveIndex
from crawler.archive_lock import share
from crawler.warcrecord import (
    Capture,
    Original,
    RecordError,
    StoredRecord,
    decode_record,
    encode_capture,
    encode_info,
    encode_sent,
    new_record_id,
    unpack_member,
    warc_date,
)
from models.disk import sync
from models.facts import ArchiveRef

FILE_LIMIT = 512 * 1024 * 1024
"""Bytes after which a new WARC file is begun."""
_CHUNK = 1 << 16
_MEMBER = b"\x1f\x8b\x08"
"""First bytes of a gzip member."""


class ArchiveError(Exception):
    """The archive cannot be written or read; the message is a sentence for a person."""


class Archive:
    """The archive of one data folder, open for appending. Not thread-safe: one thread appends."""

    def __init__(self, folder: Path, index: ArchiveIndex, file_limit: int, share: int) -> None:
        self._folder = folder
        self._share = share
        self._index = index
        self._file_limit = file_limit
        self._name = ""
        self._out: FileIO | None = None

    @classmethod
    def open(cls, folder: Path, file_limit: int = FILE_LIMIT) -> Self:
        """Open the archive, bringing its index up to date; raises ArchiveError."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held = share(folder)
            try:
                archive = cls(folder, ArchiveIndex(folder / "index.db"), file_limit, held)
                archive._choose_file()
            except BaseException:
                os.close(held)
                raise
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise ArchiveError(f"cannot write the archive in {folder}: {reason}") from error
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, captures: Sequence[Capture]) -> list[ArchiveRef]:
        """Write captures in order, to the disk itself; raises ArchiveError (the disk is full, say)."""
        try:
            return self._append(captures)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise ArchiveError(f"cannot write the archive in {self._folder}: {reason}") from error

    def torn(self) -> dict[str, int]:
        """Files whose end was lost since `mended` was last called, and where they ended then."""
        return self._index.torn()

    def mended(self) -> None:
        """Nothing leads behind the ends of the torn files any more."""
        self._index.mended()

    def close(self) -> None:
        """Write everything to the disk and let the file go."""
        if self._out is not None:
            os.fsync(self._out.fileno())
            self._out.close()
            self._out = None
        self._index.close()
        if self._share >= 0:
            os.close(self._share)
            self._share = -1

    def _append(self, captures: Sequence[Capture]) -> list[ArchiveRef]:
        out = self._out
        if out is None or out.tell() >= self._file_limit:
            out = self._choose_file()
        refs: list[ArchiveRef] = []
        fresh: dict[str, Original] = {}
        start = out.tell()
        try:
            for capture in captures:
                digest = capture.sha256
                original = (fresh.get(digest) or self._index.find(digest)) if capture.payload else None
                record_id = new_record_id()
                member = encode_capture(capture, original, record_id)
                ref = ArchiveRef(self._name, out.tell(), len(member))
                _write(out, member)
                if capture.sent is not None:
                    _write(out, encode_sent(capture, capture.sent, record_id))
                refs.append(ref)
                if original is None and capture.payload:
                    fresh[digest] = Original(ref, capture.url, warc_date(capture.at))
            # The database will refer to these records: they must outlive a power cut that it outlives.
            os.fdatasync(out.fileno())
        except OSError:
            # What was half written would hide everything after it from a WARC reader.
            out.seek(start)
            out.truncate()
            raise
        self._index.add(self._name, out.tell(), fresh.items())
        return refs

    def _choose_file(self) -> FileIO:
        if self._out is not None:
            os.fsync(self._out.fileno())
            self._out.close()
            self._out = None
        numbers = numbers_in(self._folder)
        for gone in self._index.files() - {file_name(number) for number in numbers}:
            self._index.note_torn(gone, 0)
            self._index.forget(gone)
        chosen: FileIO | None = None
        for number in numbers:
            name = file_name(number)
            handle = (self._folder / name).open("r+b", buffering=0)
            if not _lock(handle):
                handle.close()
                continue
            self._bring_up_to_date(name, handle)
            if handle.seek(0, os.SEEK_END) < self._file_limit and chosen is None:
                chosen, self._name = handle, name
            else:
                handle.close()
        self._out = chosen or self._new_file(numbers[-1] + 1 if numbers else 1)
        return self._out

    def _new_file(self, number: int) -> FileIO:
        while True:
            self._name = file_name(number)
            try:
                handle = (self._folder / self._name).open("x+b", buffering=0)
            except FileExistsError:
                number += 1
                continue
            _lock(handle)
            _write(handle, encode_info(self._name, "nianbao"))
            sync(self._folder)
            self._index.add(self._name, handle.tell(), ())
            return handle

    def _bring_up_to_date(self, name: str, handle: FileIO) -> None:
        known = self._index.indexed(name)
        size = handle.seek(0, os.SEEK_END)
        last = self._index.last(name)
        # A power cut can leave a file of the right size whose last blocks were never written.
        if size < known or (last is not None and not _is_whole(self._folder, last)):
            self._index.note_torn(name, min(size, known))
            self._index.forget(name)
            known = 0
        if size == known:
            return
        end, found = known, []
        for offset, length, record in salvage(handle, known):
            end = offset + length
            if record.kind in {"response", "resource"} and record.payload and record.digest:
                found.append(
                    (record.digest, Original(ArchiveRef(name, offset, length), record.url, record.at))
                )
        if end < size:
            # Noted first: killed between the two, rows that lead behind the end are still looked for.
            self._index.note_torn(name, end)
            handle.truncate(end)
        self._index.add(name, end, found)


class ArchiveReader:
    """The archive open for reading, beside a thread or process that appends to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = ArchiveIndex(folder / "index.db")

    def find(self, sha256: str) -> ArchiveRef | None:
        """Where the payload with this digest lies in full, or None."""
        original = self._index.find(sha256)
        return original.ref if original else None

    def read(self, ref: ArchiveRef) -> StoredRecord:
        """Read one record; raises ArchiveError."""
        return read_original(self._folder, ref)

    def whole_files(self) -> list[tuple[Path, int]]:
        """The WARC files with the bytes of their whole records; what is being written is not among them."""
        found = []
        for path in paths_in(self._folder):
            end = min(self._index.indexed(path.name), path.stat().st_size)
            with path.open("rb", buffering=0) as handle:
                for offset, length, _ in scan(handle, end):
                    end = offset + length
            found.append((path, end))
        return found

    def forget(self, sha256: str) -> None:
        """Take a payload for lost: the next capture of it is stored in full."""
        self._index.forget_payload(sha256)

    def close(self) -> None:
        """Close the index."""
        self._index.close()


def read_original(folder: Path, ref: ArchiveRef) -> StoredRecord:
    """Read one record; of a revisit, with the payload of its original. Raises ArchiveError."""
    record = _read(folder, ref)
    if record.original is None:
        return record
    original = _read(folder, record.original)
    return StoredRecord(
        record.kind,
        record.url,
        record.at,
        record.status,
        record.headers,
        original.payload,
        record.digest,
        record.original,
    )


def scan(handle: FileIO, start: int) -> Iterator[tuple[int, int, StoredRecord]]:
    """Yield (offset, length, record) of the whole records from `start` on; stops at the first torn one."""
    offset = start
    while True:
        handle.seek(offset)
        unpacker = zlib.decompressobj(wbits=31)
        packed = bytearray()
        try:
            while not unpacker.eof and (chunk := handle.read(_CHUNK)):
                unpacker.decompress(chunk)
                packed += chunk
            if not unpacker.eof:
                return
            length = len(packed) - len(unpacker.unused_data)
            record = decode_record(unpack_member(bytes(packed[:length])))
        except (zlib.error, RecordError):
            return
        yield offset, length, record
        offset += length


def salvage(handle: FileIO, start: int) -> Iterator[tuple[int, int, StoredRecord]]:
    """Yield the whole records from `start` on, like `scan`, those behind damaged ones too."""
    offset: int | None = start
    while offset is not None:
        for at, length, record in scan(handle, offset):
            yield at, length, record
            offset = at + length
        offset = _next_record(handle, offset + 1)


def _next_record(handle: FileIO, start: int) -> int | None:
    """Where the next whole record begins, or None; its first bytes may stand inside of others by chance."""
    while True:
        handle.seek(start)
        chunk = handle.read(_CHUNK)
        place = chunk.find(_MEMBER)
        if place >= 0:
            start += place
            if next(scan(handle, start), None) is not None:
                return start
            start += 1
        elif len(chunk) < len(_MEMBER):
            return None
        else:
            start += len(chunk) - len(_MEMBER) + 1


def _is_whole(folder: Path, ref: ArchiveRef) -> bool:
    try:
        _read(folder, ref)
    except ArchiveError:
        return False
    return True


def _read(folder: Path, ref: ArchiveRef) -> StoredRecord:
    try:
        with (folder / ref.file).open("rb") as handle:
            handle.seek(ref.offset)
            member = handle.read(ref.length)
        return decode_record(unpack_member(member))
    except OSError as error:
        raise ArchiveError(f"cannot read {ref.file} of the archive: {error.strerror or error}") from error
    except RecordError as error:
        raise ArchiveError(f"record at {ref.offset} of {ref.file} is damaged: {error}") from error


def _write(out: FileIO, data: bytes) -> None:
    """Write all of `data`: without a buffer, so that after a fault nothing is left to be written later."""
    left = memoryview(data)
    while left:
        left = left[out.write(left) :]


def _lock(handle: FileIO) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
