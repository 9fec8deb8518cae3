"""How often a list is looked at: by the legal calendar, and by what was published on it when. Pure.

Departments publish by 31 January, governments by 31 March, townships by local notices; what is late comes in
April. So the season is 1 January to 30 April, in China.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zlib import crc32

from models.legal import day_in_china

SEASON_ENDS = (4, 30)
USUAL = timedelta(hours=12)
"""In the days in which this list was published on in other years."""
DENSE = timedelta(days=1)
DONE = timedelta(days=3)
"""In the season, for a list that has got as much as in the season before."""
SPARSE = timedelta(days=7)
SILENT = timedelta(days=28)
"""For a list on which nothing was published for years: that of one past year, say."""
SILENT_YEARS = 2
AROUND = 7
"""Days around those of other years in which something is to be expected."""
PROVING = timedelta(days=14)
"""How long a list that has ceased to name a report is looked at every day, to prove that it is gone."""
WHOLE_IN_SEASON = timedelta(days=14)
WHOLE = timedelta(days=56)
"""Between two whole passes over a portal: every page of every list, every report asked whether it changed."""
WALK_AGAIN = timedelta(days=3)
"""Between two whole passes where a list is not where it was, or a portal gave no answer in the last one."""
SLACK = 0.1
"""Share of an interval by which a pass may come early: timers do not strike to the second."""
_SPREAD = 5
WHOLE_AT_MOST = WHOLE * (1 + 1 / _SPREAD)


def in_season(day: date) -> bool:
    """Whether reports are being published."""
    return (day.month, day.day) <= SEASON_ENDS


def interval(day: date, published: Collection[date]) -> timedelta:
    """How long a list is left alone; `published` are the days on which something appeared on it."""
    newest = max(published, default=None)
    silent = newest is not None and newest.year < day.year - SILENT_YEARS
    if not in_season(day):
        if silent:
            return SILENT
        return DENSE if _is_usual(day, published, outside=True) else SPARSE
    if silent:
        return SPARSE
    now, before = _of_season(published, day.year), _of_season(published, day.year - 1)
    if before and now >= before:
        return DONE
    return USUAL if _is_usual(day, published, outside=False) else DENSE


def _of_season(published: Collection[date], year: int) -> int:
    return sum(each.year == year and in_season(each) for each in published)


def _is_usual(day: date, published: Collection[date], outside: bool) -> bool:
    """Whether something appeared in these days of an earlier year (or outside of the season, of two)."""
    years = {each.year for each in published if each.year < day.year and _near(day, each)}
    return len(years) > outside


def _near(day: date, other: date) -> bool:
    apart = abs(day.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(apart, 365 - apart) <= AROUND


def is_due(now: datetime, last: datetime | None, every: timedelta) -> bool:
    """Whether it is time again."""
    return last is None or now - last >= every * (1 - SLACK)


def whole_interval(now: datetime, portal: str) -> timedelta:
    """How long a portal is not walked as a whole; a little different for each, so that they spread."""
    every = WHOLE_IN_SEASON if in_season(day_in_china(now)) else WHOLE
    return every * (1 + (crc32(portal.encode()) % 100) / 100 / _SPREAD)
