"""Every habit of the suite."""

from __future__ import annotations

from . import beside, combined, editors, encodings, labels, layouts, portals, spans, splits, text

HABITS = (
    *editors.HABITS,
    *splits.HABITS,
    *spans.HABITS,
    *layouts.HABITS,
    *labels.HABITS,
    *text.HABITS,
    *encodings.HABITS,
    *portals.HABITS,
    *beside.HABITS,
    *combined.HABITS,
)
BY_NAME = {habit.name: habit for habit in HABITS}
assert len(BY_NAME) == len(HABITS), "two habits of one name"
