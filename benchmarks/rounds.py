"""Interleaved rounds: A B A B in one run, so that a busy machine slows both alike; medians decide."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping


def interleave(work: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Call each in turn, `rounds` times over; each call returns its own figure (say, pages a second)."""
    figures: dict[str, list[float]] = {name: [] for name in work}
    for number in range(1, rounds + 1):
        for name, measure in work.items():
            figures[name].append(measure())
        latest = "  ".join(f"{name} {values[-1]:8.1f}" for name, values in figures.items())
        print(f"round {number}: {latest}", flush=True)
    return figures


def summary(figures: Mapping[str, list[float]], unit: str) -> str:
    """Median, spread and the ratio of the first to the second."""
    lines = [
        f"{name:14} median {statistics.median(values):9.1f} {unit}  ({min(values):.1f} to {max(values):.1f})"
        for name, values in figures.items()
    ]
    first, second = (statistics.median(values) for values in list(figures.values())[:2])
    return "\n".join([*lines, f"ratio          {first / second:.2f}"])
