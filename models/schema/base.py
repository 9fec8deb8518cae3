"""The declarative base: names of constraints are fixed so that migrations can refer to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, MetaData
from sqlalchemy.orm import DeclarativeBase

from models.schema.types import Moment, Words

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table carries a comment, and every column: the data dictionary is made of them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Words, datetime: Moment, int: BigInteger}  # noqa: RUF012 - SQLAlchemy's own form
