"""CPU seconds and memory of a process and its descendants, sampled from /proc.

Pages a second depend on what else the machine does; CPU seconds hardly do.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

INTERVAL = 0.1
_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU seconds (user and system) used so far by a process and its descendants, ended ones included."""
    ticks, members = _family(pid)
    return sum(ticks[member] for member in members) / _TICK


def peak_memory(pid: int) -> float:
    """The most that the largest of a process and its living descendants held at once, in MB."""
    peaks = [0.0]
    for member in _family(pid)[1]:
        try:
            status = Path(f"/proc/{member}/status").read_text()
        except OSError:  # it has ended meanwhile
            continue
        peaks += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def _family(pid: int) -> tuple[dict[int, int], set[int]]:
    """Ticks by process, and the members of a family that live."""
    ticks: dict[int, int] = {}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        # Its own, and those of its children that have ended and were waited for.
        parents[int(entry.name)], ticks[int(entry.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    family = {pid} & parents.keys()
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return ticks, family


class CpuWatch:
    """Samples a process in a thread until `stop`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._times: list[float] = []
        self._used: list[float] = []
        self.peak = 0.0
        """The most that one of the processes held at once, in MB."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Sample no more."""
        self._over.set()
        self._thread.join()

    def between(self, first: float, last: float) -> float:
        """CPU seconds between two times of the monotonic clock, read at the samples next to them."""
        return self._at(last) - self._at(first)

    def _at(self, moment: float) -> float:
        return self._used[min(bisect_left(self._times, moment), len(self._used) - 1)]

    def _run(self) -> None:
        while not self._over.wait(INTERVAL):
            used = cpu_seconds(self._pid)
            if self._used and used < self._used[-1]:
                return  # the process has ended
            self._times.append(time.monotonic())
            self._used.append(used)
            self.peak = max(self.peak, peak_memory(self._pid))


def run_watched(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None, well: Collection[int] = (0,)
) -> tuple[CpuWatch, str]:
    """Run a command in a folder to its end; returns what it used and what it printed.

    Raises RuntimeError where it ends with another code than `well`.
    """
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = CpuWatch(process.pid)
        said, errors = process.communicate()
        watch.stop()
    if process.returncode not in well:
        raise RuntimeError(errors[-2000:])
    return watch, said
