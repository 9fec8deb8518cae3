"""Politeness per host: one request at a time, a gap, waits that a host asks for, hosts to leave alone.

One `HostTurns` serves all spiders of a process, so a host that two provinces share is still one host.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from parsers.failures import Failure

MAX_CRAWL_DELAY = 60.0
"""A longer Crawl-delay is cut to this many seconds: beyond it a host would never be finished."""
MAX_RETRY_AFTER = 300.0
"""A host that asks for a longer pause is left for another run."""
FORBIDDEN_LIMIT = 3
"""Refusals after which a host is left alone for the run."""
TROUBLE_LIMIT = 5
"""Addresses in a row that got no answer, whatever was tried, after which a host is left alone for the run."""
DRY_SPELL = 1000
"""Answers in a row without a report not seen before, after which a host is a maze. The widest directories of
bodies without a column of their own are shorter; a calendar or a list without an end is not."""
PATIENCE = 5.0
"""Seconds of waiting for an answer after which another host may have the place: a stuck host costs no memory,
and as many of them as there are places would keep everybody else waiting."""
MOST_ASIDE = 512
"""Stuck requests beyond the places; each is a connection."""
_JITTER = 0.25


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float | None = None
    answered_at: float | None = None
    ready_at: float = 0.0
    """A pause that the host asked for ends then."""
    refusals: int = 0
    unanswered: int = 0
    dry: int = 0
    stopped: tuple[Failure, str] | None = None
    placed: bool = False
    """Whether the request in hand counts among the places."""
    waiting: asyncio.TimerHandle | None = None


class HostTurns:
    """Hands out the turn of each host. `delay` is the gap in seconds between an answer of a host and the next
    request: counted from the start of the request, a slow connection would make it shorter at the server.
    `places` is how many hosts may be asked at once; those without an answer for `patience` seconds are
    counted apart, and there may be `aside` of them."""

    def __init__(
        self,
        delay: float,
        places: int = 32,
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
        aside: int = MOST_ASIDE,
    ) -> None:
        self._delay = delay
        self._places = asyncio.Semaphore(places)
        self._patience = patience
        self._aside = aside
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._stop = asyncio.Event()

    async def take(self, host: str) -> bool:
        """Wait for the turn of `host`; False when the run stops meanwhile. Give each taken turn back."""
        state = self._host(host)
        await state.lock.acquire()
        stretch = random.uniform(1, 1 + _JITTER)
        while not self._stop.is_set() and (wait := self._due(state, stretch) - self._clock()) > 0:
            try:
                await asyncio.wait_for(self._stop.wait(), wait)
            except TimeoutError:
                continue
        if self._stop.is_set():
            state.lock.release()
            return False
        await self._places.acquire()
        state.placed = True
        return True

    def begin(self, host: str) -> None:
        """Note that the request goes out now: where no answer comes, another host may soon have the place."""
        state = self._host(host)
        state.waiting = asyncio.get_running_loop().call_later(self._patience, self._step_aside, state)

    def _due(self, state: _Host, stretch: float) -> float:
        """When the next request of a host may start; a Crawl-delay just learnt counts already."""
        if state.answered_at is None:
            return state.ready_at
        delay = self._delay if state.delay is None else state.delay
        return max(state.ready_at, state.answered_at + delay * stretch)

    def give(self, host: str) -> None:
        """Give the turn of `host` back after its answer has come."""
        state = self._host(host)
        state.answered_at = self._clock()
        if state.waiting is not None:
            state.waiting.cancel()
        if state.placed:
            self._places.release()
        else:
            self._aside += 1
        state.lock.release()

    def _step_aside(self, state: _Host) -> None:
        """Let another host have the place of one that does not answer."""
        if self._aside == 0:
            state.waiting = asyncio.get_running_loop().call_later(self._patience, self._step_aside, state)
            return
        self._aside -= 1
        state.placed = False
        self._places.release()

    def set_delay(self, host: str, seconds: float) -> None:
        """Apply a Crawl-delay; it never makes the crawl faster than the configured gap."""
        self._host(host).delay = max(self._delay, min(seconds, MAX_CRAWL_DELAY))

    def hold(self, host: str, seconds: float) -> None:
        """Let no request of `host` start before so many seconds from now."""
        state = self._host(host)
        state.ready_at = max(state.ready_at, self._clock() + seconds)

    def slow_down(self, host: str) -> None:
        """Double the gap of a host that said it was too fast."""
        state = self._host(host)
        state.delay = min(MAX_CRAWL_DELAY, 2 * (self._delay if state.delay is None else state.delay))

    def back_off(self, host: str, attempt: int) -> None:
        """Wait longer after each failed attempt, in proportion to the configured gap."""
        self.hold(host, min(MAX_CRAWL_DELAY, self._delay * 2.0**attempt))

    def count_refusal(self, host: str, failure: Failure, detail: str) -> None:
        """Note a refusal; the third stops the host."""
        state = self._host(host)
        state.refusals += 1
        if state.refusals >= FORBIDDEN_LIMIT:
            self.stop_host(host, failure, f"{state.refusals} refusals, last: {detail}")

    def count_unanswered(self, host: str, failure: Failure, detail: str) -> None:
        """Note an address that got no answer in all attempts; a few in a row stop the host."""
        state = self._host(host)
        state.unanswered += 1
        if state.unanswered >= TROUBLE_LIMIT:
            self.stop_host(host, failure, f"{state.unanswered} addresses in a row, last: {detail}")

    def count_answer(self, host: str) -> None:
        """Note an answer; too many without a new report stop the host."""
        state = self._host(host)
        state.unanswered = 0
        state.dry += 1
        if state.dry >= DRY_SPELL:
            self.stop_host(host, Failure.PARTIAL, f"{state.dry} pages in a row brought no new report")

    def count_find(self, host: str) -> None:
        """Note a report not seen before."""
        self._host(host).dry = 0

    def stop_host(self, host: str, failure: Failure, detail: str) -> None:
        """Ask this host for nothing more in this run."""
        state = self._host(host)
        state.stopped = state.stopped or (failure, detail)

    def stopped(self, host: str) -> tuple[Failure, str] | None:
        """Why a host is left alone, or None."""
        return self._host(host).stopped

    def stop(self) -> None:
        """Wake everyone who waits: the run ends."""
        self._stop.set()

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())


def retry_after_seconds(value: str | None, now: datetime | None = None) -> float | None:
    """Read a Retry-After header (seconds or an HTTP date); None where it is missing or makes no sense."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
