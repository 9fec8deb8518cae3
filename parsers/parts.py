"""Several reports in one document: parted at their titles, if body or year differ."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from parsers.document import Block, Document, Paragraph, Table
from parsers.headings import chapter_of
from parsers.hints import Hints
from parsers.titles import TitleReading, read_title

_LONGEST_TITLE = 90
_FEWEST_CHAPTERS = 3


def split_reports(document: Document, hints: Hints) -> list[Document]:
    """One document for each report; an empty list where the document holds one report (or copies of one)."""
    openings = [
        index
        for index, block in enumerate(document.blocks)
        if isinstance(block, Paragraph) and chapter_of(block.text) == 1
    ]
    if len(openings) < 2:
        return []
    starts: list[tuple[int, TitleReading]] = []
    previous = 0
    for opening in openings:
        title = _title_before(document.blocks, previous, opening, hints)
        if title is not None:
            starts.append(title)
        previous = opening
    identities = {(reading.body_mention, reading.year) for _, reading in starts}
    if len(identities) < 2:
        return []
    bounds = [start for start, _ in starts] + [len(document.blocks)]
    pieces = [document.blocks[first:last] for first, last in pairwise(bounds)]
    whole = [piece for piece in pieces if _is_whole(piece)]
    if len(whole) < 2:
        return []
    own = replace(document, titles=[], headings=[], attachments=[], warnings=[])
    return [replace(own, blocks=piece, warnings=_page_range(piece)) for piece in whole]


def _title_before(
    blocks: list[Block], start: int, opening: int, hints: Hints
) -> tuple[int, TitleReading] | None:
    for index in range(opening - 1, start - 1, -1):
        block = blocks[index]
        if (
            isinstance(block, Paragraph)
            and len(block.text) <= _LONGEST_TITLE
            and "报" in block.text
            and not block.text.endswith("。")
        ):
            reading = read_title(block.text, site_name=hints.site_name)
            if reading.is_report and (reading.year or reading.body_mention):
                return index, reading
    return None


def _page_range(blocks: list[Block]) -> list[str]:
    """The pages of one report among several, said as a warning; nothing where the carrier has no pages."""
    pages = [block.page for block in blocks if block.page]
    if not pages:
        return []
    first, last = min(pages), max(pages)
    return [f"page {first}" if first == last else f"pages {first}-{last}"]


def _is_whole(blocks: list[Block]) -> bool:
    chapters = {chapter_of(block.text) for block in blocks if isinstance(block, Paragraph)} - {None}
    return len(chapters) >= _FEWEST_CHAPTERS and any(isinstance(block, Table) for block in blocks)
