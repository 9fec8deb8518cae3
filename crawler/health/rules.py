"""Rules that hold for a column and a portal alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.health.states import Fault, State

FEWER = 0.9
"""Share of what was found before under which a source is degraded, where nothing is declared."""
COLLAPSED = 0.5
"""Share of what is expected under which it is broken."""


def needs_browser(detail: str) -> Fault:
    """What stands there, only a browser can show, and none is installed."""
    return Fault(State.DEGRADED, "needs_browser", f"needs a browser: {detail}")


def fewer(found: int, expected: int | None, best: int | None, run: int) -> list[Fault]:
    """Fewer reports than declared, or, where nothing is, clearly fewer than an earlier run found."""
    least, words = (expected, "expected") if expected is not None else (best, "found before")
    if not least or found >= (least if expected is not None else FEWER * least):
        return []
    state = State.BROKEN if found < COLLAPSED * least else State.DEGRADED
    return [Fault(state, "fewer", f"{found} reports in run {run}, {least} {words}")]


def too_many_failures(failures: Mapping[str, int], allowed: int | None, detail: str = "") -> list[Fault]:
    """More failed addresses than are allowed; `detail` is one of them in words."""
    number = sum(failures.values())
    if number <= (allowed or 0):
        return []
    classes = ", ".join(f"{name} {count}" for name, count in sorted(failures.items()))
    least = f", {allowed} are allowed" if allowed else ""
    example = f"; {detail}" if detail else ""
    sentence = f"addresses that failed: {number} ({classes}){least}{example}"
    return [Fault(State.DEGRADED, "failures", sentence)]
