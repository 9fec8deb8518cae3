"""Progress of a crawl: what is found, fetched and read, while the reactor runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crawler.progress import Progress
from crawler.services import Services


@contextmanager
def watched() -> Iterator[Callable[[Services], None]]:
    """Yield what `crawl` calls when it starts; from then on the figures are shown."""
    seen: list[Services] = []

    def describe() -> str:
        return line(seen[0]) if seen else "starting"

    with Progress("requests", describe):
        yield seen.append


def line(services: Services) -> str:
    """The figures of a running crawl in one line."""
    counts = services.counts
    read = sum(counts.under("read/").values())
    parts = [
        f"{services.budget.spent} requests",
        f"{counts['columns']} columns",
        f"{counts['found']} documents",
        f"{read} read",
        f"{counts['read/new']} new",
        f"{len(services.failed)} failed",
    ]
    return " · ".join(parts)
