"""What happened, in one order: an append-only log that readers can follow by number."""

from __future__ import annotations

from models.events.kinds import MEANINGS, EventKind
from models.events.log import Happening, note

__all__ = ["MEANINGS", "EventKind", "Happening", "note"]
