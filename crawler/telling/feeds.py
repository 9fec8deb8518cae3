"""Atom (RFC 4287) and JSON Feed 1.1 of events. Pure: the same events give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import lxml.etree as etree

from crawler.telling.wording import text_of, title_of
from models.events.views import Told

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
_BEGINNING = datetime(2008, 5, 1, tzinfo=UTC)
"""Of a feed without entries: the day on which the regulations came into force."""


def feed_id(name: str) -> str:
    """Identity of a feed."""
    return f"urn:nianbao:feed:{name}"


def entry_id(event: Told) -> str:
    """Identity of an event, the same in every feed that has it."""
    return f"urn:nianbao:event:{event.id}"


def title_of_feed(name: str) -> str:
    """Title of a feed."""
    return f"政府信息公开工作年度报告：{name}"


def atom(name: str, events: Sequence[Told]) -> bytes:
    """The Atom document of events, the last first."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    updated = max((event.at for event in events), default=_BEGINNING)
    _child(feed, "id", feed_id(name))
    _child(feed, "title", title_of_feed(name))
    _child(feed, "updated", _moment(updated))
    _child(_child(feed, "author", None), "name", "nianbao")
    for event in events:
        entry = _child(feed, "entry", None)
        _child(entry, "id", entry_id(event))
        _child(entry, "title", title_of(event))
        _child(entry, "updated", _moment(event.at))
        _child(entry, "published", _moment(event.at))
        _child(entry, "category", None).set("term", event.kind)
        if event.url:
            link = _child(entry, "link", None)
            link.set("rel", "alternate")
            link.set("href", _clean(event.url))
        _child(entry, "content", text_of(event)).set("type", "text")
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def json_feed(name: str, events: Sequence[Told]) -> bytes:
    """The JSON Feed of events, the last first; `_nianbao` holds the event as webhooks get it."""
    items = []
    for event in events:
        item: dict[str, Any] = {
            "id": entry_id(event),
            "title": title_of(event),
            "content_text": text_of(event),
            "date_published": _moment(event.at),
            "tags": [event.kind],
            "_nianbao": plain(event),
        }
        if event.url:
            item["url"] = event.url
        items.append(item)
    feed = {
        "version": JSON_FEED,
        "title": title_of_feed(name),
        "language": "zh-CN",
        "authors": [{"name": "nianbao"}],
        "items": items,
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def plain(event: Told) -> dict[str, Any]:
    """An event as JSON for programs."""
    return {
        "id": event.id,
        "at": _moment(event.at),
        "kind": event.kind,
        "report": None if event.body_id is None else f"{event.body_id}@{event.year}",
        "body_id": event.body_id,
        "body": event.body_name,
        "year": event.year,
        "division_code": event.division_code,
        "level": event.level,
        "url": event.url,
        "detail": dict(event.detail),
    }


def _child(parent: Any, name: str, text: str | None) -> Any:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = None if text is None else _clean(text)
    return child


def _clean(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
