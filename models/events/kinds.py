"""The closed list of events, each with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class EventKind(StrEnum):
    """What an event tells of."""

    NEW = "new"
    CORRECTED = "corrected"
    SOURCE_ADDED = "source_added"
    WITHDRAWN = "withdrawn"
    ADDRESS_GONE = "address_gone"
    RESTORED = "restored"
    OVERDUE = "overdue"
    COLUMN_FOUND = "column_found"
    COLUMN_MOVED = "column_moved"
    SOURCE_BROKEN = "source_broken"
    SOURCE_RECOVERED = "source_recovered"
    REVIEW = "review"
    REFILED = "refiled"


MEANINGS: Mapping[EventKind, str] = {
    EventKind.NEW: "A report of a body and year that the corpus did not have.",
    EventKind.CORRECTED: "A report has another text than the one known, or one again that it had before; "
    "`changes` says what differs, cell by cell and chapter by chapter, `old` and `new` name the originals.",
    EventKind.SOURCE_ADDED: "A further document carries a text that is known: a copy, or another format.",
    EventKind.WITHDRAWN: "The last address of a report is gone, proven on three different days.",
    EventKind.ADDRESS_GONE: "One address of a report is gone, proven likewise; others still show it.",
    EventKind.RESTORED: "An address that was said to be gone shows its report again.",
    EventKind.OVERDUE: "The legal deadline has passed, the list on which the body published before was "
    "looked at after it, and the report is not there.",
    EventKind.COLUMN_FOUND: "A column (a new year's, say) has appeared on a portal that was known.",
    EventKind.COLUMN_MOVED: "The reports of a column stand at another address.",
    EventKind.SOURCE_BROKEN: "A list could not be had, or read, in three passes in a row on different days.",
    EventKind.SOURCE_RECOVERED: "A list that was said to be broken answers again.",
    EventKind.REVIEW: "A document waits for a person: its body or year cannot be told for certain.",
    EventKind.REFILED: "No document is filed under this body and year any more: they belong elsewhere, or "
    "are no reports. Nothing was withdrawn by its publisher.",
}
"""What each kind means."""
