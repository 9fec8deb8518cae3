"""Pages of a document as pictures on which places can be found again. Runs in a bounded child process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.evidence.boxes import box_of
from parsers.carriers import sniff

DPI = 130
"""Resolution at which pages of a PDF are drawn."""
MOST_PIXELS = 40_000_000

Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: its number from 1, the picture (PIL), and where in it (pixels) a place in words lies."""

    number: int
    picture: Any
    find: Callable[[str], Rectangle | None]


def sheets_of(data: bytes, places: Collection[str]) -> Iterator[Sheet]:
    """The pages on which the places lie; of a document without pages, a drawing of its tables.

    Raises Unreadable for what cannot be opened, or is too large to be drawn.
    """
    numbers = {box.page for place in places if (box := box_of(place)) is not None}
    kind = sniff(data)
    if kind == "pdf":
        yield from _pdf_pages(data, numbers)
    elif kind == "image":
        yield from _picture_pages(data, numbers)
    else:
        from crawler.evidence.drawing import draw_document
        from parsers.parse import read_carrier

        picture, boxes = draw_document(read_carrier(data), places)
        yield Sheet(1, picture, boxes.get)


def _pdf_pages(data: bytes, numbers: Collection[int]) -> Iterator[Sheet]:
    from parsers.carriers.pdf.opening import opened

    with opened(data) as pdf:
        for number in sorted(numbers):
            if not 1 <= number <= len(pdf):
                continue
            page = pdf[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
            bitmap = page.render(scale=scale)
            picture = bitmap.to_pil().convert("RGB")
            bitmap.close()
            page.close()
            yield Sheet(number, picture, _finder(number, scale))


def _picture_pages(data: bytes, numbers: Collection[int]) -> Iterator[Sheet]:
    from PIL import Image

    from parsers.carriers.scan.decode import pictures

    for page in pictures(data):
        if page.page in numbers:
            picture = Image.fromarray(page.grey).convert("RGB")
            yield Sheet(page.page, picture, _finder(page.page, page.dpi / 72))


def _finder(number: int, scale: float) -> Callable[[str], Rectangle | None]:
    """Places of one page; `scale` is in pixels a point."""

    def find(place: str) -> Rectangle | None:
        box = box_of(place)
        if box is None or box.page != number:
            return None
        factor = 1.0 if box.pixels else scale
        left, top, right, bottom = (
            round(value * factor) for value in (box.left, box.top, box.right, box.bottom)
        )
        return min(left, right), min(top, bottom), max(left, right), max(top, bottom)

    return find
