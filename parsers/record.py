"""The record that one document becomes: the contract between parsing and everything else.

Field for field the JSON object of the project's interface (section 2): `Record.to_json` gives exactly
those keys. Counts are `int`; money is a decimal `str` in the unit of its cell id.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Carrier = Literal["html", "pdf", "pdf_scan", "image", "docx", "doc", "wps", "xlsx", "xls", "text"]
Outcome = Literal["report", "not_report", "unreadable", "blank_form", "several_reports"]
Generation = Literal["G1", "G2", "G3", "G4"]
Scope = Literal["own", "consolidated"]
CheckStatus = Literal["holds", "holds_blank_as_zero", "fails", "not_assessable"]
CellState = Literal["blank", "slash", "dash", "text", "missing", "inferred", "corrected"]
Value = int | str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter as clean text; `no` is its number in the form (1-6), 0 for what precedes chapter one."""

    no: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One evaluated relation. `id` is the relation's id with its instance, e.g. `G4.T3.balance[total]`."""

    id: str
    status: CheckStatus
    cells: tuple[str, ...]
    detail: str


@dataclass(slots=True)
class Record:
    """What one document says. `values` has every cell id of each table's generation."""

    source: str
    sha256: str
    carrier: Carrier | None
    outcome: Outcome
    title: str | None = None
    body_mention: str | None = None
    year: int | None = None
    generation: Generation | None = None
    table_generations: dict[str, str] = field(default_factory=dict)
    scope: Scope | None = None
    values: dict[str, Value] = field(default_factory=dict)
    states: dict[str, CellState] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    uncertain: list[str] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    attachments: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None
    parts: list[Record] = field(default_factory=list)
    """The single reports of a document with outcome `several_reports`; empty otherwise."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the interface; `parts` only where the document holds several reports."""
        plain = asdict(self)
        plain["parts"] = [part.to_json() for part in self.parts]
        if not plain["parts"]:
            del plain["parts"]
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Record:
        """Inverse of `to_json`."""
        known = dict(plain)
        known["chapters"] = [Chapter(**c) for c in known.get("chapters", [])]
        known["checks"] = [Check(**{**c, "cells": tuple(c["cells"])}) for c in known.get("checks", [])]
        known["parts"] = [cls.from_json(p) for p in known.get("parts", [])]
        return cls(**known)
