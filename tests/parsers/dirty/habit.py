"""What a habit is: a way to turn a report into bytes, with the share of cells a parser must get right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .form import Table
from .model import Report
from .numbers import Pattern
from .page import (
    Block,
    CellWriter,
    Markup,
    Prose,
    TableWriter,
    blocks,
    plain_cell,
    plain_page,
    plain_prose,
    plain_table,
    utf8,
)

Render = Callable[[Report, Random], bytes]


@dataclass(frozen=True)
class Habit:
    """One way of writing a report.

    `floor` is the least share of right cells; `sparse_floor` the one for patterns that leave cells without
    ink, where a habit destroys the places of such cells. Whatever is not right must be flagged or missing.
    """

    name: str
    render: Render
    floor: float = 1.0
    sparse_floor: float | None = None
    shapes: tuple[str, ...] = ("G4", "G3", "mixed")
    lossy: bool = False
    """Whether it destroys what was printed: different reports give the same text (test_lossy.py)."""

    def floor_for(self, pattern: Pattern) -> float:
        """Least share of right cells for a pattern."""
        floor = self.floor if not pattern.sparse or self.sparse_floor is None else self.sparse_floor
        return floor - pattern.allowance


def keep(parts: list[Block], _: Random) -> list[Block]:
    """Leave the blocks as they are."""
    return parts


@dataclass(frozen=True)
class Html:
    """A habit of HTML: what it does to blocks, cells, tables, paragraphs, page and bytes."""

    reshape: Callable[[list[Block], Random], list[Block]] = keep
    cell: CellWriter = plain_cell
    table: TableWriter = plain_table
    prose: Callable[[Prose, Random], str] = plain_prose
    page: Callable[[str, str, Random], str] = plain_page
    encode: Callable[[str, Random], bytes] = utf8

    def __call__(self, report: Report, rng: Random) -> bytes:
        """Render the report."""
        body = "\n".join(self._block(part, rng) for part in self.reshape(blocks(report), rng))
        return self.encode(self.page(report.title, body, rng), rng)

    def _block(self, part: Block, rng: Random) -> str:
        match part:
            case Prose():
                return self.prose(part, rng)
            case Markup(html):
                return html
            case Table():
                return self.table(part, self.cell, rng)


def on_tables(
    change: Callable[[Table, Random], list[Block] | Table], *names: str
) -> Callable[[list[Block], Random], list[Block]]:
    """A reshaping that changes the tables of these names (all, without names) and leaves the prose."""

    def reshape(parts: list[Block], rng: Random) -> list[Block]:
        changed: list[Block] = []
        for part in parts:
            if isinstance(part, Table) and (not names or part.name in names):
                result = change(part, rng)
                changed += [result] if isinstance(result, Table) else result
            else:
                changed.append(part)
        return changed

    return reshape
