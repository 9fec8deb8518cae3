"""Places in the browser: a page takes one of them, or all where it must be alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crawler.errors import ObstacleError


class Disturbed(ObstacleError):
    """A page could not be shown, and that may be another page's doing."""


class Places:
    """So many pages at once. Who wants to be alone waits for the others; nobody comes in meanwhile."""

    def __init__(self, number: int) -> None:
        """All places are free."""
        self._number = number
        self._free = asyncio.Semaphore(number)
        self._emptying = asyncio.Lock()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Take a place."""
        async with self._free:
            yield

    @asynccontextmanager
    async def all(self) -> AsyncIterator[None]:
        """Take every place."""
        held = 0
        # Two that gather places at once would wait for each other's.
        async with self._emptying:
            try:
                while held < self._number:
                    await self._free.acquire()
                    held += 1
                yield
            finally:
                for _ in range(held):
                    self._free.release()
