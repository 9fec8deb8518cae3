"""Memory of the crawl process over many pages: it must not grow with their number.

    python benchmarks/crawl_memory.py [--hosts 20] [--per-host 1000]

The resident memory of `nianbao crawl` (its parse processes apart) is sampled twice a second. Flatness is the
median of the last quarter of the run over the median of the second quarter.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from crawl_throughput import HERE, crawl_command, environment, hosts, served, stats

INTERVAL = 0.5


def resident(pid: int) -> float | None:
    """Resident memory of a process in MB; None once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), None)
    return int(line.split()[1]) / 1024 if line else None


def watch(process: subprocess.Popen[bytes]) -> list[float]:
    """Samples until the process ends."""
    samples: list[float] = []
    while process.poll() is None:
        if (size := resident(process.pid)) is not None:
            samples.append(size)
        time.sleep(INTERVAL)
    return samples


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--hosts", type=int, default=20)
    options.add_argument("--per-host", type=int, default=1000)
    given = options.parse_args()
    with served(given.per_host) as proxy, tempfile.TemporaryDirectory() as folder:
        stats(proxy)
        command = crawl_command(folder, hosts(given.hosts))
        with subprocess.Popen(
            command,
            cwd=HERE.parent,
            env=environment(proxy),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            samples = watch(process)
        pages = stats(proxy)["requests"]
    quarter = len(samples) // 4
    second, last = (statistics.median(part) for part in (samples[quarter : 2 * quarter], samples[-quarter:]))
    print(f"{pages:.0f} pages, {len(samples)} samples, peak {max(samples):.0f} MB")
    print(f"second quarter {second:.0f} MB, last quarter {last:.0f} MB, flatness {last / second:.3f}")


if __name__ == "__main__":
    main()
