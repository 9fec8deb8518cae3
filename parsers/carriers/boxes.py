"""Rows made of sibling boxes: pages that build a table from `div` or `li` elements and a style sheet elsewhere."""

from __future__ import annotations

from itertools import groupby

from parsers.document import Block, Cell, Paragraph, Row, Table
from parsers.words import chinese

_LONGEST = 60
_FEWEST_ROWS = 4


def rows_of_boxes(blocks: list[Block]) -> list[Block]:
    """Replace runs of paragraphs that share a parent, and look like cells, by tables."""
    if sum(1 for block in blocks if isinstance(block, Paragraph) and len(block.text) <= 12) < 20:
        return blocks
    result: list[Block] = []
    pending: list[list[Paragraph]] = []
    number = sum(1 for block in blocks if isinstance(block, Table))
    for parent, group in groupby(blocks, key=_parent):
        members = list(group)
        if parent is not None and _is_row(members):
            pending.append([member for member in members if isinstance(member, Paragraph)])
            continue
        number += _close(pending, result, number)
        result.extend(members)
    _close(pending, result, number)
    return result


def _parent(block: Block) -> object:
    if isinstance(block, Table) or block.node is None:
        return None
    return block.node.getparent()


def _is_row(members: list[Block]) -> bool:
    if not 2 <= len(members) <= 20:
        return False
    texts = [member.text for member in members if isinstance(member, Paragraph)]
    return len(texts) == len(members) and all(len(text) <= _LONGEST for text in texts) and any(chinese(text) < 2 for text in texts)


def _close(pending: list[list[Paragraph]], result: list[Block], number: int) -> int:
    """Put the rows collected so far into the result: as a table where they are enough, else as they were."""
    rows = list(pending)
    pending.clear()
    if len(rows) < _FEWEST_ROWS:
        result.extend(member for row in rows for member in row)
        return 0
    table = [
        Row([Cell(member.text, column) for column, member in enumerate(row, 1)], index, number + 1)
        for index, row in enumerate(rows, 1)
    ]
    result.append(Table(table, rows[0][0].node))
    return 1
