"""Two readings of one text, cell by cell: where they agree, where they differ, and who vouches. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from parsers.record import Record, Value

DISAGREE = "sources.disagree"
"""Id of the finding, followed by the beginning of the other document's digest in brackets."""
_NAMED = 12
"""Cells that the words of a finding name; all of them stand in the table of disagreements."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell that another document gives differently. `vouched`: both readings vouch for their value."""

    cell_id: str
    value: Value
    other_value: Value
    other_state: str | None
    other_raw: str | None
    other_place: str | None
    vouched: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The accepted reading against another one."""

    agreeing: int
    uncompared: int
    """Cells that only one of the two documents holds."""
    disagreements: tuple[Disagreement, ...]

    @property
    def firm(self) -> tuple[Disagreement, ...]:
        """Disagreements for which both sides vouch."""
        return tuple(each for each in self.disagreements if each.vouched)


def compare(accepted: Record, other: Record) -> Comparison:
    """Compare the figures of two readings; a cell that one of them did not find is not compared."""
    here, there = _held(accepted), _held(other)
    doubtful = set(accepted.uncertain) | set(other.uncertain)
    common = here.keys() & there.keys()
    differing = sorted(cell for cell in common if not same(here[cell], there[cell]))
    return Comparison(
        len(common) - len(differing),
        len(here.keys() ^ there.keys()),
        tuple(
            Disagreement(
                cell,
                here[cell],
                there[cell],
                other.states.get(cell),
                other.raw.get(cell),
                other.where.get(cell),
                cell not in doubtful,
            )
            for cell in differing
        ),
    )


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same number: `5` and `5.00` are; nothing and 0 are not."""
    if one is None or other is None:
        return one is other
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def in_words(comparison: Comparison, carrier: str | None, other_carrier: str | None, other: str) -> str:
    """The firm disagreements as a sentence: `html and pdf (3f2a…) differ in 2 cells: … 3 against 5, …`."""
    firm = comparison.firm
    cells = ", ".join(
        f"{each.cell_id} {shown(each.value)} against {shown(each.other_value)}" for each in firm[:_NAMED]
    )
    more = f" and {len(firm) - _NAMED} more" if len(firm) > _NAMED else ""
    plural = "s" if len(firm) > 1 else ""
    return (
        f"{carrier} and {other_carrier} ({other[:12]}) differ in {len(firm)} cell{plural}, "
        f"agree in {comparison.agreeing}: {cells}{more}"
    )


def shown(value: Value) -> str:
    """A value in words for a person."""
    return "nothing" if value is None else str(value)


def _held(record: Record) -> Mapping[str, Value]:
    return {cell: value for cell, value in record.values.items() if record.states.get(cell) != "missing"}
