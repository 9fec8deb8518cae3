"""The content of a page: the blocks below the smallest element that holds the report's headings and
tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

from parsers.document import Block, Paragraph, Table
from parsers.headings import chapter_of

_FEWEST_LINKS = 5


def mark_menus(root: Any) -> None:
    """Turn lists that hold nothing but links into `nav` elements: menus, and lists of other documents."""
    counts: Counter[Any] = Counter()
    for link in root.iter("a"):
        item = link.getparent()
        if item is not None and item.tag == "li" and len(item) == 1 and not (item.text or "").strip():
            counts[item.getparent()] += 1
    for holder, count in counts.items():
        if holder is not None and count >= _FEWEST_LINKS and count == len(holder):
            holder.tag = "nav"


def content_blocks(blocks: list[Block]) -> list[Block]:
    """The blocks of the smallest element that holds all chapter headings; all blocks where there are none."""
    marked = [
        index for index, block in enumerate(blocks) if isinstance(block, Paragraph) and chapter_of(block.text)
    ]
    if len(marked) < 2:
        return blocks
    figures = [
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Table) and marked[0] < index and len(block.rows) > 2
    ]
    last = max(marked[-1], figures[-1]) if figures else marked[-1]
    holder = _common(blocks[marked[0]].node, blocks[last].node)
    if holder is None:
        return blocks
    first = marked[0]
    while first > 0 and _inside(blocks[first - 1].node, holder):
        first -= 1
    end = last + 1
    while end < len(blocks) and _inside(blocks[end].node, holder):
        end += 1
    return blocks[first:end] if first or end < len(blocks) else blocks


def _common(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    line = [one, *one.iterancestors()]
    seen = {id(node): node for node in line}
    for node in (other, *other.iterancestors()):
        if id(node) in seen:
            # A heading alone in its element: the text beside it belongs to the content as well.
            return node.getparent() if node is one and node.getparent() is not None else node
    return None


def _inside(node: Any, holder: Any) -> bool:
    while node is not None:
        if node is holder:
            return True
        node = node.getparent()
    return False
