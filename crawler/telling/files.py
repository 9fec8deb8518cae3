"""Feed files: written beside their place and renamed, so that a reader never sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from crawler.telling.feeds import atom, json_feed
from crawler.telling.subscriptions import Subscription
from models.events.views import told

NEWEST = 200
"""Events in a feed."""


def write_feeds(connection: Connection, subscriptions: Iterable[Subscription], folder: Path) -> list[Path]:
    """Write `<name>.atom` and `<name>.json` for each saved query; what did not change is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for each in subscriptions:
        events = told(connection, each.wish, limit=NEWEST, latest=True)
        for suffix, make in (("atom", atom), ("json", json_feed)):
            path = folder / f"{each.name}.{suffix}"
            content = make(each.name, events)
            if not path.is_file() or path.read_bytes() != content:
                _replace(path, content)
            written.append(path)
    return written


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
