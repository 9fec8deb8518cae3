"""The legal calendar of annual reports: when which body has to publish, and which day it is in China.

Regulations of 2019 (政府信息公开条例), art. 49; those of 2007, art. 31, for reports up to 2018: the rules
of `formats.json`, issuers.deadlines. For townships the regulations name no day: local notices do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one time without summer time since 1991, so no zone table is asked."""

GOVERNMENT = "gov"
LAST_YEAR_OF_FIRST_REGULATIONS = 2018


def day_in_china(moment: datetime) -> date:
    """Calendar day in China; a moment without a zone is taken as UTC, as the database keeps it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(CHINA).date()


@cache
def deadline(organ_kind: str, year: int) -> date:
    """Last day to publish the report of `year`: departments 31 January, governments 31 March.

    Under the regulations of 2007 (reports up to 2018) every body had until 31 March.
    """
    if organ_kind == GOVERNMENT or year <= LAST_YEAR_OF_FIRST_REGULATIONS:
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31)


@dataclass(frozen=True, slots=True)
class Notice:
    """A local notice that binds the townships below a division: month and day of the year after."""

    month: int
    day: int
    since: int = 0
    """First report year it holds for."""


@dataclass(frozen=True, slots=True)
class LegalCalendar:
    """Deadlines with the local notices that somebody has entered."""

    notices: Mapping[str, tuple[Notice, ...]] = field(default_factory=dict)
    """Beginning of the codes of the townships it binds (`41`, `410381`, …) -> notices, oldest first."""

    def due(self, organ_kind: str, division_code: str, year: int) -> date:
        """Last day for a body. A township without a notice has until the day of its government, 31 March."""
        township = len(division_code) > 6
        if township and self.notices and (notice := self._notice(division_code, year)):
            return date(year + 1, notice.month, notice.day)
        return deadline(organ_kind, year)

    def _notice(self, code: str, year: int) -> Notice | None:
        """The nearest division above that has one in force."""
        for length in range(len(code), 0, -1):
            holding = [notice for notice in self.notices.get(code[:length], ()) if notice.since <= year]
            if holding:
                return max(holding, key=lambda notice: notice.since)
        return None


NO_NOTICES = LegalCalendar()
