"""What was asked of the replica, when, and how many requests a host had at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Lock


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Times are monotonic seconds; `overlap` counts the requests the host had in hand."""

    started: float
    ended: float | None
    scheme: str
    host: str
    path: str
    """Path with its query, as sent."""
    method: str
    status: int | None
    overlap: int
    note: str = ""

    @property
    def url(self) -> str:
        """Absolute address of the request."""
        return f"{self.scheme}://{self.host}{self.path}"


class Journal:
    """Thread-safe request log."""

    def __init__(self) -> None:
        self._entries: list[Asked] = []
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    def begin(self, scheme: str, host: str, path: str, method: str) -> int:
        """Note the start of a request; the answer is its place in the log."""
        with self._lock:
            self._open[host] += 1
            entry = Asked(time.monotonic(), None, scheme, host, path, method, None, self._open[host])
            self._entries.append(entry)
            return len(self._entries) - 1

    def end(self, place: int, status: int | None, note: str = "") -> None:
        """Note the end of a request; `status` None means that no whole answer left."""
        with self._lock:
            entry = self._entries[place]
            self._open[entry.host] -= 1
            self._entries[place] = replace(entry, ended=time.monotonic(), status=status, note=note)

    def entries(self) -> tuple[Asked, ...]:
        """Everything so far, in order of arrival."""
        with self._lock:
            return tuple(self._entries)


def count_by_url(entries: Sequence[Asked]) -> Counter[str]:
    """Requests per absolute address, whatever the answer was."""
    return Counter(entry.url for entry in entries)


def largest_overlap(entries: Sequence[Asked], host: str) -> int:
    """Most requests the host had in hand at one time."""
    return max((entry.overlap for entry in entries if entry.host == host), default=0)


def gaps(entries: Sequence[Asked], host: str) -> tuple[float, ...]:
    """Seconds between the starts of neighbouring requests of one host."""
    starts = [entry.started for entry in entries if entry.host == host and entry.method != "CONNECT"]
    return tuple(later - earlier for earlier, later in pairwise(starts))
