"""The handler lets its connections go without waiting for those that hang."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.defer import Deferred, succeed

from crawler import handler
from crawler.handler import PoliteHandler


class Leaving:
    """A browser that is told when the handler closes."""

    left = False

    async def leave(self) -> None:
        self.left = True


def closing(closed: Deferred[None]) -> tuple[PoliteHandler, Leaving]:
    made, browser = PoliteHandler.__new__(PoliteHandler), Leaving()
    parts: Any = made
    parts._pool = SimpleNamespace(closeCachedConnections=lambda: closed)
    parts._services = SimpleNamespace(browser=browser)
    return made, browser


def test_connections_that_closed_are_waited_for() -> None:
    made, browser = closing(succeed(None))
    asyncio.run(made.close())
    assert browser.left


def test_connections_that_close_too_late_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "CLOSING", 0.001)
    closed: Deferred[None] = Deferred()

    async def close_late() -> bool:
        made, browser = closing(closed)
        await made.close()
        closed.callback(None)
        return browser.left

    assert asyncio.run(close_late())
