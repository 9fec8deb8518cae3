"""Turns of hosts: one at a time, the gaps that are due, hosts that are left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime

import pytest

from crawler.politeness import FORBIDDEN_LIMIT, MAX_CRAWL_DELAY, HostTurns, retry_after_seconds
from parsers.failures import Failure


def test_one_request_at_a_time_and_host() -> None:
    async def scene() -> list[str]:
        turns = HostTurns(0)
        log: list[str] = []

        async def ask(name: str, host: str) -> None:
            assert await turns.take(host)
            log.append(f"{name} begins")
            await asyncio.sleep(0)
            log.append(f"{name} ends")
            turns.give(host)

        await asyncio.gather(ask("a1", "a"), ask("a2", "a"), ask("a3", "a"))
        return log

    log = asyncio.run(scene())
    assert log == [f"a{n} {what}" for n in (1, 2, 3) for what in ("begins", "ends")]


class Time:
    """A clock that a test moves; waiting moves it too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(asyncio, "wait_for", self._wait)

    async def _wait(self, waiting: Coroutine[None, None, bool], seconds: float) -> None:
        waiting.close()
        self.now += seconds
        raise TimeoutError

    def __call__(self) -> float:
        return self.now


def test_the_gap_begins_when_the_answer_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Time(monkeypatch)

    async def scene() -> list[float]:
        turns = HostTurns(2.0, clock=clock)
        starts = []
        for seconds in (7.0, 0.5, 0.0):
            assert await turns.take("a")
            starts.append(clock.now)
            clock.now += seconds
            turns.give("a")
        return starts

    first, second, third = asyncio.run(scene())
    assert first == 100.0, "nobody waits for the first turn"
    assert 109.0 <= second <= 109.5
    assert 2.5 <= third - second <= 3.0


def test_a_crawl_delay_counts_from_the_answer_that_named_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Time(monkeypatch)

    async def scene() -> float:
        turns = HostTurns(0.0, clock=clock)
        assert await turns.take("a")
        turns.give("a")
        turns.set_delay("a", 8.0)
        assert await turns.take("a")
        return clock.now

    assert 108.0 <= asyncio.run(scene()) <= 110.0


def test_a_longer_crawl_delay_wins_within_bounds() -> None:
    async def scene() -> list[float | None]:
        turns = HostTurns(2.0)
        delays = []
        for asked in (0.5, 10.0, 3600.0):
            turns.set_delay("a", asked)
            delays.append(turns._host("a").delay)
        return delays

    assert asyncio.run(scene()) == [2.0, 10.0, MAX_CRAWL_DELAY]


def test_waiting_ends_when_the_run_stops() -> None:
    async def scene() -> bool:
        turns = HostTurns(0)
        turns.hold("a", 3600)
        waiting = asyncio.ensure_future(turns.take("a"))
        await asyncio.sleep(0)
        turns.stop()
        return await waiting

    assert asyncio.run(scene()) is False


def test_hosts_that_do_not_answer_keep_no_place_from_the_others() -> None:
    async def crowded() -> None:
        turns = HostTurns(0, places=1, patience=0.01, aside=2)
        for host in ("stuck.gov.cn", "silent.gov.cn", "good.gov.cn"):
            assert await asyncio.wait_for(turns.take(host), 5)
            turns.begin(host)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(turns.take("one.too.many.gov.cn"), 0.2)
        turns.give("stuck.gov.cn")
        assert await asyncio.wait_for(turns.take("stuck.gov.cn"), 5), "one of the two aside has answered"

    asyncio.run(crowded())


def test_a_place_is_kept_until_the_request_goes_out() -> None:
    async def waiting() -> None:
        turns = HostTurns(0, places=1, patience=0.0)
        assert await turns.take("a.gov.cn")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(turns.take("b.gov.cn"), 0.05)

    asyncio.run(waiting())


def test_the_third_refusal_stops_the_host() -> None:
    async def scene() -> HostTurns:
        turns = HostTurns(0)
        for number in range(FORBIDDEN_LIMIT):
            assert turns.stopped("a") is None
            turns.count_refusal("a", Failure.FORBIDDEN, f"status 403 ({number})")
        return turns

    turns = asyncio.run(scene())
    stopped = turns.stopped("a")
    assert stopped is not None and stopped[0] is Failure.FORBIDDEN
    assert turns.stopped("b") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2", 2.0),
        (" 120 ", 120.0),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
        ("Wed, 01 Jan 2025 00:01:00 GMT", 60.0),
        ("Tue, 31 Dec 2024 00:00:00 GMT", 0.0),
    ],
)
def test_retry_after(value: str | None, expected: float | None) -> None:
    assert retry_after_seconds(value, datetime(2025, 1, 1, tzinfo=UTC)) == expected
