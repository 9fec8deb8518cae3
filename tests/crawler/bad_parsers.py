"""Parsers that misbehave, for the tests of the parse pool. They run in child processes."""

from __future__ import annotations

import os
import signal
import socket
import time

from crawler.jobs import ParseJob, bytes_of, parse_bytes
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
    if order == "call home":
        socket.create_connection(("127.0.0.1", 9))
    if order == "look up":
        socket.getaddrinfo("example.com", 80)
    if order == "threads":
        return Record(job.source, "", "text", "not_report", title=os.environ.get("OMP_NUM_THREADS"))
    if order == "raise":
        raise ValueError("a fault of the parser")
    if order.startswith("once "):
        mark = order.removeprefix("once ")
        if not os.path.exists(mark):  # noqa: PTH110
            open(mark, "w").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
    return Record(job.source, "", "text", "not_report", title=order)


def fragile(job: ParseJob) -> Record:
    """Read as the parser does, except a document that kills its process."""
    data = bytes_of(job)
    if b"kill me" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return parse_bytes(job, data)
