"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine


def storable(text: str) -> str:
    """Return `text` without what PostgreSQL or UTF-8 cannot hold (NUL, lone surrogates become U+FFFD)."""
    if "\x00" in text:
        text = text.replace("\x00", "�")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


# Built once: SQLAlchemy asks for them at every IN list. A type descriptor would turn the first into VARCHAR.
_ORDERED = postgresql.TEXT(collation="C")
_PLAIN = Text()


class Words(TypeDecorator[str]):
    """Text in code point order: PostgreSQL would otherwise sort by locale, and releases would differ."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _ORDERED if dialect.name == "postgresql" else _PLAIN

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None or (value.isascii() and "\x00" not in value) else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Structure(TypeDecorator[Any]):
    """A JSON value as canonical text (sorted keys), so that equal values are equal bytes everywhere."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical_json(value: Any) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, storable characters only.

    Dataclasses become objects; `asdict` would copy them to the bottom first, at several times the cost.
    """
    return storable(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_shallow)
    )


def _shallow(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
