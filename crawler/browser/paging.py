"""What is done with a page in the browser: wait until its scripts are at rest, take it down, click on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from crawler.browser.gate import Gate
from crawler.errors import ObstacleError
from parsers.failures import Failure
from spiders.rendering import Mark, Rendering, marked

MAX_PAGES = 200
"""Pages of one list."""
MAX_LENGTH = 10_000_000
"""Characters of a page."""
SCRIPT_SECONDS = 15.0
"""How long a page may go on changing while none of its requests is under way."""
HANG_SECONDS = 10.0
"""How long it may leave a question of ours without an answer."""
_STEP = 0.1
_REST, _SHORT_REST = 1.0, 0.5
"""How long nothing may have changed: at first, and after a click."""
_STATE = resources.files("crawler.browser").joinpath("state.js").read_text("utf-8")
_NEXT = resources.files("crawler.browser").joinpath("next.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class _State:
    ready: bool
    size: str
    length: int
    rows: str


async def read(page: Any, gate: Gate, wanted: Rendering) -> list[bytes]:
    """Take a page down when it has come to rest and, of a list, all its pages; raises ObstacleError."""
    state = await _settled(page, gate, _REST)
    taken, seen, ended = [await _taken(page, state)], {state.rows}, ""
    while wanted.paged:
        if len(taken) >= MAX_PAGES:
            ended = f"more than {MAX_PAGES} pages"
            break
        failures = len(gate.failed)
        if await _clicked(page, len(taken) + 1) in ("off", "none"):
            break
        state = await _settled(page, gate, _SHORT_REST)
        if len(gate.failed) > failures:
            ended = "{}: {}: {}".format(*gate.failed[-1])
            break
        if state.rows in seen:
            break
        seen.add(state.rows)
        taken.append(await _taken(page, state))
    if not ended and len(taken) == 1 and gate.failed:
        ended = "{}: {}: {}".format(*gate.failed[-1])
    return [
        marked(Mark(wanted.evidence, number, len(taken), ended if number == len(taken) else ""), markup)
        for number, markup in enumerate(taken, start=1)
    ]


async def _settled(page: Any, gate: Gate, rest: float) -> _State:
    """Wait until nothing has changed for a while; the time that requests take does not count."""
    alone, still, last = 0.0, 0.0, ""
    state: _State | None = None
    while alone < SCRIPT_SECONDS:
        await asyncio.sleep(_STEP)
        if gate.busy:
            still = 0.0
            continue
        alone += _STEP
        state = await _asked_state(page) or state
        if state is None:
            continue
        still = still + _STEP if state.size == last and state.ready else 0.0
        last = state.size
        if still >= rest:
            break
    if state is None:
        raise ObstacleError(Failure.TIMEOUT, "the page never showed anything in the browser")
    return state


async def _asked_state(page: Any) -> _State | None:
    """The state of a page; None while it goes from one document to another."""
    from playwright.async_api import Error

    try:
        return _State(**await _answered(page.evaluate(_STATE)))
    except Error as error:
        if _is_gone(page, error):
            raise
        return None


async def _taken(page: Any, state: _State) -> str:
    if state.length > MAX_LENGTH:
        raise ObstacleError(Failure.TOO_LARGE, f"{state.length} characters in the browser")
    return str(await _answered(page.content()))


async def _clicked(page: Any, number: int) -> str:
    """What became of going on to a page of the list; a click may lead to another document, too."""
    from playwright.async_api import Error

    try:
        return str(await _answered(page.evaluate(_NEXT, number)))
    except Error as error:
        if _is_gone(page, error):
            raise
        return "clicked"


async def _answered(question: Awaitable[Any]) -> Any:
    """What a page answers; raises ObstacleError where its scripts let it come to no answer."""
    try:
        return await asyncio.wait_for(question, HANG_SECONDS)
    except TimeoutError as error:
        raise ObstacleError(
            Failure.TIMEOUT, f"the page hangs in the browser for {HANG_SECONDS:g} s"
        ) from error


def _is_gone(page: Any, error: Exception) -> bool:
    """Whether there is no page any more; a page whose process crashed does not count as closed."""
    return page.is_closed() or "crash" in str(error).lower()
