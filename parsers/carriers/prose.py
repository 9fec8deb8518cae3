"""Lines of a page to paragraphs: the break of a line is no break of the text.

Distances are in the unit of the carrier; everything is judged against the size of the letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.document import Paragraph
from parsers.headings import chapter_of

_LARGER = 1.15  # times the usual size: a heading
_SAME_SIZE = 0.14
_INDENT = 0.9  # letters by which a first line is set in
_ROOM = 1.7  # letters that would still have gone on a line that ends here on purpose
_LONG_GAP = 1.45  # times the usual distance between lines
_TITLE_PITCH = 2.2  # letters from one line of a title to the next, at most
_LONG_LINE = 10  # letters of a line that may show where the margins are
_LONGEST_HEADING = 60
_ENDS = re.compile(r"[。；;：:！!？?]$")
_ITEM = re.compile(
    r"^(?:[(（]\s*[0-9一二三四五六七八九十]{1,3}\s*[)）]|[0-9]{1,2}\s*[.．、]|[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]+[章条部])"
)


@dataclass(slots=True)
class Line:
    """One line of running text on a page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float  # its base line
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class Measure:
    """How the running text of a document is set: margins, size of the letters, distance of the lines."""

    left: float
    right: float
    size: float
    pitch: float


def measure(lines: Sequence[Line]) -> Measure:
    """Measure the running text."""
    long = [line for line in lines if len(line.text) >= _LONG_LINE] or list(lines)
    if not long:
        return Measure(0.0, 0.0, 10.0, 15.0)
    size = median(sorted(line.size for line in long for _ in range(len(line.text))))
    usual = [line for line in long if abs(line.size - size) <= _SAME_SIZE * size] or long
    gaps = [
        below.bottom - above.bottom
        for above, below in pairwise(lines)
        if above.page == below.page and 0.8 * size < below.bottom - above.bottom < 4 * size
    ]
    lefts = sorted(line.left for line in usual)
    rights = sorted(line.right for line in usual)
    return Measure(
        lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], size, median(gaps) if gaps else 1.5 * size
    )


def paragraphs(lines: Sequence[Line], scale: Measure) -> list[Paragraph]:
    """The paragraphs that consecutive lines make."""
    made: list[Paragraph] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and made and not _begins(previous, line, scale):
            made[-1].text = joined(made[-1].text, line.text)
        else:
            heading = line.size >= _LARGER * scale.size and len(line.text) <= _LONGEST_HEADING
            made.append(Paragraph(line.text, heading=heading, page=line.page))
        previous = line
    return made


def _begins(previous: Line, line: Line, scale: Measure) -> bool:
    """Whether a line begins a paragraph of its own."""
    if abs(line.size - previous.size) > _SAME_SIZE * max(line.size, previous.size):
        return True
    if _of_one_title(previous, line, scale):
        return False
    if line.page == previous.page and line.bottom - previous.bottom > max(
        _LONG_GAP * scale.pitch, 1.3 * line.size
    ):
        return True
    if chapter_of(previous.text) is not None or chapter_of(line.text) is not None:
        return True
    if line.left > scale.left + _INDENT * line.size:
        return True
    if previous.right < scale.right - _ROOM * previous.size:
        return True
    return bool(_ENDS.search(previous.text) and _ITEM.match(line.text))


def _of_one_title(above: Line, below: Line, scale: Measure) -> bool:
    """Whether two lines of one size are a title. Its first may fill the page from margin to margin, and
    titles are set wide."""
    return (
        above.page == below.page
        and min(above.size, below.size) >= _LARGER * scale.size
        and below.bottom - above.bottom <= _TITLE_PITCH * below.size
        and _balanced(above, scale)
        and _balanced(below, scale)
        and chapter_of(above.text) is None
        and chapter_of(below.text) is None
    )


def _balanced(line: Line, scale: Measure) -> bool:
    """Whether a line leaves as much room at its left as at its right."""
    return abs((line.left - scale.left) - (scale.right - line.right)) < 2.5 * line.size


def joined(above: str, below: str) -> str:
    """Two lines of one paragraph as one text: Latin words stay apart, all else runs on."""
    apart = above[-1:].isascii() and above[-1:].isalpha() and below[:1].isascii() and below[:1].isalpha()
    return f"{above} {below}" if apart else above + below
