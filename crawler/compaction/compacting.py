"""Compaction from beginning to end: new files, then the index, then the database, then the old files go.

Killed between any two of these steps the archive has records too many and none too few, and the next
compaction finishes: it plans anew from what lies there and what the database refers to.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path

from crawler.archive import FILE_LIMIT, Archive, ArchiveError, read_original
from crawler.archive_index import ArchiveIndex
from crawler.archive_lock import InUse, alone
from crawler.compaction.planning import Entry, Plan, plan_of
from crawler.compaction.scanning import archive_files, entries_of
from crawler.compaction.writing import NewFiles
from crawler.healing import heal
from crawler.warcrecord import Original, decode_record, refer_to, unpack_member
from models.corpus import Corpus
from models.database import durable, reading, writing
from models.disk import sync
from models.facts import ArchiveRef
from models.retention import Needs, Place, needs, switch

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compaction did, or would do: file counts and bytes of the archive before and after it."""

    plan: Plan
    files: int
    size: int
    files_after: int
    size_after: int


def compact(
    corpus: Corpus,
    folder: Path,
    before: datetime | None,
    write: bool,
    step: Step = lambda what: None,
    file_limit: int = FILE_LIMIT,
) -> Compacted:
    """Compact the archive in `folder`; without `write` only say what that would do.

    Answers older than `before` go, unless they are needed (`models.retention`). `step` is told of each file
    read and record written, and before each change that others can see. Raises ArchiveError, CorpusError.
    """
    if write:
        # Opening cuts torn tails off: they must not pass for lost originals.
        with Archive.open(folder) as archive:
            heal(corpus, archive, folder)
    try:
        with alone(folder):
            return _compact(corpus, folder, before, write, step, file_limit)
    except InUse:
        raise ArchiveError(f"{folder} is in use by another process: compact it when that has ended") from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArchiveError(f"cannot compact the archive in {folder}: {reason}") from error


def _compact(
    corpus: Corpus, folder: Path, before: datetime | None, write: bool, step: Step, file_limit: int
) -> Compacted:
    sizes = archive_files(folder)
    entries: list[Entry] = []
    for file in sizes:
        step(f"reading {file}")
        entries += entries_of(folder, file)
    with reading(corpus.engine) as connection:
        wanted = needs(connection, before)
    _refuse_stranger(entries, wanted)
    plan = plan_of(entries, sizes, wanted, file_limit)
    left = {file: size for file, size in sizes.items() if file not in plan.files}
    if not write or not plan.files:
        grown = sum(entry.size for entry in (*plan.whole, *plan.references))
        count = len(left) + (-(-grown // file_limit))
        return Compacted(plan, len(sizes), sum(sizes.values()), count, sum(left.values()) + grown)
    _carry_out(corpus, folder, plan, entries, wanted, step, file_limit)
    after = archive_files(folder)
    return Compacted(plan, len(sizes), sum(sizes.values()), len(after), sum(after.values()))


def _refuse_stranger(entries: list[Entry], wanted: Needs) -> None:
    """Refuse an archive that is not whole, or not that of this database: compaction would destroy it."""
    there = {entry.place for entry in entries}
    lost = [sha256 for sha256, place in wanted.documents.items() if place not in there]
    if lost:
        raise ArchiveError(
            f"{len(lost)} originals are not where the database says, {lost[0]} among them: "
            "run `nianbao db repair` first, with the --db and --data that belong together"
        )
    known = wanted.kept | wanted.aged
    strange = sum(entry.place not in known and entry.digest not in wanted.digests for entry in entries)
    if 2 * strange > len(entries):
        raise ArchiveError(
            f"{strange} of {len(entries)} records are unknown to this database: "
            "the archive is another one's; --db and --data belong together"
        )


def _carry_out(
    corpus: Corpus,
    folder: Path,
    plan: Plan,
    entries: list[Entry],
    wanted: Needs,
    step: Step,
    file_limit: int,
) -> None:
    new = NewFiles(folder, file_limit)
    moved: dict[Place, ArchiveRef] = {}
    fresh: dict[str, Original] = {}
    referred = {entry.digest for entry in plan.references}
    stay = [entry for entry in entries if entry.file not in plan.files and entry.original is None]
    with _Files(folder) as old:
        standing = {
            entry.digest: _original(old, entry, ArchiveRef(entry.file, entry.offset, entry.length))
            for entry in reversed(stay)
            if entry.digest is not None and entry.digest in referred
        }
        for entry in plan.whole:
            step("writing")
            moved[entry.place] = new.append(old.bytes_of(entry), old.sent_of(entry))
            if entry.digest is not None:
                fresh[entry.digest] = _original(old, entry, moved[entry.place])
        for entry in plan.references:
            step("writing")
            packed, digest = old.bytes_of(entry), entry.digest or ""
            if original := standing.get(digest) or fresh.get(digest):
                packed = refer_to(unpack_member(packed), original)
            moved[entry.place] = new.append(packed, old.sent_of(entry))
    step("before the new files")
    new.finish()
    _prove(folder, wanted, moved)
    step("before the index")
    index = ArchiveIndex(folder / "index.db")
    try:
        ends = {file: size for file, size in archive_files(folder).items() if file in new.names}
        index.switch(plan.files, ends, fresh.items())
    finally:
        index.close()
    step("before the database")
    with writing(corpus.engine) as connection:
        switch(connection, plan.files, moved)
    step("before the database is on the disk")
    durable(corpus.engine)
    for file in plan.files:
        step("before an old file goes")
        (folder / file).unlink()
    step("before the end")
    sync(folder)


def _prove(folder: Path, wanted: Needs, moved: dict[Place, ArchiveRef]) -> None:
    """Read every original that moved from its new place; raises ArchiveError."""
    for sha256, place in wanted.documents.items():
        if place in moved:
            payload = read_original(folder, moved[place]).payload
            if hashlib.sha256(payload).hexdigest() != sha256:
                raise ArchiveError(
                    f"{sha256} cannot be read back from {moved[place].file}: nothing was changed"
                )


def _original(old: _Files, entry: Entry, ref: ArchiveRef) -> Original:
    record = decode_record(unpack_member(old.bytes_of(entry)))
    return Original(ref, record.url, record.at)


class _Files:
    """The old files, each opened once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BufferedReader] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._open.values():
            handle.close()

    def bytes_of(self, entry: Entry) -> bytes:
        """The gzip member of a record."""
        return self._read(entry.file, entry.offset, entry.length)

    def sent_of(self, entry: Entry) -> bytes:
        """The gzip member of its request, or nothing."""
        return self._read(entry.file, entry.offset + entry.length, entry.sent)

    def _read(self, file: str, offset: int, length: int) -> bytes:
        if file not in self._open:
            self._open[file] = (self._folder / file).open("rb")
        self._open[file].seek(offset)
        return self._open[file].read(length)
