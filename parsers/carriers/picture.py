"""A page as a picture: what a reader of pages hands to the reader of scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One rendered page, upright as displayed.

    `grey` is a numpy array of unsigned bytes, height x width, 0 is black. `size_points` is the width and the
    height of the displayed page in 1/72 in, so that places can be given in points: pixel * 72 / dpi.
    `two_tone`: the source has black and white only, as a fax copy has, whatever rendering made of it.
    """

    page: int  # from 1
    grey: Any
    dpi: float
    size_points: tuple[float, float]
    two_tone: bool = False
