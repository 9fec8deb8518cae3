"""`nianbao watch`: keep up with what is new, corrected, withdrawn or overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, log_warnings, say

if TYPE_CHECKING:
    from datetime import timedelta

    from crawler.watch.passing import PassReport


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "watch",
        epilog="Example: nianbao watch henan --once\n\nExample: nianbao watch",
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
    db: Db = None,
    data: Data = None,
) -> int:
    """Keep up with new and changed reports: known lists by one request each, whole portals now and then.

    What is due is decided by the legal calendar and by what was published when. Ends at an interrupt.
    """
    scope = _names(provinces or [])
    config = config_of(db, data)

    from crawler.watch import service

    log_warnings()
    if not once:
        service.serve(config, scope, _wait, _tell)
        return 0
    code = 0
    for report in service.once(config, scope):
        _tell(report)
        if report.summary is not None:
            code = max(code, report.summary.exit_code)
    return code


def _tell(report: PassReport) -> None:
    from crawler.report import print_summary

    if report.summary is None:
        say("no list is due" if report.walk_due else "nothing is due")
        return
    if report.lists:
        print(f"lists looked at: {report.lists}, pages that may be gone: {report.absent}")
    else:
        print(f"portals walked as a whole: {report.portals}")
    print_summary(report.summary)


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
