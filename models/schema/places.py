"""Divisions and issuing bodies: who can publish."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Division(Base):
    """An administrative division over all its names and codes."""

    __tablename__ = "divisions"
    __table_args__ = (
        Index(None, "code"),
        Index(None, "parent_id"),
        {"comment": "Administrative divisions; one row per identity, stable over renames and new codes."},
    )

    division_id: Mapped[str] = mapped_column(
        primary_key=True, comment="Stable id: the first code of the division, `000000` for the nation."
    )
    level: Mapped[int] = mapped_column(comment="0 nation, 1 province, 2 prefecture, 3 county, 4 township.")
    kind: Mapped[str] = mapped_column(comment="Kind as registered: 直辖市, 县, 镇, 街道, …")
    name: Mapped[str] = mapped_column(comment="Newest name.")
    full_name: Mapped[str] = mapped_column(comment="Newest name with those of its ancestors.")
    code: Mapped[str] = mapped_column(comment="Newest code: 6 digits, or 9 for a township.")
    parent_id: Mapped[str | None] = mapped_column(comment="Division above it; empty for the nation.")
    valid_from: Mapped[int | None] = mapped_column(comment="First year, where known.")
    valid_to: Mapped[int | None] = mapped_column(comment="Last year; empty while it exists.")


class DivisionName(Base):
    """A name and code of a division with its years."""

    __tablename__ = "division_names"
    __table_args__ = (
        Index(None, "code"),
        {"comment": "Names and codes that divisions have borne; both years inclusive."},
    )

    division_id: Mapped[str] = mapped_column(
        ForeignKey("divisions.division_id"), primary_key=True, comment="The division."
    )
    position: Mapped[int] = mapped_column(primary_key=True, comment="Order in the registry, from 0.")
    name: Mapped[str] = mapped_column(comment="Name in those years.")
    code: Mapped[str] = mapped_column(comment="Code in those years.")
    valid_from: Mapped[int | None] = mapped_column(comment="First year of this form, where known.")
    valid_to: Mapped[int | None] = mapped_column(comment="Last year of this form; empty while in force.")


class Body(Base):
    """An issuing body. A government and its office are two bodies."""

    __tablename__ = "bodies"
    __table_args__ = (
        UniqueConstraint("division_id", "organ_kind", "qualifier"),
        {"comment": "Issuing bodies seen in the corpus: division + kind of organ (+ qualifier)."},
    )

    body_id: Mapped[str] = mapped_column(
        primary_key=True, comment="`division_id/organ_kind`, with `/qualifier` where there is one."
    )
    division_id: Mapped[str] = mapped_column(
        ForeignKey("divisions.division_id"), comment="Division the body belongs to."
    )
    organ_kind: Mapped[str] = mapped_column(comment="Kind of organ: `gov`, `gov_office`, `finance`, …")
    qualifier: Mapped[str] = mapped_column(comment="Tells bodies of one kind apart; mostly empty.")
    canonical_name: Mapped[str] = mapped_column(
        comment="Newest division names and the kind's canonical name: a label, not the name of the year."
    )


class BodyName(Base):
    """A spelling under which a body was met."""

    __tablename__ = "body_names"
    __table_args__ = ({"comment": "Every spelling of a body's name met in reports."},)

    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.body_id"), primary_key=True, comment="The body.")
    report_year: Mapped[int] = mapped_column(primary_key=True, comment="Year of the report that names it so.")
    name: Mapped[str] = mapped_column(primary_key=True, comment="Name as the document gives it.")


class BodyKey(Base):
    """A key outside the registry that points to a body."""

    __tablename__ = "body_keys"
    __table_args__ = ({"comment": "Keys by which portals know a body; one key may serve several bodies."},)

    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.body_id"), primary_key=True, comment="The body.")
    report_year: Mapped[int] = mapped_column(primary_key=True, comment="Year of the report it was met with.")
    kind: Mapped[str] = mapped_column(
        primary_key=True, comment="`column` (address of the column), `site_code` or `publisher`."
    )
    value: Mapped[str] = mapped_column(primary_key=True, comment="The key itself.")
