"""When a list is looked at: by the season of China, by what was published on it when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.watch import calendar
from crawler.watch.calendar import DENSE, DONE, SILENT, SPARSE, USUAL, interval, is_due, whole_interval

BEFORE = (date(2023, 1, 24), date(2024, 1, 22))


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2024, 2, 29), True),
        (date(2025, 4, 30), True),
        (date(2025, 5, 1), False),
    ],
)
def test_the_season_is_from_january_to_april(day: date, season: bool) -> None:
    assert calendar.in_season(day) is season


@pytest.mark.parametrize(
    ("day", "published", "every"),
    [
        (date(2025, 2, 20), BEFORE, DENSE),
        (date(2025, 1, 16), BEFORE, USUAL),
        (date(2025, 1, 31), BEFORE, USUAL),
        (date(2025, 2, 1), BEFORE, DENSE),
        (date(2025, 1, 28), (*BEFORE, date(2025, 1, 20)), DONE),
        (date(2025, 1, 28), (), DENSE),
        (date(2025, 3, 1), (date(2019, 3, 1),), SPARSE),
        (date(2025, 7, 1), BEFORE, SPARSE),
        (date(2025, 7, 1), (), SPARSE),
        (date(2025, 7, 1), (date(2019, 3, 1),), SILENT),
        (date(2025, 7, 1), (date(2024, 7, 3), date(2024, 1, 20)), SPARSE),
        (date(2025, 7, 1), (date(2023, 6, 28), date(2024, 7, 3)), DENSE),
        (date(2026, 1, 3), (date(2024, 12, 30),), USUAL),
    ],
)
def test_interval_follows_what_was_published_when(
    day: date, published: tuple[date, ...], every: timedelta
) -> None:
    assert interval(day, published) == every


def test_a_timer_that_strikes_a_little_early_is_no_reason_to_wait_a_day() -> None:
    last = datetime(2025, 1, 10, 2, tzinfo=UTC)
    assert is_due(last, None, DENSE)
    assert not is_due(last + timedelta(hours=21), last, DENSE)
    assert is_due(last + timedelta(hours=22), last, DENSE)


def test_whole_passes_spread_over_days_and_are_denser_in_the_season() -> None:
    # 31 December, five in the afternoon in Greenwich: the season has begun in China.
    begun, over = datetime(2024, 12, 31, 17, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)
    hosts = [f"www.county{number}.gov.cn" for number in range(200)]
    season = [whole_interval(begun, host) for host in hosts]
    assert min(season) >= calendar.WHOLE_IN_SEASON
    assert max(season) < calendar.WHOLE_IN_SEASON * 1.2
    assert len(set(season)) > 50
    assert all(calendar.WHOLE <= whole_interval(over, host) < calendar.WHOLE * 1.2 for host in hosts)
