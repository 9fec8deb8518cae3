"""Runs one command within limits; ends it and all its children when its time is up or its parent is gone.

Called as a script: `python -I -S warden.py SECONDS BYTES FOLDER COMMAND…`. Its standard input is a pipe whose
other end the parent holds; when that closes (the parent ended, however), the command's process group is
killed and FOLDER removed. It needs nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time

TIMED_OUT = 124
"""Exit code when the time was up; else the command's own."""
ABANDONED = 125
"""Exit code when the parent was gone."""

_MAX_FILE = 64 << 20
_STEP = 0.05


def _limits(memory: int, seconds: float) -> None:
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, _MAX_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (soft, hard))


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def watch(seconds: float, memory: int, folder: str, command: list[str]) -> int:
    """Run the command to its end, to the limit of time or to the end of the parent; return an exit code."""
    _limits(memory, seconds)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + seconds
        outcome: int | None = None
        while outcome is None:
            ready, _, _ = select.select([0], [], [], _STEP)
            if ready:
                outcome = ABANDONED  # nothing is ever written: readable means closed
            elif time.monotonic() > deadline:
                outcome = TIMED_OUT
            else:
                outcome = process.poll()
        _kill(process.pid)
    if outcome == ABANDONED:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome if outcome >= 0 else 128 - outcome


if __name__ == "__main__":
    sys.exit(watch(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]))
