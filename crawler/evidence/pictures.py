"""Pictures of a document with its cells outlined, and crops of single cells.

The original is a stranger's file: it is drawn in a child process with the limits of parsing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler.evidence.drawing import fold
from crawler.evidence.fonts import load_font
from crawler.evidence.marks import COLOURS, Mark
from crawler.evidence.sheets import Rectangle, Sheet, sheets_of
from crawler.jobs import Limits, ParseFault, ParseJob, ParsePool, bytes_of
from crawler.printable import printable
from parsers.document import Table
from parsers.failures import Unreadable

_THICK = 3
_MARGIN = 26
_CAPTION = 17
_ORDER: tuple[Mark, ...] = ("printed", "uncertain", "failing")


@dataclass(frozen=True, slots=True)
class Outline:
    """A cell to be outlined: its id, its place in words, how it stands."""

    cell: str
    place: str
    mark: Mark
    caption: str = ""
    """Words above a crop."""


@dataclass(frozen=True, slots=True)
class DrawOrder:
    """What to draw: whole pages, or (`crops`) a strip for each outline."""

    outlines: tuple[Outline, ...]
    crops: bool = False
    recognised: bool = False
    """Read the document once more, to tell in the captions what else the recogniser saw."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file: the page or the cell it shows, its bytes, the cells found on it."""

    name: str
    png: bytes
    cells: tuple[str, ...]


class EvidenceError(Exception):
    """A picture that cannot be made; the message is a sentence for a person."""


def draw_job(job: ParseJob) -> list[Picture] | ParseFault:
    """Draw what a job asks for, or say why it cannot be drawn; runs in the child process."""
    try:
        return draw(job)
    except Unreadable as refusal:
        return ParseFault(refusal.failure, refusal.sentence, repeatable=False)


def draw(job: ParseJob) -> list[Picture]:
    """Draw what `job.key` (a DrawOrder) asks for. Raises Unreadable."""
    order: DrawOrder = job.key
    data = bytes_of(job)
    also = _alternatives(data) if order.recognised else {}
    pictures = []
    for sheet in sheets_of(data, {outline.place for outline in order.outlines}):
        found = [
            (outline, box) for outline in order.outlines if (box := sheet.find(outline.place)) is not None
        ]
        if order.crops:
            pictures += [_crop(sheet, outline, box, also.get(outline.place, ())) for outline, box in found]
        else:
            pictures.append(_outlined(sheet, found))
    return pictures


def pictures_of(job: ParseJob, order: DrawOrder, limits: Limits) -> list[Picture]:
    """Draw in a bounded child; raises EvidenceError."""
    with ParsePool(1, limits, draw_job, max_attempts=1) as pool:
        ((_, answer),) = pool.run([replace(job, key=order)])
    if isinstance(answer, ParseFault):
        raise EvidenceError(f"no picture of {job.source}: {answer.detail}")
    return answer


def _outlined(sheet: Sheet, found: Sequence[tuple[Outline, Rectangle]]) -> Picture:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(sheet.picture)
    for outline, box in sorted(found, key=lambda pair: _ORDER.index(pair[0].mark)):
        _rectangle(pen, box, outline.mark)
    cells = tuple(outline.cell for outline, _ in found)
    return Picture(f"page {sheet.number}", _png(sheet.picture), cells)


def _alternatives(data: bytes) -> dict[str, tuple[str, ...]]:
    """Other readings of each cell by its place."""
    from parsers.parse import read_carrier

    return {
        row.place(cell): cell.alternatives
        for block in read_carrier(data).blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
        if cell.alternatives
    }


def _crop(sheet: Sheet, outline: Outline, box: Rectangle, also: Sequence[str]) -> Picture:
    """The whole width of the page at the height of the cell, under its caption."""
    from PIL import Image, ImageDraw

    font = load_font(_CAPTION)
    page = sheet.picture
    top, bottom = max(0, box[1] - _MARGIN), min(page.height, box[3] + _MARGIN)
    strip = page.crop((0, top, page.width, max(bottom, top + 1)))
    _rectangle(ImageDraw.Draw(strip), (box[0], box[1] - top, box[2], box[3] - top), outline.mark)
    caption = outline.caption + (f"   recogniser: {', '.join(also)}" if also else "")
    words = [line for text in caption.split("\n") for line in fold(printable(text), page.width - 12, font)]
    head = len(words) * (_CAPTION + 6) + 6
    whole = Image.new("RGB", (page.width, head + strip.height), "white")
    pen = ImageDraw.Draw(whole)
    for number, line in enumerate(words):
        pen.text((6, 4 + number * (_CAPTION + 6)), line, fill=(0, 0, 0), font=font)
    whole.paste(strip, (0, head))
    return Picture(outline.cell, _png(whole), (outline.cell,))


def _rectangle(pen: Any, box: Rectangle, mark: Mark) -> None:
    left, top, right, bottom = box
    if mark == "printed":
        pen.rectangle(
            (left + 1, top + 1, max(right - 1, left + 1), max(bottom - 1, top + 1)), None, COLOURS[mark]
        )
        return
    pen.rectangle((left, top, max(right, left), max(bottom, top)), None, COLOURS[mark], _THICK)


def _png(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()
