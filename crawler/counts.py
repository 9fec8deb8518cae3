"""Counters of a run, kept by the threads that do the work and read by progress and summary."""

from __future__ import annotations

import threading
from collections import Counter


class Counts:
    """Named counters, safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: Counter[str] = Counter()

    def add(self, name: str, by: int = 1) -> None:
        """Raise a counter."""
        with self._lock:
            self._values[name] += by

    def __getitem__(self, name: str) -> int:
        return self._values[name]

    def under(self, prefix: str) -> dict[str, int]:
        """Counters whose name begins with `prefix`, without it, in alphabetical order."""
        with self._lock:
            return {
                name.removeprefix(prefix): value
                for name, value in sorted(self._values.items())
                if name.startswith(prefix)
            }
