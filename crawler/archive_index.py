"""Index of the archive: which payload lies where. Derived from the WARC files, thrown away when in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from crawler.warcrecord import Original
from models.database import enter_wal
from models.facts import ArchiveRef

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, indexed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS payloads (
    sha256 TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    url TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS torn (file TEXT PRIMARY KEY, end INTEGER NOT NULL);
"""
_BROKEN = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_BUSY_SECONDS = 30.0


class ArchiveIndex:
    """SQLite file beside the WARC files; `indexed` is the offset up to which a file is known."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = self._open(path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _BROKEN:
                raise  # locked, or the disk is full: thrown away, it would be missed by those who use it
            for part in path.parent.glob(path.name + "*"):
                part.unlink()
            self._db = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        enter_wal(db, _BUSY_SECONDS)
        db.execute("PRAGMA synchronous = OFF")  # losing it costs a scan, never a document
        db.executescript(_SCHEMA)
        return db

    def indexed(self, file: str) -> int:
        """Offset up to which `file` is indexed."""
        row = self._db.execute("SELECT indexed FROM files WHERE name = ?", (file,)).fetchone()
        return int(row[0]) if row else 0

    def files(self) -> set[str]:
        """Names of the files that are known."""
        return {name for (name,) in self._db.execute("SELECT name FROM files")}

    def last(self, file: str) -> ArchiveRef | None:
        """The last payload known in `file`."""
        row = self._db.execute(
            "SELECT offset, length FROM payloads WHERE file = ? ORDER BY offset DESC LIMIT 1", (file,)
        ).fetchone()
        return None if row is None else ArchiveRef(file, row[0], row[1])

    def find(self, sha256: str) -> Original | None:
        """Where the payload with this digest is stored in full, or None."""
        row = self._db.execute(
            "SELECT file, offset, length, url, at FROM payloads WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return None if row is None else Original(ArchiveRef(row[0], row[1], row[2]), row[3], row[4])

    def add(self, file: str, indexed: int, originals: Iterable[tuple[str, Original]]) -> None:
        """Note the payloads of `file` up to the offset `indexed`, in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR IGNORE INTO payloads VALUES (?, ?, ?, ?, ?, ?)",
            [(sha256, o.ref.file, o.ref.offset, o.ref.length, o.url, o.at) for sha256, o in originals],
        )
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (file, indexed))
        self._db.execute("COMMIT")

    def switch(
        self, gone: Iterable[str], ends: Mapping[str, int], originals: Iterable[tuple[str, Original]]
    ) -> None:
        """Put new files (name -> bytes) with these payloads in the place of others, in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        for file in gone:
            self.forget(file)
        self._db.executemany(
            "INSERT OR REPLACE INTO payloads VALUES (?, ?, ?, ?, ?, ?)",
            [(sha256, o.ref.file, o.ref.offset, o.ref.length, o.url, o.at) for sha256, o in originals],
        )
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", list(ends.items()))
        self._db.execute("COMMIT")

    def forget(self, file: str) -> None:
        """Drop what is known of a file that changed behind our back."""
        self._db.execute("DELETE FROM payloads WHERE file = ?", (file,))
        self._db.execute("DELETE FROM files WHERE name = ?", (file,))

    def forget_payload(self, sha256: str) -> None:
        """Drop one payload."""
        self._db.execute("DELETE FROM payloads WHERE sha256 = ?", (sha256,))

    def note_torn(self, file: str, end: int) -> None:
        """Keep in mind that `file` lost what lay behind `end`."""
        self._db.execute(
            "INSERT INTO torn VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET end = min(end, excluded.end)",
            (file, end),
        )

    def torn(self) -> dict[str, int]:
        """Files that lost their end, and where they ended then."""
        return dict(self._db.execute("SELECT file, end FROM torn").fetchall())

    def mended(self) -> None:
        """Forget that files were torn."""
        self._db.execute("DELETE FROM torn")

    def close(self) -> None:
        """Close the index."""
        self._db.close()
