"""INSERT … ON CONFLICT in the two dialects, and merging of values in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, case
from sqlalchemy.dialects import postgresql, sqlite

from models.schema import Base

Merge = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]


def table_of(model: type[Base]) -> Table:
    """Return the table of a mapped class."""
    table: FromClause = model.__table__
    assert isinstance(table, Table)
    return table


def upsert(
    connection: Connection,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    merge: Mapping[str, Merge] | None = None,
) -> None:
    """Insert rows; on a known primary key apply `merge` by column, or leave the row as it is without one.

    Rows go in the order of their keys, so that two writers never wait for each other crosswise.
    """
    if not rows:
        return
    statement, keys = _statement(connection.dialect.name, model, tuple((merge or {}).items()))
    connection.execute(statement, sorted(rows, key=lambda row: [row[key] for key in keys]))


@cache
def _statement(
    dialect: str, model: type[Base], merge: tuple[tuple[str, Merge], ...]
) -> tuple[Any, list[str]]:
    """The statement of an upsert and the names of the key; building it costs more than running it."""
    table = table_of(model)
    keys = [column.name for column in table.primary_key]
    statement: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    if not merge:
        return statement.on_conflict_do_nothing(index_elements=keys), keys
    merged = {name: rule(table.c[name], statement.excluded[name]) for name, rule in merge}
    return statement.on_conflict_do_update(index_elements=keys, set_=merged), keys


def newer(_old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """Take the new value."""
    return new


def greatest(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """Take the greater of two values, and whichever is there when one is empty.

    Commutative: the order in which sightings arrive leaves no trace. Of a title and its truncated form
    the longer one is the greater.
    """
    return case((old.is_(None), new), (new.is_(None), old), (old >= new, old), else_=new)


def least(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """Take the smaller of two values, and whichever is there when one is empty."""
    return case((old.is_(None), new), (new.is_(None), old), (old <= new, old), else_=new)
