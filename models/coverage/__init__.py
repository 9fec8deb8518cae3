"""What is published against what the law asks for: body × report year, and sums over places and levels."""

from __future__ import annotations

from models.coverage.groups import GROUPINGS, Group
from models.coverage.matrix import Coverage, Row, coverage
from models.coverage.places import PlaceFilter
from models.coverage.statuses import STATUSES, Cell, Status
from models.coverage.summing import Sums, sums

__all__ = [
    "GROUPINGS",
    "STATUSES",
    "Cell",
    "Coverage",
    "Group",
    "PlaceFilter",
    "Row",
    "Status",
    "Sums",
    "coverage",
    "sums",
]
