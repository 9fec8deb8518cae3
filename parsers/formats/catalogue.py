"""Every cell that a record may hold, in words, and which cells of the generations speak of the same thing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parsers.formats.older.forms import forms
from parsers.formats.older.prose import prose_figures
from parsers.formats.spec import Format, formats, value_kind

_COLUMNS = {
    "natural_person": "自然人",
    "company": "商业企业",
    "research_institution": "科研机构",
    "social_organisation": "社会公益组织",
    "legal_service": "法律服务机构",
    "other": "其他",
    "total": "总计",
}
_DISPUTES = {
    "review": "行政复议",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after_review": "复议后起诉",
}
_RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
_MONEY_UNITS = {"money_wan": "万元", "money_yuan": "元", "money": "as printed"}


@dataclass(frozen=True, slots=True)
class CellWords:
    """One cell id. `generations` print it; `form` names the table; `unit` may be empty."""

    cell: str
    generations: tuple[str, ...]
    form: str
    label: str
    unit: str
    value_kind: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """What the cells of one thing are in each generation.

    Each is a sum of cells, `*` standing for the local form; an empty sum: the generation has no such figure.
    """

    concept: str
    g4: tuple[str, ...]
    g3: tuple[str, ...]
    g2: tuple[str, ...]
    g1: tuple[str, ...]
    prose: tuple[str, ...]
    relation: str


@cache
def catalogue() -> tuple[CellWords, ...]:
    """All cells: the tables from 2019, the statistics forms before, the figures out of prose."""
    found: dict[str, CellWords] = {}
    for form in formats().values():
        for words in _of_later(form):
            known = found.get(words.cell)
            if known is not None:
                both = tuple(sorted({*known.generations, form.generation}))
                words = CellWords(words.cell, both, known.form, known.label, known.unit, known.value_kind)
            found[words.cell] = words
    for older in forms():
        for row in older.rows:
            if not row.is_group:
                found[row.id] = CellWords(
                    row.id, (older.generation,), older.name, row.label, row.unit or "", row.value_kind
                )
    for figure in prose_figures():
        found[figure.id] = CellWords(
            figure.id, ("G1", "G2"), "read from prose", figure.label, figure.unit, figure.value_kind
        )
    return tuple(found.values())


def _of_later(form: Format) -> list[CellWords]:
    found = []
    for part in form.proactive:
        for row in part.rows:
            for column in part.columns:
                cell = f"{row.id}@{column.id}"
                kind = value_kind(cell)
                found.append(
                    CellWords(
                        cell,
                        (form.generation,),
                        f"proactive, {part.heading}",
                        f"{row.label}: {column.label}",
                        _MONEY_UNITS.get(kind, "件"),
                        kind,
                    )
                )
    for row in form.rows:
        if row.kind == "value":
            found += [
                CellWords(
                    f"{row.id}@{column}",
                    (form.generation,),
                    "requests",
                    f"{row.label}: {_COLUMNS[column]}",
                    "件",
                    "count",
                )
                for column in form.columns
            ]
    for cell in form.disputes:
        kind, _, result = cell.partition(".")
        label = f"{_DISPUTES[kind]}: {_RESULTS[result]}"
        found.append(CellWords(cell, (form.generation,), "disputes", label, "件", "count"))
    return found


@cache
def crosswalk() -> tuple[Crossing, ...]:
    """The crosswalk of the specification, with the figures out of prose beside those of the tables."""
    data = json.loads(Path(__file__).with_name("crosswalk.json").read_text(encoding="utf-8"))
    return tuple(
        Crossing(
            concept=entry["concept"],
            g4=tuple(entry["g4"]),
            g3=tuple(entry["g3"]),
            g2=tuple(entry["g2"]),
            g1=tuple(entry["g1"]),
            prose=tuple(entry["prose"]),
            relation=entry["relation"],
        )
        for entry in data["crosswalk"]
    )
