"""Make a backup: first one state of the database, then the archive, which meanwhile only grows.

What the rows refer to was in the archive before they were committed, so a later state of it has all of that.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from crawler import __version__
from crawler.archive import ArchiveReader
from crawler.archive_lock import shared
from crawler.backups.chunks import BackupError, Chunks, held
from crawler.backups.manifest import FilePart, Manifest, TablePart
from crawler.config import Config
from models.corpus import Corpus
from models.database import reading
from models.dump import TableDump, dump
from models.migrations import head

CHUNK = 8 * 1024 * 1024
"""Bytes of a file in one chunk."""
_OFTEN = 4096
"""A chunk of rows ends at every such row on average."""
_MOST = 8 * _OFTEN
Step = Callable[[str], None]


def back_up(config: Config, target: Path, step: Step = lambda what: None) -> Manifest:
    """Keep database and data folder in `target`; `step` is told of each chunk.

    A backup that is there already is brought up to date. Raises BackupError, CorpusError, ArchiveError.
    """
    try:
        with Corpus.open(config.db) as corpus, held(target), shared(config.archive):
            chunks = Chunks(target)
            manifest = Manifest(
                made=config.clock().isoformat(timespec="seconds"),
                program=__version__,
                schema=head(),
                # In this order: see above.
                tables=tuple(_tables(corpus, chunks, step)),
                files=tuple(_files(config, chunks, step)),
            )
            chunks.settle()
            manifest.write(target)
            chunks.keep_only(set(manifest.chunks()))
            return manifest
    except OSError as error:
        raise BackupError(f"the backup cannot be written to {target}: {error.strerror or error}") from error


def _tables(corpus: Corpus, chunks: Chunks, step: Step) -> Iterator[TablePart]:
    with reading(corpus.engine) as connection:
        for table in dump(connection):
            yield _table(table, chunks, step)


def _table(table: TableDump, chunks: Chunks, step: Step) -> TablePart:
    rows, digests = 0, []
    for lines in pieces(table.lines):
        rows += len(lines)
        # Without a time in its header equal rows give equal chunks.
        digests.append(chunks.put(gzip.compress(b"\n".join(lines) + b"\n", mtime=0)))
        step(table.name)
    return TablePart(table.name, table.columns, rows, tuple(digests))


def pieces(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut lines where their own text says so: a row more or less leaves the other pieces as they were."""
    piece: list[bytes] = []
    for line in lines:
        piece.append(line)
        if zlib.crc32(line) % _OFTEN == 0 or len(piece) == _MOST:
            yield piece
            piece = []
    if piece:
        yield piece


def _files(config: Config, chunks: Chunks, step: Step) -> Iterator[FilePart]:
    if config.archive.is_dir():
        archive = ArchiveReader(config.archive)
        try:
            for path, size in archive.whole_files():
                yield _file(config.data, path, size, chunks, step)
        finally:
            archive.close()
    for path in own_files(config):
        yield _file(config.data, path, path.stat().st_size, chunks, step)


def own_files(config: Config) -> list[Path]:
    """What a person has put into the data folder: registry, expectations, notices."""
    folders = (config.portals, config.expectations)
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted([*found, *([config.notices] if config.notices.is_file() else [])])


def _file(data: Path, path: Path, size: int, chunks: Chunks, step: Step) -> FilePart:
    name = path.relative_to(data).as_posix()
    digests, left = [], size
    with path.open("rb") as file:
        while left:
            piece = file.read(min(CHUNK, left))
            if not piece:
                raise BackupError(f"{path} became shorter while it was read")
            digests.append(chunks.put(piece))
            left -= len(piece)
            step(name)
    return FilePart(name, size, tuple(digests))
