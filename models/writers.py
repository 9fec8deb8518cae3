"""One writer per format of a release. Each takes the rows of a table in batches; equal rows, equal bytes."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as _pyarrow
import pyarrow.parquet as _parquet

from models.dictionary import TableWords
from models.schema.types import canonical_json

Row = Sequence[Any]

# pyarrow ships no types.
pyarrow: Any = _pyarrow
parquet: Any = _parquet

PARQUET_TYPES = {
    "text": pyarrow.string(),
    "integer": pyarrow.int64(),
    "boolean": pyarrow.bool_(),
    "json": pyarrow.string(),
    "time": pyarrow.timestamp("us", tz="UTC"),
}
SQLITE_TYPES = {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "json": "TEXT", "time": "TEXT"}


class TableWriter(Protocol):
    """Writes one table."""

    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """UTF-8 without a mark, comma, quotes where needed, line feed; empty cells are empty."""

    def __init__(self, path: Path, table: TableWords) -> None:
        self._kinds = [column.kind for column in table.columns]
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow([column.name for column in table.columns])

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.writerows(
            [_as_text(value, kind) for value, kind in zip(row, self._kinds, strict=True)] for row in rows
        )

    def close(self) -> None:
        self._file.close()


class JsonlWriter:
    """One JSON object a line, keys in the order of the columns."""

    def __init__(self, path: Path, table: TableWords) -> None:
        self._columns = table.columns
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            plain = {
                column.name: _time(value) if isinstance(value, datetime) else value
                for column, value in zip(self._columns, row, strict=True)
            }
            self._file.write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n")

    def close(self) -> None:
        self._file.close()


class ParquetWriter:
    """Typed columns; JSON values are text."""

    def __init__(self, path: Path, table: TableWords) -> None:
        self._kinds = [column.kind for column in table.columns]
        self._schema = pyarrow.schema(
            [
                pyarrow.field(
                    column.name, PARQUET_TYPES[column.kind], column.may_be_empty, {"meaning": column.meaning}
                )
                for column in table.columns
            ]
        )
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        columns = list(zip(*rows, strict=True))
        arrays = [
            pyarrow.array(
                [None if value is None else canonical_json(value) for value in column]
                if kind == "json"
                else column,
                type=PARQUET_TYPES[kind],
            )
            for column, kind in zip(columns, self._kinds, strict=True)
        ]
        self._writer.write_batch(pyarrow.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class SqliteWriter:
    """One table of a SQLite file that all tables of the release share."""

    def __init__(self, connection: sqlite3.Connection, table: TableWords) -> None:
        self._connection = connection
        self._kinds = [column.kind for column in table.columns]
        columns = [
            f'"{column.name}" {SQLITE_TYPES[column.kind]}' + ("" if column.may_be_empty else " NOT NULL")
            for column in table.columns
        ]
        keys = ", ".join(f'"{column.name}"' for column in table.columns if column.is_key)
        connection.execute(
            f'CREATE TABLE "{table.name}" ({", ".join(columns)}, PRIMARY KEY ({keys})) WITHOUT ROWID'
        )
        self._insert = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(columns))})'

    def write(self, rows: Sequence[Row]) -> None:
        self._connection.executemany(
            self._insert,
            [[_as_sqlite(value, kind) for value, kind in zip(row, self._kinds, strict=True)] for row in rows],
        )

    def close(self) -> None:
        self._connection.commit()


def _as_text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "json":
        return canonical_json(value)
    return _time(value) if kind == "time" else str(value)


def _as_sqlite(value: Any, kind: str) -> Any:
    if value is None or kind in ("text", "integer"):
        return value
    return int(value) if kind == "boolean" else _as_text(value, kind)


def _time(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
