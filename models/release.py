"""Releases: the corpus as files for others, with a data dictionary and checksums.

Files are written under another name and renamed; the manifest comes last and goes first. A folder
without `manifest.json` is therefore an unfinished release, and one with it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.database import CorpusError, reading
from models.dictionary import TableWords, cells_to_json, cells_to_markdown, to_json, to_markdown
from models.disk import sync
from models.provinces import province_prefix
from models.release_tables import ReleaseTable, Selection, release_tables
from models.writers import CsvWriter, JsonlWriter, ParquetWriter, SqliteWriter, TableWriter

if TYPE_CHECKING:
    from models.corpus import Corpus

FORMATS = ("csv", "jsonl", "parquet", "sqlite")
MANIFEST = "manifest.json"
DATABASE = "nianbao.sqlite"
PARTIAL = ".partial-"
BATCH = 5000

_PER_TABLE: dict[str, Callable[[Path, TableWords], TableWriter]] = {
    "csv": CsvWriter,
    "jsonl": JsonlWriter,
    "parquet": ParquetWriter,
}


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file of a release. `rows` is None where rows mean nothing."""

    name: str
    size: int
    sha256: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Released:
    """A finished release."""

    folder: Path
    files: tuple[ReleasedFile, ...]
    rows: dict[str, int]
    """Rows by table."""


def export(
    corpus: Corpus,
    folder: Path,
    formats: Sequence[str] | set[str] = FORMATS,
    years: tuple[int, int] | None = None,
    province: str | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Released:
    """Write a release of the corpus into `folder`.

    `province` is a code or a name; `progress(table, rows)` is called after each batch.
    Raises CorpusError for an unknown format or when the files cannot be written.
    """
    chosen = sorted(set(formats))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise CorpusError(f"no such format: {', '.join(unknown) or '(none)'}; there are {', '.join(FORMATS)}")
    with reading(corpus.engine) as connection, _explained(folder), _workshop(folder) as shop:
        selection = Selection(years, None if province is None else province_prefix(connection, province))
        rows = _write_tables(connection, shop, release_tables(selection), chosen, progress)
        _write_dictionary(shop, release_tables(selection))
        return _publish(shop, rows, selection, chosen)


class _Workshop:
    """Files of a release while they are written: final name -> temporary path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[str, Path] = {}
        self.rows: dict[str, int | None] = {}

    def path(self, name: str, rows: int | None = None) -> Path:
        self.paths[name] = self.folder / f"{PARTIAL}{name}"
        self.rows[name] = rows
        return self.paths[name]

    def clear(self) -> None:
        for left in self.folder.glob(f"{PARTIAL}*"):
            left.unlink()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Name the folder that cannot be written, not the corpus that is read."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise CorpusError(f"the release cannot be written to {folder}: {reason}") from error


@contextmanager
def _workshop(folder: Path) -> Iterator[_Workshop]:
    folder.mkdir(parents=True, exist_ok=True)
    shop = _Workshop(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Another export into this folder waits: each would take the files of the other for left ones.
        fcntl.flock(handle, fcntl.LOCK_EX)
        shop.clear()
        yield shop
    finally:
        shop.clear()
        os.close(handle)


def _write_tables(
    connection: Connection,
    shop: _Workshop,
    tables: Sequence[ReleaseTable],
    formats: Sequence[str],
    progress: Callable[[str, int], None] | None,
) -> dict[str, int]:
    database = sqlite3.connect(shop.path(DATABASE)) if "sqlite" in formats else None
    counts = {}
    try:
        for table in tables:
            writers = [
                _PER_TABLE[name](shop.path(f"{table.words.name}.{name}"), table.words)
                for name in formats
                if name in _PER_TABLE
            ]
            if database is not None:
                writers.append(SqliteWriter(database, table.words))
            counts[table.words.name] = _copy(connection, table, writers, progress)
            for name in formats:
                if name in _PER_TABLE:
                    shop.rows[f"{table.words.name}.{name}"] = counts[table.words.name]
    finally:
        if database is not None:
            database.close()
    return counts


def _copy(
    connection: Connection,
    table: ReleaseTable,
    writers: Sequence[TableWriter],
    progress: Callable[[str, int], None] | None,
) -> int:
    count = 0
    try:
        for batch in connection.execution_options(yield_per=BATCH).execute(table.query).partitions():
            for writer in writers:
                writer.write(batch)
            count += len(batch)
            if progress is not None:
                progress(table.words.name, count)
    finally:
        for writer in writers:
            writer.close()
    return count


def _write_dictionary(shop: _Workshop, tables: Sequence[ReleaseTable]) -> None:
    words = [table.words for table in tables]
    shop.path("dictionary.md").write_text(
        to_markdown(words, "Data dictionary") + "\n", encoding="utf-8", newline="\n"
    )
    shop.path("dictionary.json").write_text(
        json.dumps(to_json(words), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    shop.path("cells.md").write_text(cells_to_markdown() + "\n", encoding="utf-8", newline="\n")
    shop.path("cells.json").write_text(
        json.dumps(cells_to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def _publish(shop: _Workshop, rows: dict[str, int], selection: Selection, formats: Sequence[str]) -> Released:
    """Rename everything into place, the manifest of the former release first away, the new one last in."""
    files = tuple(_describe(shop, name) for name in sorted(shop.paths))
    manifest = shop.folder / MANIFEST
    former = _former_files(manifest) - set(shop.paths)
    manifest.unlink(missing_ok=True)
    sync(shop.folder)  # gone from the disk as well, before any file is another than it says
    for name in former:
        (shop.folder / name).unlink(missing_ok=True)
    for name, path in sorted(shop.paths.items()):
        sync(path)
        path.replace(shop.folder / name)
    content = {
        "tables": rows,
        "formats": list(formats),
        "province": selection.province,
        "years": list(selection.years) if selection.years else None,
        "files": [
            {"name": file.name, "bytes": file.size, "sha256": file.sha256, "rows": file.rows}
            for file in files
        ],
    }
    partial = shop.folder / f"{PARTIAL}{MANIFEST}"
    partial.write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    sync(partial)
    sync(shop.folder)
    partial.replace(manifest)
    sync(shop.folder)
    return Released(shop.folder, files, rows)


def _former_files(manifest: Path) -> set[str]:
    """Names that an earlier release lists; only plain names, whatever the file says."""
    try:
        content: Any = json.loads(manifest.read_text(encoding="utf-8"))
        names = {str(file["name"]) for file in content["files"]}
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    return {name for name in names if Path(name).name == name and name not in (".", "..", MANIFEST)}


def _describe(shop: _Workshop, name: str) -> ReleasedFile:
    digest = hashlib.sha256()
    with shop.paths[name].open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return ReleasedFile(name, shop.paths[name].stat().st_size, digest.hexdigest(), shop.rows[name])
