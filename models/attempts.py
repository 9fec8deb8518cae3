"""The last of the attempts to get an address."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, func, select

from models.schema import FetchRow


def last_attempts(*which: ColumnElement[bool]) -> Subquery:
    """`url` and `at` of the last attempt at each address, of those that the conditions on `FetchRow` take."""
    query = select(FetchRow.url, func.max(FetchRow.at).label("at")).where(*which)
    return query.group_by(FetchRow.url).subquery()
