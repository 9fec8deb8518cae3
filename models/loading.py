"""The registry of divisions into the database, so that reports can be joined to places there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, delete, insert, select

from models.database import reading, writing
from models.divisions import Division as DivisionFacts
from models.schema import Division, DivisionName, Setting
from models.upserts import newer, upsert

FINGERPRINT = "registry"
COLUMNS = ("level", "kind", "name", "full_name", "code", "parent_id", "valid_from", "valid_to")


def load_divisions(engine: Engine, registry: Iterable[DivisionFacts]) -> bool:
    """Write the registry unless this very one is loaded already; returns whether anything was written."""
    divisions = list(registry)
    fingerprint = hashlib.sha256(repr(divisions).encode()).hexdigest()
    with reading(engine) as connection:
        if _loaded(connection) == fingerprint:
            return False
    with writing(engine) as connection:
        if _loaded(connection) != fingerprint:
            _write(connection, divisions, fingerprint)
    return True


def _loaded(connection: Connection) -> str | None:
    return connection.execute(select(Setting.value).where(Setting.name == FINGERPRINT)).scalar()


def _write(connection: Connection, divisions: Sequence[DivisionFacts], fingerprint: str) -> None:
    full = _full_names(divisions)
    connection.execute(delete(DivisionName))
    upsert(
        connection,
        Division,
        [
            {
                "division_id": division.div_id,
                "level": division.level,
                "kind": division.kind,
                "name": division.name,
                "full_name": full[division.div_id],
                "code": division.code,
                "parent_id": division.parent_id or None,
                "valid_from": division.since,
                "valid_to": division.until,
            }
            for division in divisions
        ],
        dict.fromkeys(COLUMNS, newer),
    )
    names = [
        {
            "division_id": division.div_id,
            "position": position,
            "name": version.name,
            "code": version.code,
            "valid_from": version.since,
            "valid_to": version.until,
        }
        for division in divisions
        for position, version in enumerate(division.versions)
    ]
    if names:
        connection.execute(insert(DivisionName), names)
    upsert(connection, Setting, [{"name": FINGERPRINT, "value": fingerprint}], {"value": newer})


def _full_names(divisions: Iterable[DivisionFacts]) -> dict[str, str]:
    by_id = {division.div_id: division for division in divisions}
    full: dict[str, str] = {}

    def name(div_id: str) -> str:
        division = by_id.get(div_id)
        if division is None or division.level == 0:
            return ""
        if div_id not in full:
            full[div_id] = name(division.parent_id) + division.name
        return full[div_id]

    return {div_id: name(div_id) or by_id[div_id].name for div_id in by_id}
