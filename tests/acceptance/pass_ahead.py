"""`nianbao watch` with a clock so many seconds ahead; run as a child that may be killed at any time."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

from crawler.clock import ShiftedClock
from crawler.commands.console import config_of
from crawler.watch import service


def main(seconds: str) -> None:
    """Make one pass, with what the environment says."""
    clock = ShiftedClock(timedelta(seconds=float(seconds)))
    service.once(replace(config_of(), clock=clock), (), print)


if __name__ == "__main__":
    main(*sys.argv[1:])
