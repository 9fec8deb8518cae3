"""Chunks of a backup: files named by the digest of their bytes. Each is written once, and proves itself."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.disk import sync

PARTIAL = ".partial-"
_NAME = re.compile(r"[0-9a-f]{64}")


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message is a sentence for a person."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder where it is missing, and keep other processes out of it: they wait for their turn."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Chunks:
    """The chunks in the folder of one backup."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "chunks"
        self._new: set[str] = set()

    def put(self, data: bytes) -> str:
        """Keep `data` and return its digest; call `settle` before anybody relies on it.

        A chunk that is there already is compared, and replaced where the medium has spoilt it.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not self._holds(path, data):
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_name(f"{PARTIAL}{digest}")
            written.write_bytes(data)
            written.replace(path)
            self._new.add(digest)
        return digest

    def settle(self) -> None:
        """Bring what is new to the disk itself and read it back from there; raises BackupError."""
        for digest in sorted(self._new):
            with self._path(digest).open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        for folder in sorted({self._path(digest).parent for digest in self._new}):
            sync(folder)
        for digest in sorted(self._new):
            self.get(digest)
        self._new.clear()

    def get(self, digest: str) -> bytes:
        """Read a chunk; raises BackupError where it is missing or its bytes are not those of its name."""
        path = self._path(digest)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BackupError(f"chunk {path} cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise BackupError(f"chunk {path} is damaged: its bytes are not those that it is named by")
        return data

    def keep_only(self, wanted: set[str]) -> int:
        """Remove every other chunk and what a killed backup left; returns how many files went."""
        removed = 0
        for path in sorted(self._folder.glob("??/*")):
            if path.name not in wanted and (_NAME.fullmatch(path.name) or path.name.startswith(PARTIAL)):
                path.unlink()
                removed += 1
        return removed

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    @staticmethod
    def _holds(path: Path, data: bytes) -> bool:
        try:
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False
