"""`nianbao watch`: keep up with what is new, corrected, withdrawn or overdue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, log_warnings, say

if TYPE_CHECKING:
    from datetime import timedelta

    from crawler.config import Config
    from crawler.telling.delivering import Delivered
    from crawler.watch.passing import PassReport


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "watch",
        epilog="Example: nianbao watch henan --once\n\nExample: nianbao watch --metrics 127.0.0.1:9469",
    )(watch)


def watch(
    provinces: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROVINCE…]",
            help="Spider names (nianbao spiders list); without any, every portal that the corpus knows.",
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="One pass over what is due, for cron.")] = False,
    metrics: Annotated[
        str | None,
        typer.Option(
            metavar="[HOST:]PORT",
            help="Metrics for Prometheus while the service runs; HOST is 127.0.0.1 if left out.",
        ),
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """Keep up with new and changed reports: known lists by one request each, whole portals now and then.

    What is due is decided by the legal calendar and by what was published when. Ends at an interrupt.
    """
    if once and metrics is not None:
        raise UsageError("--metrics is for the service: one pass (--once) is over before anybody asks")
    scope = _names(provinces or [])
    config = config_of(db, data)

    from crawler.watch import service

    log_warnings()
    codes = [0]

    def tell(report: PassReport | Delivered) -> None:
        codes.append(_tell(report))

    if once:
        service.once(config, scope, tell)
    else:
        with _shown(config, metrics):
            service.serve(config, scope, _wait, tell)
    return max(codes)


@contextmanager
def _shown(config: Config, place: str | None) -> Iterator[None]:
    """Show metrics while the block runs, where a place for them is given."""
    if place is None:
        yield
        return
    from crawler.watch.metrics import exposed, place_of

    with exposed(config, *place_of(place)) as address:
        say(f"metrics at {address}")
        yield


def _tell(report: PassReport | Delivered) -> int:
    """Print what came of a pass, or of telling a subscriber; return the exit code for it."""
    from crawler.report import print_summary
    from crawler.telling.delivering import Delivered

    if isinstance(report, Delivered):
        print(f"{report.subscriber}: {report.sent} told, {report.given_up} given up")
        if report.failure:
            say(f"{report.subscriber}: {report.failure}")
        return 1 if report.failure or report.given_up else 0
    if report.summary is None:
        say("no list is due" if report.walk_due else "nothing is due")
        return 0
    if report.lists:
        print(f"lists looked at: {report.lists}, pages that may be gone: {report.absent}")
    else:
        print(f"portals walked as a whole: {report.portals}")
    print_summary(report.summary)
    return report.summary.exit_code


def _wait(pause: timedelta) -> bool:
    from time import sleep

    sleep(pause.total_seconds())
    return True


def _names(wanted: list[str]) -> tuple[str, ...]:
    from spiders.base import load_spiders

    if not wanted:
        return ()
    spiders = load_spiders()
    for word in wanted:
        if word not in spiders:
            raise UsageError(f"no spider for {word!r}; there are: {', '.join(sorted(spiders))}")
    return tuple(dict.fromkeys(wanted))
