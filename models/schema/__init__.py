"""The tables. Only migrations create them; a test holds the two together."""

from __future__ import annotations

from models.schema.base import Base
from models.schema.crawling import Column, FetchRow, HostLead, Portal, Run, WalkedList
from models.schema.health import ColumnReport, ColumnRun, Move, PortalRun
from models.schema.places import Body, BodyKey, BodyName, Division, DivisionName
from models.schema.reporting import (
    ChapterRow,
    ComparisonRow,
    Difference,
    DisagreementRow,
    Document,
    Figure,
    Finding,
    Judgement,
    Reading,
    Report,
    ReviewItem,
    Setting,
    Source,
    Version,
)
from models.schema.watching import Absence, DeadLetter, Event, Subscriber, WatchedList

__all__ = [
    "Absence",
    "Base",
    "Body",
    "BodyKey",
    "BodyName",
    "ChapterRow",
    "Column",
    "ColumnReport",
    "ColumnRun",
    "ComparisonRow",
    "DeadLetter",
    "Difference",
    "DisagreementRow",
    "Division",
    "DivisionName",
    "Document",
    "Event",
    "FetchRow",
    "Figure",
    "Finding",
    "HostLead",
    "Judgement",
    "Move",
    "Portal",
    "PortalRun",
    "Reading",
    "Report",
    "ReviewItem",
    "Run",
    "Setting",
    "Source",
    "Subscriber",
    "Version",
    "WalkedList",
    "WatchedList",
]
