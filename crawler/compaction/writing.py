"""New files of the archive: under names of their own until all of their records are on the disk."""

from __future__ import annotations

import os
import re
from io import BufferedWriter
from pathlib import Path

from crawler.warcrecord import encode_info
from models.facts import ArchiveRef

_PARTIAL = ".partial-"
_NUMBER = re.compile(r"nianbao-(\d{5,})\.warc\.gz")


class NewFiles:
    """Files that are begun one after the other as each gets full; nobody sees them before `finish`."""

    def __init__(self, folder: Path, file_limit: int) -> None:
        self._folder = folder
        self._limit = file_limit
        numbers = [int(match[1]) for path in folder.iterdir() if (match := _NUMBER.fullmatch(path.name))]
        self._next = max(numbers, default=0) + 1
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
        self.sync_folder()

    def sync_folder(self) -> None:
        """Write the folder's entries to the disk."""
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _begin(self) -> BufferedWriter:
        self._end()
        self.names.append(f"nianbao-{self._next:05d}.warc.gz")
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
