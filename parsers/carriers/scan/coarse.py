"""Pages too coarse for a recogniser to be believed alone: fax copies, and less than 140 dots an inch.

A 4 of one-bit pixels is read as 1 by both networks, and surely; a minus sign is lost in the speckle. On such
a page only the sums of the form vouch for a figure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.reading import Text
from parsers.words import chinese

HAIRLINE = 190.0  # contrast of a page of two tones: a stroke of one pixel, smoothed, is no darker
_FEWEST_DOTS = 140.0
_MOST_WORDS = 2  # Chinese characters of a unit behind a figure
_FIGURE = re.compile(r"[1-9]")


def is_coarse(picture: PagePicture) -> bool:
    """Whether a page has but two tones, or too few dots."""
    return picture.two_tone or picture.dpi < _FEWEST_DOTS


def doubted(text: Text) -> Text:
    """A figure of a coarse page: not vouched for, unless it is zero."""
    if text.doubt or chinese(text.text) > _MOST_WORDS or not _FIGURE.search(text.text):
        return text
    return replace(text, doubt=True)
