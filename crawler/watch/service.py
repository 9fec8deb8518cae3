"""Keeping up as a service: a pass, a pause, the next pass; each pass in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from crawler.config import Config
from crawler.watch.passing import PassReport, in_child, look, walk

PAUSE = timedelta(minutes=15)
"""Between two passes; what is due in each is decided by the calendar."""

Wait = Callable[[timedelta], bool]
"""Waits; False when the service is to end."""


def once(config: Config, scope: tuple[str, ...]) -> Iterator[PassReport]:
    """Look at the lists that are due, then walk the portals that are; lost lists make theirs due."""
    report = in_child(look, config, scope)
    yield report
    if report.walk_due:
        yield in_child(walk, config, scope)


def serve(config: Config, scope: tuple[str, ...], wait: Wait, tell: Callable[[PassReport], None]) -> None:
    """Keep up until `wait` says that it is enough."""
    while True:
        for report in once(config, scope):
            tell(report)
        if not wait(PAUSE):
            return
