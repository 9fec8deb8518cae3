"""Every row of the database as portable text, and back: the same lines for SQLite and PostgreSQL.

A row is a JSON array, a table a sequence of lines in the order of its key. The schema they belong to is that
of a revision of `models.migrations`; an older one is loaded as it is and migrated afterwards.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Table,
    column,
    func,
    insert,
    inspect,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from models.database import CorpusError
from models.schema import Base
from models.schema.types import Moment, Structure, Words

BATCH = 2000


@dataclass(frozen=True, slots=True)
class _Kind:
    """How values of one kind of column are stored, written as JSON and read back."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


_KINDS: dict[str, _Kind] = {
    "text": _Kind(Words(), _same, _same),
    "int": _Kind(BigInteger(), _same, _same),
    "float": _Kind(Float(), _same, _same),
    "bool": _Kind(Boolean(), _same, _same),
    "moment": _Kind(Moment(), datetime.isoformat, datetime.fromisoformat),
    "bytes": _Kind(LargeBinary(), lambda value: b64encode(value).decode(), b64decode),
}
_KIND_OF: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Moment, "moment"),
    (Words, "text"),
    (Structure, "text"),
    (Boolean, "bool"),
    (Integer, "int"),
    (Float, "float"),
    (LargeBinary, "bytes"),
)


@dataclass(frozen=True, slots=True)
class TableDump:
    """One table: its name, its columns with their kinds, and its rows as lines without an end."""

    name: str
    columns: tuple[tuple[str, str], ...]
    lines: Iterator[bytes]


def kind_of(type_: TypeEngine[Any]) -> str:
    """The kind of a column by its type; raises TypeError for one that has none."""
    for known, kind in _KIND_OF:
        if isinstance(type_, known):
            return kind
    raise TypeError(f"columns of type {type_!r} cannot be dumped")


def dump(connection: Connection) -> Iterator[TableDump]:
    """Yield every table, those that others refer to first; read each to its end before the next.

    All of it is one state of the database where the connection holds a snapshot (`models.database.reading`).
    """
    for each in Base.metadata.sorted_tables:
        columns = tuple((own.name, kind_of(own.type)) for own in each.columns)
        yield TableDump(each.name, columns, _lines(connection, each, [kind for _, kind in columns]))


def _lines(connection: Connection, each: Table, kinds: Sequence[str]) -> Iterator[bytes]:
    plain = [type_coerce(own, _KINDS[kind].type) for own, kind in zip(each.columns, kinds, strict=True)]
    writers = [_KINDS[kind].write for kind in kinds]
    query = select(*plain).order_by(*each.primary_key.columns)
    for rows in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        for row in rows:
            values = [
                value if value is None else write(value) for write, value in zip(writers, row, strict=True)
            ]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def load(
    connection: Connection, name: str, columns: Sequence[tuple[str, str]], lines: Iterable[bytes]
) -> int:
    """Insert the rows of a table and return their number; the table must exist and be empty.

    Raises CorpusError where the lines are not what `dump` writes.
    """
    try:
        kinds = [_KINDS[kind] for _, kind in columns]
    except KeyError as error:
        raise CorpusError(f"table {name} has a column of the unknown kind {error}") from error
    target = table(name, *(column(own, kind.type) for (own, _), kind in zip(columns, kinds, strict=True)))
    count = 0
    left = iter(lines)
    while batch := list(islice(left, BATCH)):
        try:
            rows = [_row(line, columns, kinds) for line in batch]
        except (ValueError, TypeError) as error:
            raise CorpusError(f"a row of table {name} cannot be read: {error}") from error
        connection.execute(insert(target), rows)
        count += len(rows)
    return count


def _row(line: bytes, columns: Sequence[tuple[str, str]], kinds: Sequence[_Kind]) -> dict[str, Any]:
    return {
        name: value if value is None else kind.read(value)
        for (name, _), kind, value in zip(columns, kinds, json.loads(line), strict=True)
    }


def count_on(connection: Connection) -> None:
    """Let numbers that the database gives out go on after those that were loaded.

    SQLite does so by itself; a sequence of PostgreSQL knows nothing of numbers that it did not give.
    """
    if connection.dialect.name != "postgresql":
        return
    present = set(inspect(connection).get_table_names())
    for each in Base.metadata.sorted_tables:
        own = each.autoincrement_column
        if own is None or each.name not in present:
            continue
        highest = connection.execute(select(func.max(own))).scalar()
        if highest is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, :own), :highest)"),
                {"name": each.name, "own": own.name, "highest": highest},
            )
