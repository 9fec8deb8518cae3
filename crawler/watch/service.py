"""Keeping up as a service: passes, telling, a pause; each pass in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from crawler.config import Config
from crawler.telling import rounds
from crawler.telling.delivering import Delivered
from crawler.watch.passing import PassReport, in_child, look, walk

PAUSE = timedelta(minutes=15)
"""Between two rounds; what is due in each is decided by the calendar."""

Wait = Callable[[timedelta], bool]
"""Waits; False when the service is to end."""
Say = Callable[[PassReport | Delivered], None]


def once(config: Config, scope: tuple[str, ...], say: Say) -> None:
    """Look at the lists that are due, walk the portals that are (lost lists make theirs due), and tell."""
    report = in_child(look, config, scope)
    say(report)
    if report.walk_due:
        say(in_child(walk, config, scope))
    for delivered in rounds.tell(config):
        say(delivered)


def serve(config: Config, scope: tuple[str, ...], wait: Wait, say: Say) -> None:
    """Keep up until `wait` says that it is enough."""
    while True:
        once(config, scope, say)
        if not wait(PAUSE):
            return
