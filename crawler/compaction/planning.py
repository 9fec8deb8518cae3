"""Which files are written anew, and what becomes of each of their records. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.retention import Needs, Place

_SMALL = 0.5
"""Share of the limit under which a file is joined with others."""
_WORTH = 0.1
"""Share of a file that must go to make it worth writing anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the archive without its payload."""

    file: str
    offset: int
    length: int
    kind: str
    digest: str | None
    """sha256 of the payload, hex; None where there is none."""
    original: Place | None = None
    """Of a revisit: where its payload lies."""
    sent: int = 0
    """Bytes of the request record behind it, which goes where it goes."""

    @property
    def place(self) -> Place:
        """Where it lies."""
        return self.file, self.offset

    @property
    def size(self) -> int:
        """Bytes with those of its request."""
        return self.length + self.sent


@dataclass(slots=True)
class Plan:
    """What compaction does. Sizes are bytes; those of references are as long as the ones they replace."""

    files: list[str] = field(default_factory=list)
    """Files that are written anew, and removed in the end."""
    whole: list[Entry] = field(default_factory=list)
    """Records that are copied with their payload, or without having one."""
    references: list[Entry] = field(default_factory=list)
    """Records that only refer to the payload of another one."""
    aged: list[Entry] = field(default_factory=list)
    """Answers older than the retention, which go."""
    unknown: list[Entry] = field(default_factory=list)
    """Records that no row of the database knows, which go: second copies, or of a run that was killed."""


def plan_of(entries: Sequence[Entry], sizes: Mapping[str, int], wanted: Needs, file_limit: int) -> Plan:
    """Plan the compaction of an archive of these files (name -> bytes), with all their records in order."""
    holders = _holders(entries)
    fates = {entry.place: _fate(entry, holders, wanted) for entry in entries}
    chosen = _chosen(entries, sizes, fates, file_limit)
    # What stays in a file that is left alone is found there: its payload need not be copied again.
    holders = _holders(sorted(entries, key=lambda entry: entry.file in chosen))
    plan = Plan(sorted(chosen))
    for entry in entries:
        if entry.file in chosen:
            getattr(plan, _fate(entry, holders, wanted)).append(entry)
    return plan


def _holders(entries: Sequence[Entry]) -> dict[str, Place]:
    """By digest, the record that keeps the payload: the first one that has it."""
    found: dict[str, Place] = {}
    for entry in entries:
        if entry.original is None and entry.digest is not None:
            found.setdefault(entry.digest, entry.place)
    return found


def _fate(entry: Entry, holders: Mapping[str, Place], wanted: Needs) -> str:
    """Name of the list of `Plan` that an entry belongs to."""
    known = entry.place in wanted.kept
    holder = holders.get(entry.digest) if entry.digest is not None else None
    if entry.original is None and (holder in (None, entry.place)):
        if known or (holder is not None and entry.digest in wanted.digests):
            return "whole"
    elif known:
        return "references"
    return "aged" if entry.place in wanted.aged else "unknown"


def _chosen(
    entries: Sequence[Entry], sizes: Mapping[str, int], fates: Mapping[Place, str], file_limit: int
) -> set[str]:
    small = {file for file, size in sizes.items() if size < _SMALL * file_limit}
    chosen = small if len(small) > 1 else set()
    going: dict[str, int] = defaultdict(int)
    for entry in entries:
        if fates[entry.place] in ("aged", "unknown"):
            going[entry.file] += entry.size
    chosen |= {file for file, size in going.items() if size >= _WORTH * sizes[file]}
    # A record that refers to a payload must say where that lies now.
    leads = {(entry.file, entry.original[0]) for entry in entries if entry.original is not None}
    while more := {file for file, original in leads if original in chosen and file not in chosen}:
        chosen |= more
    return chosen
