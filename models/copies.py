"""One reading of a report as comparing needs it, and which of several readings is the accepted one. Pure.

The accepted reading of a text that stands in several documents is decided by a rule that can be told in a
sentence:

1. the reading with more whole tables (a table is whole when hardly a cell of it is missing or doubtful);
2. then the more trusted carrier: what was typed (HTML, office files, PDF) before what was recognised (scans);
3. then fewer doubtful cells and failing checks;
4. then the earlier date of publication;
5. then the digest, so that the rule is total.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.content import NO_FIGURES, content_hash, content_text, figures_hash
from parsers.formats.spec import TABLES, formats
from parsers.record import Record, Value

CARRIERS = ("html", "docx", "wps", "doc", "xlsx", "xls", "text", "pdf", "image", "pdf_scan")
"""Carriers in the order of trust."""
RECOGNISED = frozenset({"image", "pdf_scan"})
"""Carriers whose text was recognised from pictures: two may differ though the report is one."""

_MOST_DOUBTFUL = 0.1
"""Share of its cells that may be missing or doubtful in a table that counts as whole."""
_NEVER = "9999"


@dataclass(frozen=True, slots=True)
class Copy:
    """One reading of a report. Two copies are equal when they are the same part of the same document."""

    sha256: str
    part: int
    carrier: str | None
    content_hash: str
    figures_hash: str
    doubts: int = field(default=0, compare=False)
    """Cells that are not vouched for, and failing checks."""
    text: str = field(default="", compare=False, repr=False)
    values: Mapping[str, Value] = field(default_factory=dict, compare=False, repr=False)
    """Cells that the document holds, empty ones included; without those that the parser did not find."""
    doubtful: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    """Cells of `values` that the reading does not vouch for."""
    tables: int = field(default=0, compare=False)
    """Whole tables."""
    chapters: int = field(default=0, compare=False)
    """Numbered chapters."""
    published: str = field(default="", compare=False)
    """Earliest date of publication (ISO) that its sources give; empty where none does."""
    addresses: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    parents: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    """Pages on which the document hangs."""

    @property
    def has_figures(self) -> bool:
        """False for a text without tables."""
        return self.figures_hash != NO_FIGURES

    @property
    def recognised(self) -> bool:
        """True where the text was recognised from a picture."""
        return self.carrier in RECOGNISED


@dataclass(frozen=True, slots=True)
class Chosen:
    """The accepted reading of a text, and why it is the one."""

    copy: Copy
    reason: str


def copy_of(
    sha256: str,
    part: int,
    record: Record,
    published: str = "",
    addresses: Collection[str] = (),
    parents: Collection[str] = (),
) -> Copy:
    """The copy that a record is, with what its sources say."""
    held = {cell: value for cell, value in record.values.items() if record.states.get(cell) != "missing"}
    doubtful = frozenset(record.uncertain) & held.keys()
    failing = sum(1 for check in record.checks if check.status == "fails")
    return Copy(
        sha256,
        part,
        record.carrier,
        content_hash(record),
        figures_hash(record.values),
        len(record.uncertain) + failing,
        content_text(record.chapters),
        held,
        doubtful,
        whole_tables(record.values, held.keys() - doubtful),
        len({chapter.no for chapter in record.chapters if chapter.no > 0}),
        published,
        frozenset(addresses),
        frozenset(parents),
    )


def whole_tables(cells: Iterable[str], vouched: Collection[str]) -> int:
    """Number of tables hardly a cell of which is missing among the vouched ones."""
    by_table: dict[str, list[bool]] = {}
    for cell in cells:
        by_table.setdefault(table_of(cell), []).append(cell in vouched)
    return sum(1 for found in by_table.values() if found.count(False) <= _MOST_DOUBTFUL * len(found))


def table_of(cell: str) -> str:
    """Table of the form to which a cell belongs: `proactive`, `requests`, `disputes`; or `other`."""
    return _tables().get(cell, "other")


@cache
def _tables() -> dict[str, str]:
    return {cell: table for form in formats().values() for table in TABLES for cell in form.cells(table)}


def trust(copy: Copy) -> tuple[Any, ...]:
    """Sort key: the most trusted reading first."""
    return tuple(rank(copy) for rank, _ in _RULES)


def choose(copies: Sequence[Copy]) -> Chosen:
    """The accepted one of readings of the same text, with the reason in words."""
    best = min(copies, key=trust)
    left = [copy for copy in copies if copy != best]
    if not left:
        return Chosen(best, "the only document")
    reasons = []
    for rank, words in _RULES:
        beaten = [copy for copy in left if rank(copy) != rank(best)]
        if beaten:
            reasons.append(words(best, beaten))
            left = [copy for copy in left if copy not in beaten]
    return Chosen(best, "; ".join(reasons))


def choose_text(copies: Sequence[Copy], chosen: Copy) -> Copy:
    """The reading that gives the chapters: one with most of them, typed before recognised.

    Where that leaves a choice, it is the accepted reading, or else the most trusted carrier.
    """

    def chapters(copy: Copy) -> tuple[int, bool]:
        return copy.chapters, bool(copy.text)

    most = max(map(chapters, copies))
    fullest = [copy for copy in copies if chapters(copy) == most]
    return min(fullest, key=lambda copy: (copy.recognised, copy != chosen, carrier_rank(copy), trust(copy)))


def carrier_rank(copy: Copy) -> int:
    """Place of a copy's carrier in the order of trust, from 0."""
    return CARRIERS.index(copy.carrier) if copy.carrier in CARRIERS else len(CARRIERS)


def _carriers(copies: Iterable[Copy]) -> str:
    return ", ".join(dict.fromkeys(copy.carrier or "unknown" for copy in sorted(copies, key=trust)))


_RULES: tuple[tuple[Callable[[Copy], Any], Callable[[Copy, Sequence[Copy]], str]], ...] = (
    (
        lambda copy: -copy.tables,
        lambda best, others: (
            f"{best.tables} whole tables against {max(copy.tables for copy in others)} ({_carriers(others)})"
        ),
    ),
    (carrier_rank, lambda best, others: f"carrier {best.carrier} before {_carriers(others)}"),
    (
        lambda copy: copy.doubts,
        lambda best, others: f"{best.doubts} doubts against {min(copy.doubts for copy in others)}",
    ),
    (
        lambda copy: copy.published or _NEVER,
        lambda best, others: f"published first, on {best.published}",
    ),
    (
        lambda copy: (copy.sha256, copy.part),
        lambda best, others: f"equal to {len(others)} other" + ("s" if len(others) > 1 else ""),
    ),
)
"""Rank of a copy (the least wins) and the words for having won by it, in the order of asking."""
