"""Plain records that the checks across reports work on, and the finding they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from parsers.record import Chapter, Value

GOVERNMENTS = ("gov",)
"""Kinds of organ whose report may be consolidated."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Current text of one report as far as other reports are held against it."""

    version_id: int
    body_id: str
    name: str
    division_id: str
    organ_kind: str
    level: int
    """0 nation … 4 township."""
    year: int
    scope: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    """Printed figures: count, or decimal text for money; cells without a number are left out."""
    chapters: Sequence[Chapter] = ()
    generation: str = "G4"

    @property
    def report_id(self) -> str:
        """`body_id@year`, as people name it."""
        return f"{self.body_id}@{self.year}"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: it never changes a figure."""

    version_id: int
    check_id: str
    cells: tuple[str, ...]
    detail: str
    other_version_id: int | None = None
    """Version it was held against: of the year before, or of another body."""
    severity: str | None = None
    """Where it is another one than that of the rule."""


def number(value: Value) -> Decimal | None:
    """A figure as a number, None where it is none."""
    if value is None:
        return None
    try:
        parsed = Decimal(value)
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() else None
