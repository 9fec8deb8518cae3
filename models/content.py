"""What makes two readings the same text, and what tells two texts apart. Pure functions over records.

The content of a report is its printed figures and its chapters. Bytes, addresses, dates, navigation,
white space and punctuation are not: the same report copied to another portal is the same content.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.schema.types import canonical_json
from parsers.record import Chapter, Record, Value

_NOISE = re.compile(r"[\W_]+")


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


NO_FIGURES = figures_hash({})
"""Digest of a text without figures."""


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
        if old == new:
            continue
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
