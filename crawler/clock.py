"""The time that runs go by. Rules take it as an argument; what is stamped asks the configured clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the time as an aware datetime in UTC."""


def utc_now() -> datetime:
    """What the clock of the machine shows."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """A clock that is ahead of the machine's: a year of watching can be played through in minutes."""

    by: timedelta

    def __call__(self) -> datetime:
        """Return the shifted time."""
        return datetime.now(UTC) + self.by
