"""Values of IN lists, in portions that a statement of either database takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_AT_ONCE = 400

Value = TypeVar("Value", int, str)


def portions(values: Iterable[Value]) -> list[list[Value]]:
    """Values in lists that fit a statement, each once and in order."""
    ordered = sorted(set(values))
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
