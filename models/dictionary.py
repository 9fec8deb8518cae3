"""The data dictionary, made of the comments of tables and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table
from sqlalchemy.types import TypeDecorator

from models.schema import Base
from models.schema.types import Moment, Structure
from parsers.formats.catalogue import catalogue, crosswalk


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """One column: `kind` is `text`, `integer`, `boolean`, `time`, `json` or `bytes`."""

    name: str
    kind: str
    is_key: bool
    may_be_empty: bool
    refers_to: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class TableWords:
    """One table with its columns in order."""

    name: str
    meaning: str
    columns: tuple[ColumnWords, ...]


def describe_schema() -> tuple[TableWords, ...]:
    """All tables of the corpus, by name."""
    return tuple(describe(table) for _, table in sorted(Base.metadata.tables.items()))


def describe(table: Table) -> TableWords:
    """One table in words."""
    columns = []
    for column in table.columns:
        refers = next(iter(sorted(key.target_fullname for key in column.foreign_keys)), None)
        columns.append(
            ColumnWords(
                column.name,
                kind_of(column.type),
                column.primary_key,
                bool(column.nullable),
                refers,
                column.comment or "",
            )
        )
    return TableWords(table.name, table.comment or "", tuple(columns))


def kind_of(kind: object) -> str:
    """Word for a column type."""
    if isinstance(kind, Moment):
        return "time"
    if isinstance(kind, Structure):
        return "json"
    for known, word in (
        (Boolean, "boolean"),
        (LargeBinary, "bytes"),
        (Integer, "integer"),
        (BigInteger, "integer"),
    ):
        if isinstance(kind, known):
            return word
    assert isinstance(kind, TypeDecorator)
    return "text"


def to_markdown(tables: Sequence[TableWords], title: str) -> str:
    """The dictionary as a Markdown page."""
    lines = [f"# {title}", ""]
    for table in tables:
        lines += [
            f"## {table.name}",
            "",
            table.meaning,
            "",
            "| column | type | key | may be empty | meaning |",
            "|---|---|---|---|---|",
        ]
        for column in table.columns:
            meaning = column.meaning + (f" → `{column.refers_to}`" if column.refers_to else "")
            lines.append(
                f"| `{column.name}` | {column.kind} | {'yes' if column.is_key else ''} "
                f"| {'yes' if column.may_be_empty else ''} | {meaning} |"
            )
        lines.append("")
    return "\n".join(lines)


def to_json(tables: Sequence[TableWords]) -> list[Mapping[str, object]]:
    """The dictionary as plain data."""
    return [
        {
            "table": table.name,
            "meaning": table.meaning,
            "columns": [
                {
                    "name": column.name,
                    "type": column.kind,
                    "key": column.is_key,
                    "may_be_empty": column.may_be_empty,
                    "refers_to": column.refers_to,
                    "meaning": column.meaning,
                }
                for column in table.columns
            ],
        }
        for table in tables
    ]


def cells_to_markdown() -> str:
    """Every cell id of the figures, and the crosswalk between the generations, as a Markdown page."""
    lines = [
        "# Cells of the figures",
        "",
        "What the ids in `figures.cell_id` mean. G4: reports from 2021, G3: 2019-2020, G2: 2014-2018,",
        "G1: 2008-2013. Cells of G1 belong to local forms. Cells named `prose.…` are read from sentences of",
        "reports without a table: the printed text is then the sentence, the place its chapter and number.",
        "",
        "| cell | generations | form | label | unit | kind |",
        "|---|---|---|---|---|---|",
    ]
    for words in catalogue():
        generations = ", ".join(words.generations)
        lines.append(
            f"| `{words.cell}` | {generations} | {words.form} | {words.label.replace('*', '')} "
            f"| {words.unit} | {words.value_kind} |"
        )
    lines += [
        "",
        "## The same thing across the generations",
        "",
        "A series across 2018/2019 is never exact. Cells of one field are to be added; `*` stands for the",
        "local form.",
        "",
        "| thing | G4 | G3 | G2 | G1 | prose | how close |",
        "|---|---|---|---|---|---|---|",
    ]
    for crossing in crosswalk():
        sums = (crossing.g4, crossing.g3, crossing.g2, crossing.g1, crossing.prose)
        fields = " | ".join(" + ".join(f"`{cell}`" for cell in cells) for cells in sums)
        lines.append(f"| {crossing.concept} | {fields} | {crossing.relation} |")
    lines.append("")
    return "\n".join(lines)


def cells_to_json() -> Mapping[str, object]:
    """The same as plain data."""
    return {
        "cells": [asdict(words) for words in catalogue()],
        "crosswalk": [asdict(crossing) for crossing in crosswalk()],
    }
