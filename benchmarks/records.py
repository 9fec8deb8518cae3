"""Records of reports as the parser gives them, and what becomes of them: corrections, other carriers."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from pages import report_pages

from parsers.parse import parse_document
from parsers.record import Chapter, Record

_SENTENCES = (
    "全年主动公开政府信息{}条，其中通过门户网站公开{}条。",
    "依申请公开方面，共收到申请{}件，均在法定期限内予以答复。",
    "组织开展业务培训{}次，参训人员{}人次。",
    "政务新媒体全年发布信息{}条，阅读量{}次。",
    "下一步，将进一步规范公开流程，提升公开质量。",
)
LENGTHS = {1: 1800, 5: 600, 6: 120}
"""Characters of a chapter's text, by its number; tables stand in the others."""


def prose(rng: Random, length: int) -> str:
    """Sentences with numbers, so many characters of them."""
    text = ""
    while len(text) < length:
        sentence = rng.choice(_SENTENCES)
        text += sentence.format(*(rng.randrange(2, 4000) for _ in range(sentence.count("{}"))))
    return text[:length]


def records(count: int) -> list[Record]:
    """So many different reports; equal calls give equal records."""
    found = []
    for number, page in enumerate(report_pages(count)):
        record = parse_document(page, f"report {number}")
        assert record.outcome == "report", record.error
        rng = Random(number)
        record.chapters = [
            Chapter(chapter.no, chapter.title, prose(rng, LENGTHS[chapter.no]))
            if chapter.no in LENGTHS
            else chapter
            for chapter in record.chapters
        ]
        found.append(record)
    return found


def counted(record: Record) -> list[str]:
    """Cells that hold a number."""
    return sorted(cell for cell, value in record.values.items() if isinstance(value, int))


def corrected(record: Record, rng: Random, cells: int, chapters: int) -> tuple[Record, set[str]]:
    """The record with so many other figures and chapters, and the ids and headings of what is other."""
    other = deepcopy(record)
    changed = set(rng.sample(counted(record), cells))
    for cell in changed:
        other.values[cell] = int(other.values[cell] or 0) + rng.randrange(1, 100)
    written = [place for place, chapter in enumerate(record.chapters) if chapter.no in LENGTHS]
    for place in rng.sample(written, chapters):
        chapter = record.chapters[place]
        middle = len(chapter.text) // 2
        text = f"{chapter.text[:middle]}此处更正。{chapter.text[middle:]}"
        other.chapters[place] = Chapter(chapter.no, chapter.title, text)
        changed.add(str(chapter.no))
    return other, changed


def carried(record: Record, rng: Random, carrier: str, unread: int) -> Record:
    """The same report on another carrier: its words a little different, some of its cells not found."""
    other = deepcopy(record)
    other.carrier = carrier  # type: ignore[assignment]
    for cell in rng.sample(counted(record), unread):
        other.values[cell], other.states[cell] = None, "missing"
    other.chapters = [
        Chapter(chapter.no, chapter.title, chapter.text.replace("，", ",\n")) for chapter in record.chapters
    ]
    return other
