"""Restore a backup into an empty place: every digest proved first, the database last, in one transaction."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, table, update

from crawler.backups.chunks import PARTIAL, BackupError, Chunks, held
from crawler.backups.manifest import FilePart, Manifest, TablePart
from crawler.config import Config
from models.database import reading, writing
from models.disk import sync
from models.dump import count_on, load
from models.migrations import migrate, prepare, refuse_unknown
from models.schema import Run

UNFINISHED = "restore.unfinished"
"""File in the data folder from the first byte of a restore to its end: what is there may be replaced."""
Step = Callable[[str], None]


def restore(config: Config, source: Path, step: Step = lambda what: None) -> Manifest:
    """Put database and data folder back as they were; `step` is told of each chunk.

    Afterwards the database has the newest schema, and no run is taken for running. A restore that was killed
    is begun again by calling it again. Raises BackupError where the target is not empty or the backup is
    damaged, CorpusError where the database cannot be used or the backup is of a newer program.
    """
    manifest = Manifest.read(source)
    refuse_unknown(manifest.schema)
    chunks = Chunks(source)
    try:
        loaded = _refuse_full(config, manifest)
        for digest in manifest.chunks():
            chunks.get(digest)
            step("proving the backup")
        with held(config.data):
            mark = config.data / UNFINISHED
            mark.write_text(f"{source}\n", encoding="utf-8")
            sync(config.data)
            for part in manifest.files:
                _file(config.data, part, chunks, step)
            if not loaded:
                _database(config, manifest, chunks, step)
            mark.unlink()
            sync(config.data)
    except OSError as error:
        raise BackupError(f"{source} cannot be restored: {error.strerror or error}") from error
    return manifest


def _refuse_full(config: Config, manifest: Manifest) -> bool:
    """Raise BackupError where something would be replaced that no killed restore has left.

    Returns whether a killed restore had loaded the database already.
    """
    unfinished = (config.data / UNFINISHED).exists()
    engine = prepare(config.db)
    try:
        with reading(engine) as connection:
            loaded = bool(inspect(connection).get_table_names())
            if loaded and not (unfinished and _has_rows(connection, manifest)):
                where = engine.url.render_as_string()
                raise BackupError(f"{where} is not empty: restore into a new database, then use that")
    finally:
        engine.dispose()
    there = [path for path in config.archive.rglob("*") if path.is_file()] if config.archive.is_dir() else []
    there += [path for part in manifest.files if (path := config.data / part.path).exists()]
    if there and not unfinished:
        raise BackupError(f"{config.data} is not empty: {there[0]} is there. Restore into a new folder")
    return loaded


def _has_rows(connection: Connection, manifest: Manifest) -> bool:
    present = set(inspect(connection).get_table_names())
    return all(
        part.name in present
        and connection.execute(select(func.count()).select_from(table(part.name))).scalar() == part.rows
        for part in manifest.tables
    )


def _file(data: Path, part: FilePart, chunks: Chunks, step: Step) -> None:
    path = data / part.path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{PARTIAL}{path.name}")
    with partial.open("wb") as out:
        for digest in part.chunks:
            out.write(chunks.get(digest))
            step(part.path)
        if out.tell() != part.size:
            raise BackupError(f"{part.path} has {out.tell()} bytes in the backup instead of {part.size}")
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    sync(path.parent)


def _database(config: Config, manifest: Manifest, chunks: Chunks, step: Step) -> None:
    engine = prepare(config.db)
    try:
        with writing(engine) as connection:
            migrate(connection, manifest.schema)
            for part in manifest.tables:
                _table(connection, part, chunks, step)
            count_on(connection)
            migrate(connection)
            # The processes of these runs are those of the machine that was backed up.
            connection.execute(update(Run).where(Run.state == "running").values(state="interrupted"))
    finally:
        engine.dispose()


def _table(connection: Connection, part: TablePart, chunks: Chunks, step: Step) -> None:
    rows = load(connection, part.name, part.columns, _lines(part, chunks, step))
    if rows != part.rows:
        raise BackupError(f"table {part.name} has {rows} rows in the backup instead of {part.rows}")


def _lines(part: TablePart, chunks: Chunks, step: Step) -> Iterator[bytes]:
    for digest in part.chunks:
        try:
            yield from gzip.decompress(chunks.get(digest)).splitlines()
        except (OSError, EOFError, zlib.error) as error:
            raise BackupError(f"a chunk of table {part.name} cannot be unpacked: {error}") from error
        step(part.name)
