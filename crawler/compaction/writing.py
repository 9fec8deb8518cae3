"""New files of the archive: under names of their own until all of their records are on the disk."""

from __future__ import annotations

import os
from io import BufferedWriter
from pathlib import Path

from crawler.archive_files import file_name, numbers_in
from crawler.warcrecord import encode_info
from models.disk import sync
from models.facts import ArchiveRef

_PARTIAL = ".partial-"


class NewFiles:
    """Files that are begun one after the other as each gets full; nobody sees them before `finish`."""

    def __init__(self, folder: Path, file_limit: int) -> None:
        self._folder = folder
        self._limit = file_limit
        self._next = max(numbers_in(folder), default=0) + 1
        self._out: BufferedWriter | None = None
        self.names: list[str] = []
        for path in folder.glob(f"{_PARTIAL}*"):
            path.unlink()  # of a compaction that was killed

    def append(self, *members: bytes) -> ArchiveRef:
        """Write a record with what belongs behind it; returns the place of the first."""
        if self._out is None or self._out.tell() >= self._limit:
            self._out = self._begin()
        ref = ArchiveRef(self.names[-1], self._out.tell(), len(members[0]))
        for member in members:
            self._out.write(member)
        return ref

    def finish(self) -> None:
        """Bring all to the disk and give the files their names."""
        self._end()
        for name in self.names:
            (self._folder / f"{_PARTIAL}{name}").rename(self._folder / name)
        sync(self._folder)

    def _begin(self) -> BufferedWriter:
        self._end()
        self.names.append(file_name(self._next))
        self._next += 1
        out = (self._folder / f"{_PARTIAL}{self.names[-1]}").open("wb")
        out.write(encode_info(self.names[-1], "nianbao"))
        return out

    def _end(self) -> None:
        if self._out is not None:
            self._out.flush()
            os.fdatasync(self._out.fileno())
            self._out.close()
            self._out = None
