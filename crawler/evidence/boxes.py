"""Places in words (`page 3, box 72.0 310.5 98.2 322.0`) back into rectangles. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(
    r"page (\d{1,6}), box (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)( px)?"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1): left, top, right, bottom from the top left corner of the page as
    displayed, in points (1/72 inch), or in pixels of the picture."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    pixels: bool


def box_of(place: str | None) -> Box | None:
    """The rectangle that a place names; None where the carrier has no pages."""
    match = _PLACE.match(place or "")
    if match is None:
        return None
    left, top, right, bottom = (float(number) for number in match.groups()[1:5])
    return Box(int(match[1]), left, top, right, bottom, match[6] is not None)
