"""Read every file of a folder in bounded processes and print what each became, as JSON.

A program of its own, so that the memory of its children is theirs alone. `--offline`: in a network
namespace without any interface, where the system allows one.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import time
from pathlib import Path

from crawler.expanding import Unpacked, read_job
from crawler.jobs import Limits, ParseFault, ParseJob, ParsePool
from crawler.readings import read_error

LIMITS = Limits(timeout=25.0, memory=2 * 1024 * 1024 * 1024, longest=25.0)
_NEW_NETWORK = 0x40000000


def main(folder: str) -> None:
    """Read the files in the order of their names."""
    offline = ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK) == 0 if os.geteuid() == 0 else False
    paths = sorted(Path(folder).iterdir())
    became: dict[str, dict[str, object]] = {}
    with ParsePool(2, LIMITS, read_job, max_attempts=1) as pool:
        jobs = (ParseJob(path.name, path.read_bytes()) for path in paths)
        last = time.monotonic()
        for job, answer in pool.run(jobs):
            now = time.monotonic()
            became[job.source] = {
                "as": _word(answer),
                "detail": _detail(answer),
                "seconds": round(now - last, 1),
            }
            last = now
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps({"became": became, "peak_mb": peak, "offline": offline}, ensure_ascii=False))


def _word(answer: object) -> str:
    if isinstance(answer, ParseFault):
        return answer.failure.value
    if isinstance(answer, Unpacked):
        return "unpacked"
    outcome = answer.outcome  # type: ignore[attr-defined]
    return str(read_error(answer.error)[0].value if outcome == "unreadable" else outcome)  # type: ignore[attr-defined]


def _detail(answer: object) -> str:
    if isinstance(answer, ParseFault):
        return answer.detail
    return str(getattr(answer, "error", None) or "")


if __name__ == "__main__":
    main(sys.argv[1])
