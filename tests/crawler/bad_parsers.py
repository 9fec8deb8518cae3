"""Parsers that misbehave, for the tests of the parse pool. They run in child processes."""

from __future__ import annotations

import os
import signal
import time

from crawler.jobs import ParseJob
from parsers.record import Record


def misbehave(job: ParseJob) -> Record:
    """Do what the document says."""
    order = (job.data or b"").decode()
    if order == "hang":
        time.sleep(3600)
    if order == "eat":
        bytearray(20_000_000_000)
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "exit":
        os._exit(3)
    if order == "raise":
        raise ValueError("a fault of the parser")
    if order.startswith("once "):
        mark = order.removeprefix("once ")
        if not os.path.exists(mark):  # noqa: PTH110
            open(mark, "w").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
    return Record(job.source, "", "text", "not_report", title=order)
