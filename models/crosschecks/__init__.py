"""Checks across reports: pure rules over plain records, and the one module that reads and stores for them."""

from __future__ import annotations

from models.crosschecks.kinds import KINDS, Kind, Rule
from models.crosschecks.store import cross_findings, keep_findings

__all__ = ["KINDS", "Kind", "Rule", "cross_findings", "keep_findings"]
