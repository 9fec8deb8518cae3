"""Provinces as people name them: a code, a Chinese name, or the name of the spider."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select

from models.database import CorpusUsageError
from models.schema import Body, Column, Division, DivisionName, Portal, Source


def province_prefix(connection: Connection, named: str) -> str:
    """Return the two digits that codes and ids of a province begin with.

    Takes `410000`, `41`, `河南省`, `河南` or `henan`; a spider's name is known once it has recorded
    anything. Raises CorpusUsageError for a name that nothing bears.
    """
    if named.isascii() and named.isdigit() and len(named) in (2, 6):
        return named[:2]
    codes = [
        select(Division.division_id).where(
            Division.level == 1, Division.name.startswith(named, autoescape=True)
        ),
        select(Portal.division).where(Portal.province == named, Portal.division.is_not(None)),
        select(Source.province_code).where(Source.province == named, Source.province_code.is_not(None)),
        select(Column.division).where(Column.province == named, Column.division.is_not(None)),
    ]
    for query in codes if named else ():
        found = {code[:2] for code in connection.execute(query.distinct()).scalars() if code}
        if len(found) == 1:
            return found.pop()
    raise CorpusUsageError(f"no province is known as {named!r}: give its code (410000) or its name (河南省)")


def division_named(connection: Connection, code: str) -> str:
    """Return the id of the division that bears a code, or bore it last; raises CorpusUsageError."""
    query = (
        select(DivisionName.division_id)
        .where(DivisionName.code == code)
        .order_by(DivisionName.valid_to.is_not(None), DivisionName.valid_to.desc())
    )
    found = connection.execute(query.limit(1)).scalar()
    if found is None:
        raise CorpusUsageError(f"no division has the code {code!r}: give 6 digits, or 9 for a township")
    return found


def bodies_of(prefix: str) -> ColumnElement[bool]:
    """Condition on bodies of a province."""
    return Body.body_id.startswith(prefix, autoescape=True)


def sources_of(named: str, prefix: str) -> ColumnElement[bool]:
    """Condition on sources found by a province's spider or on its portals."""
    return or_(Source.province == named, Source.province_code.startswith(prefix, autoescape=True))
