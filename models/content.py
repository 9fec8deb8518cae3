"""What makes two readings the same text, and what tells two texts apart. Pure functions over records.

The content of a report is its printed figures and its chapters. Bytes, addresses, dates, navigation,
white space and punctuation are not: the same report copied to another portal is the same content.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from models.schema.types import canonical_json
from parsers.record import Chapter, Record, Value

CARRIERS = ("html", "docx", "wps", "doc", "xlsx", "xls", "text", "pdf", "image", "pdf_scan")
"""Carriers in the order of trust: the first gives the figures when a version has several documents."""

SAME_TEXT = 0.9
"""Share of common text from which the same figures on another carrier count as a copy."""

_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """One reading as far as the grouping into versions needs it."""

    sha256: str
    part: int
    carrier: str | None
    content_hash: str
    figures_hash: str
    uncertain: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A cell or chapter that differs. `kind` is `figure` or `chapter`."""

    kind: str
    item: str
    before: str | None
    after: str | None


def normalise(text: str) -> str:
    """Keep letters, ideographs and digits in their common form; drop space and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def content_text(chapters: Sequence[Chapter]) -> str:
    """The chapters' normalised text. What precedes chapter one counts only where nothing else is there:
    it holds dates, contact lines and remains of navigation."""
    numbered = [chapter for chapter in chapters if chapter.no > 0]
    return "\n".join(
        normalise(part) for chapter in numbered or chapters for part in (chapter.title, chapter.text)
    )


def figures_hash(values: Mapping[str, Value]) -> str:
    """Digest of the printed figures; empty cells do not count, whatever marks them."""
    return _digest(canonical_json({cell: str(value) for cell, value in values.items() if value is not None}))


def content_hash(record: Record) -> str:
    """Digest of figures and text: the identity of a version within its report."""
    return _digest(figures_hash(record.values) + "\n" + content_text(record.chapters))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def best_copy(copies: Iterable[Copy]) -> Copy:
    """The copy that figures are taken from: trusted carrier, few doubtful cells, then the digest."""
    return min(copies, key=_trust)


def _trust(copy: Copy) -> tuple[int, int, str, int]:
    rank = CARRIERS.index(copy.carrier) if copy.carrier in CARRIERS else len(CARRIERS)
    return rank, copy.uncertain, copy.sha256, copy.part


def group_copies(copies: Iterable[Copy]) -> dict[str, list[Copy]]:
    """Sort readings of one report into versions, by content hash; the order of arrival plays no part.

    Extraction differs between carriers, so a document with the figures of a text on a more trusted
    carrier and nearly its words is a copy of it (of the most similar one), not a corrected report.
    """
    exact: dict[str, list[Copy]] = {}
    for copy in sorted(copies, key=_trust):
        exact.setdefault(copy.content_hash, []).append(copy)
    versions: dict[str, list[Copy]] = {}
    for digest, members in sorted(exact.items(), key=lambda item: _trust(item[1][0])):
        home = _home(members[0], versions)
        versions.setdefault(home or digest, []).extend(members)
    return versions


def _home(copy: Copy, versions: Mapping[str, Sequence[Copy]]) -> str | None:
    near = [
        (Indel.normalized_similarity(copy.text, members[0].text), digest)
        for digest, members in versions.items()
        if members[0].figures_hash == copy.figures_hash and members[0].carrier != copy.carrier
    ]
    best = max(near, default=(0.0, ""))
    return best[1] if best[0] >= SAME_TEXT else None


def changes(
    before_values: Mapping[str, Value],
    after_values: Mapping[str, Value],
    before_chapters: Sequence[Chapter],
    after_chapters: Sequence[Chapter],
) -> list[Change]:
    """What the later text changed: cell by cell, then chapter by chapter."""
    found = []
    for cell in sorted(before_values.keys() | after_values.keys()):
        before, after = before_values.get(cell), after_values.get(cell)
        if before != after:
            found.append(Change("figure", cell, _shown(before), _shown(after)))
    earlier, later = _by_heading(before_chapters), _by_heading(after_chapters)
    for heading in sorted(earlier.keys() | later.keys()):
        old, new = earlier.get(heading), later.get(heading)
        if old is None or new is None or normalise(old) != normalise(new):
            found.append(Change("chapter", heading, old, new))
    return found


def _by_heading(chapters: Sequence[Chapter]) -> dict[str, str]:
    named: dict[str, str] = {}
    for chapter in chapters:
        heading = f"{chapter.no} {normalise(chapter.title)}".strip()
        named[heading] = named[heading] + "\n" + chapter.text if heading in named else chapter.text
    return named


def _shown(value: Value) -> str | None:
    return None if value is None else str(value)
