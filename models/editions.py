"""Readings of one report sorted into texts: which documents carry the same one, which a corrected one. Pure.

Documents on different carriers (an article, its PDF, a scan of the same) carry one text. Where they differ,
that is a disagreement to be shown, not a correction. A correction is

* a later document at the same address that says something else, or
* a document on the same carrier with other figures; of pages and plain texts also one with other words.

Files of one report by different programs differ in what can be read of their words, and pages do not.

A page without tables carries the same text as the file that holds them. Of recognised scans two may differ
by recognition alone: they are taken apart only where both vouch for different figures and were published on
different days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from models.comparison import same
from models.content import content_hash
from models.copies import Chosen, Copy, choose, choose_text, trust
from parsers.record import Record

_EXACT_WORDS = frozenset({"html", "text"})
"""Carriers whose words are read as they were written."""
SAME_TEXT = 0.9
"""Share of common text from which two texts count as the same one."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of a report: the documents that carry it, the accepted one, and the record it comes to."""

    members: tuple[Copy, ...]
    chosen: Chosen
    text: Copy
    """The document that gives the chapters."""
    record: Record
    """The accepted reading, with those chapters."""
    content_hash: str


def editions_of(copies: Mapping[Copy, Record]) -> list[Edition]:
    """The texts of a report, no two of them with the same figures and chapters."""
    groups = group_copies(copies)
    while True:
        editions = [_edition(members, copies) for members in groups]
        merged: dict[str, list[Copy]] = {}
        for edition in editions:
            merged.setdefault(edition.content_hash, []).extend(edition.members)
        if len(merged) == len(editions):
            return editions
        groups = list(merged.values())


def _edition(members: Sequence[Copy], copies: Mapping[Copy, Record]) -> Edition:
    chosen = choose(members)
    text = choose_text(members, chosen.copy)
    record = replace(copies[chosen.copy], chapters=copies[text].chapters)
    return Edition(tuple(members), chosen, text, record, content_hash(record))


def group_copies(copies: Iterable[Copy]) -> list[list[Copy]]:
    """Sort the readings of a report into texts, each with its most trusted reading first.

    The order of arrival plays no part.
    """
    exact: dict[str, list[Copy]] = {}
    for copy in sorted(copies, key=trust):
        exact.setdefault(copy.content_hash, []).append(copy)
    groups: list[list[Copy]] = []
    for unit in sorted(exact.values(), key=lambda unit: (not unit[0].has_figures, trust(unit[0]))):
        home = _home(unit, groups)
        if home is None:
            groups.append(list(unit))
        else:
            home.extend(unit)
    return [sorted(group, key=trust) for group in groups]


def _home(unit: Sequence[Copy], groups: Sequence[list[Copy]]) -> list[Copy] | None:
    """The group whose text these equal readings carry: the one with most figures in common."""
    near = [group for group in groups if not any(_rivals(one, other) for one in unit for other in group)]
    if len(near) < 2:
        return near[0] if near else None
    return max(near, key=lambda group: _affinity(unit, group))


def _affinity(unit: Sequence[Copy], group: Sequence[Copy]) -> tuple[float, bool, float, str]:
    return (
        max(_agreement(unit[0], other) for other in group),
        any(_hang_together(one, other) for one in unit for other in group),
        max(_similarity(unit[0], other) for other in group),
        min(other.content_hash for other in group),
    )


def _rivals(one: Copy, other: Copy) -> bool:
    """Whether two readings with different content cannot carry the same text."""
    conflict = bool(conflicts(one, other))
    if one.addresses & other.addresses:
        return one.carrier == other.carrier or conflict or _similarity(one, other) < SAME_TEXT
    if one.carrier != other.carrier:
        return False
    if one.recognised:
        return conflict and bool(one.published and other.published) and one.published != other.published
    if one.has_figures != other.has_figures:
        return _similarity(one, other) < SAME_TEXT
    if one.carrier in _EXACT_WORDS:
        return True
    return conflict if one.has_figures else _similarity(one, other) < SAME_TEXT


def conflicts(one: Copy, other: Copy) -> list[str]:
    """Cells for which both readings vouch, with different values."""
    doubtful = one.doubtful | other.doubtful
    return sorted(
        cell
        for cell in one.values.keys() & other.values.keys() - doubtful
        if not same(one.values[cell], other.values[cell])
    )


def _agreement(one: Copy, other: Copy) -> float:
    """Share of the cells vouched for by both that have the same value."""
    common = one.values.keys() & other.values.keys() - (one.doubtful | other.doubtful)
    if not common:
        return 0.0
    return sum(1 for cell in common if same(one.values[cell], other.values[cell])) / len(common)


def _hang_together(one: Copy, other: Copy) -> bool:
    return bool(one.addresses & other.parents or other.addresses & one.parents or one.parents & other.parents)


def _similarity(one: Copy, other: Copy) -> float:
    return Indel.normalized_similarity(one.text, other.text)
