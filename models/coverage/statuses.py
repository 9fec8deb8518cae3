"""The statuses of a body and year, and the rule that gives exactly one of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from models.legal import LegalCalendar

Status = Literal["published", "late", "review", "found_unparsed", "blocked", "overdue", "missing", "absent"]
STATUSES: tuple[Status, ...] = (
    "published",
    "late",
    "review",
    "found_unparsed",
    "blocked",
    "overdue",
    "missing",
    "absent",
)
"""`late`: published after the last day. `review`: found, and waits for a person. `blocked`: its portal lets
nobody in from here. `overdue`: the last day is over. `missing`: not due yet. `absent`: no such division."""

ReportKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one body and year."""

    status: Status
    days: int | None = None
    """Days after the legal deadline: of the publication if `late`, up to today if `overdue`."""


class Expected(NamedTuple):
    """A body that has to publish; the years are those of its division, inclusive, None where open."""

    body_id: str
    name: str
    division_id: str
    division_code: str
    level: int
    organ_kind: str
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the corpus holds that bears on statuses."""

    published: Mapping[ReportKey, str | None]
    """Reports that are there, with the day (ISO) their portal gives."""
    review: Collection[ReportKey]
    unparsed: Collection[ReportKey]


def status_of(
    body: Expected, year: int, today: date, calendar: LegalCalendar, evidence: Evidence, blocked: bool
) -> Cell:
    """The one status of a body and year; `today` is the day in China."""
    key = (body.body_id, year)
    due = calendar.due(body.organ_kind, body.division_code, year)
    if key in evidence.published:
        return published(due, evidence.published[key])
    if key in evidence.review:
        return _REVIEW
    if key in evidence.unparsed:
        return _UNPARSED
    return lacking(due, today, stands(body.since, body.until, year), blocked)


_REVIEW, _UNPARSED = Cell("review"), Cell("found_unparsed")
_ABSENT, _BLOCKED, _MISSING = Cell("absent"), Cell("blocked"), Cell("missing")


@lru_cache(maxsize=20_000)
def published(due: date, day: str | None) -> Cell:
    """The cell of a report that is there; `day` is the one that its portal gives."""
    after = _days_after(due, day)
    return Cell("late", after) if after > 0 else Cell("published")


def lacking(due: date, today: date, stands: bool, blocked: bool) -> Cell:
    """The cell of a body without a report; `stands`: its division was there in that year, `blocked`: its
    portal lets nobody in."""
    if not stands:
        return _ABSENT
    if blocked:
        return _BLOCKED
    return Cell("overdue", (today - due).days) if today > due else _MISSING


def stands(since: int | None, until: int | None, year: int) -> bool:
    """Whether a division is there in a year."""
    return (since or year) <= year <= (until or year)


def _days_after(due: date, published: str | None) -> int:
    """0 where the portal gives no day, or none that can be read: lateness is never supposed."""
    try:
        return max(0, (date.fromisoformat((published or "")[:10]) - due).days)
    except ValueError:
        return 0


def count(cells: Iterable[Cell]) -> dict[Status, int]:
    """Number of cells by status, in the order of STATUSES, zeros included."""
    counted = Counter(cell.status for cell in cells)
    return {status: counted[status] for status in STATUSES}
