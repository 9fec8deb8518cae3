"""Pages too coarse for a recogniser to be believed alone: fax copies, and less than 140 dots an inch.

A 4 of one-bit pixels is read as 1 by both networks, and surely; a minus sign is lost in the speckle. On such
a page only the sums of the form vouch for a figure, and only those that would not hold as well with all its
equals misread alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.ink import Content
from parsers.carriers.scan.reading import Text
from parsers.words import chinese

HAIRLINE = 120.0  # contrast of a page of two tones: a broken stroke of one pixel, smoothed, is no darker
_FEWEST_DOTS = 140.0
_MOST_WORDS = 2  # Chinese characters of a unit behind a figure
_FIGURE = re.compile(r"[1-9]")
_USUAL = 5  # slashes of a page that has the habit
_MOST_ONES = 4  # of a figure, of which each may be a 4
_WORN = {
    "0": "69",
    "1": "7",
    "3": "258",
    "5": "3",
    "7": "1",
}  # digits, and those that look like them without their hairlines
_RING = re.compile(r"(?:[DOQ口〇]|[(（][0DO][)）])\s*(?=[项件条次个宗份]$)")
_REMAINS = re.compile(r"[0oO](?:\d{1,3}|[A-Za-z][A-Za-z-]*)")  # a zero, and what is left of its unit
_TORN = re.compile(r"(?<=[0-9])-1")  # bar and stem of a 4


def is_coarse(picture: PagePicture) -> bool:
    """Whether a page has but two tones, or too few dots."""
    return picture.two_tone or picture.dpi < _FEWEST_DOTS


def doubted(text: Text) -> Text:
    """A figure of a coarse page: not vouched for, unless it is zero."""
    if text.doubt or chinese(text.text) > _MOST_WORDS or not _FIGURE.search(text.text):
        return text
    return replace(text, doubt=True)


def shaky(contents: Sequence[Content], texts: Sequence[Text]) -> list[Text]:
    """The texts of a page; what was mended before it was read is in doubt, a zero too, and so is a slash in
    pieces on a page that has hardly any: it may be a 7 that lost its bar."""
    rare = sum(content.mark == "/" for content in contents) < _USUAL
    return [
        replace(text, doubt=True)
        if any(line.mended for line in content.lines) or (content.broken and rare)
        else text
        for content, text in zip(contents, texts, strict=True)
    ]


def unlined(text: Text, content: Content) -> Text:
    """A figure of a page of two tones: each 1 may be a 4 that lost its hairline, and a 1 behind a dash within
    the figure is one; a point or a sign may be a speck, and a point before or behind the figure is one. A 1
    read off several glyphs is as many; a ring before a unit is a zero, and so is one before digits: no figure
    begins like that; a 4 that was mended may be a 1."""
    if _REMAINS.fullmatch(text.text):
        others = (text.text, *_lookalikes(text.text))
        return replace(text, text="0", doubt=True, alternatives=(), lookalikes=others)
    if _RING.match(text.text):
        whole = _RING.sub("0", text.text)
        return replace(text, text=whole, doubt=True, lookalikes=_lookalikes(whole))
    if chinese(text.text) > _MOST_WORDS or not _FIGURE.search(text.text):
        return text
    whole = _TORN.sub("4", text.text).strip(".")
    if whole == "1" and len(content.lines) == 1:
        whole *= min(_MOST_ONES, max(1, content.lines[0].glyphs))
    readings = [whole, *text.alternatives]
    readings += [reading.replace(".", "") for reading in readings if reading.count(".") == 1]
    readings += [reading[1:] for reading in readings if reading.startswith("-")]
    fours = [four for reading in readings for four in _fours(reading)]
    if any(line.mended for line in content.lines):
        fours += [whole[:at] + "1" + whole[at + 1 :] for at, digit in enumerate(whole) if digit == "4"]
    others = tuple(dict.fromkeys(reading for reading in (*readings, text.text, *fours) if reading != whole))
    doubt = text.doubt or whole != text.text
    return replace(text, text=whole, doubt=doubt, alternatives=others, lookalikes=_lookalikes(whole))


def _lookalikes(text: str) -> tuple[str, ...]:
    """The figure with any one of its digits as another that would look the same; a lone 1 may be a slash,
    which counts as nothing."""
    return ("0",) * (text == "1") + tuple(
        text[:place] + other + text[place + 1 :]
        for place, digit in enumerate(text)
        for other in _WORN.get(digit, "")
    )


def _fours(text: str) -> list[str]:
    """The figure with some of its ones, at least one, as fours."""
    if not 0 < text.count("1") <= _MOST_ONES:
        return []
    either = [("1", "4") if character == "1" else (character,) for character in text]
    return ["".join(picked) for picked in product(*either)][1:]
