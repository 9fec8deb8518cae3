"""Runs the browser as its child; ends it with all its descendants when the crawl is gone or memory runs out.

Called as a script: `python -I -S warden.py FOLDER BYTES COMMAND…`. FOLDER holds a named pipe, `alive`, whose
writing end the crawl keeps open: when nobody holds it any more, the crawl has ended, however it did.
Descriptors 3 and 4 are the browser's own pipe. It needs nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ALIVE = "alive"
"""Name of the pipe in the folder."""
VERDICT = "verdict"
"""Name of the file that says why the browser was ended, where it was: `memory`."""
_STEP = 0.1
_STEPS_PER_LOOK = 5
_SET_DEATH_SIGNAL, _SET_SUBREAPER = 1, 36
_PIPE = (3, 4)


def watch(folder: Path, memory: int, command: list[str]) -> int:
    """Run the command to its end, to the end of the crawl, or to the limit of memory; return an exit code."""
    control = ctypes.CDLL(None).prctl
    # What the browser leaves behind becomes ours: its crash handlers run in sessions of their own.
    control(_SET_SUBREAPER, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    alive = os.open(folder / ALIVE, os.O_RDONLY | os.O_NONBLOCK)
    process = subprocess.Popen(
        command,
        pass_fds=[descriptor for descriptor in _PIPE if _is_open(descriptor)],
        preexec_fn=lambda: control(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0),
    )
    for descriptor in _PIPE:
        # Held here too, the pipe would not close when the browser ends.
        with contextlib.suppress(OSError):
            os.close(descriptor)
    steps = 0
    while process.poll() is None:
        time.sleep(_STEP)
        steps += 1
        if _is_abandoned(alive):
            break
        if steps % _STEPS_PER_LOOK == 0 and _memory(_descendants()) > memory:
            (folder / VERDICT).write_text("memory")
            break
    abandoned = _is_abandoned(alive)
    _end_all()
    if abandoned:
        shutil.rmtree(folder, ignore_errors=True)
    return process.wait()


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _is_abandoned(alive: int) -> bool:
    try:
        return os.read(alive, 1) == b""
    except BlockingIOError:
        return False


def _end_all() -> None:
    """Kill every descendant; those that are born meanwhile too."""
    while below := _descendants():
        for pid in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        time.sleep(_STEP / 10)


def _descendants() -> set[int]:
    """Process ids of all descendants that are not zombies of somebody else."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text("latin-1").rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    found: set[int] = set()
    level = {os.getpid()}
    while level := {pid for pid, parent in parents.items() if parent in level} - found:
        found |= level
    return found


def _memory(pids: set[int]) -> int:
    """Bytes of their own that processes hold in memory; what they share with files does not count."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text("latin-1").splitlines():
                if line.startswith(("RssAnon:", "RssShmem:")):
                    total += int(line.split()[1]) * 1024
    return total


if __name__ == "__main__":
    sys.exit(watch(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]) & 0xFF)
