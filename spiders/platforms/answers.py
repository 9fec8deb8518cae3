"""Answers of list services in JSON, whatever the make: where the rows stand, what they are called, how many.

The makes differ in the names of their fields, not in the kind: one array of objects that have a title and an
address, and a total beside it or a level above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from spiders.addresses import absolute
from spiders.lists import Row, iso_date
from spiders.text import squeeze

_TITLES = (
    "realtitle", "titlehtml", "title", "title_no_tag", "doctitle", "bt", "vc_title", "name", "tip",
    "displayname",
)  # fmt: skip
_ADDRESSES = (
    "puburl", "docpuburl", "url_commp", "url", "infourl", "visiturl", "chnldocurl", "staticurl",
    "redirecturl",
    "linkurl", "link", "href", "path",
)  # fmt: skip
_DATES = (
    "publishedtimestr", "published_time_format", "infodate", "pubdate", "fbrq", "publishedtime",
    "publishtime",
    "releasetime", "c_deploytime", "docreltime", "createdate", "handsdate", "date", "time", "dates",
)  # fmt: skip
_PUBLISHERS = frozenset({"publisher", "fwdw", "fbjg", "deptname", "contentsource"})
_INDEX_NUMBERS = frozenset({"indexnumber", "identifier", "syh"})
_TOTALS = ("total", "allrow", "totalcount", "totalrow", "totalrecord", "totalelements", "rowcount", "count")
_MAY_TITLE = re.compile(
    r"title|headline|subject|(?:^|_)(?:bt|mc)$|(?:wj|xx|zt|news|article|doc)(?:bt|mc|name)$"
)
_MAY_ADDRESS = re.compile(r"ur[li]|href|link|(?:^|_)(?:wz|dz)$|path$")
_MAY_DATE = re.compile(r"date|time|(?:^|_)(?:fb)?(?:rq|sj)$")
"""Names of fields that no list above has: tried where those find nothing."""
_TAG = re.compile(r"<[^<>]*>")
_DEEPEST = 6
_CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a list service answers: its items as they came, and the total it states for the whole list."""

    items: tuple[dict[str, Any], ...]
    total: int | None


def read_answer(value: Any) -> Answer | None:
    """Find the items of an answer; None where the value is no answer of a list service.

    The array of objects with most titles and addresses is the list. The total is the one nearest to it,
    on its own level first, then outwards. An answer that states a total and holds no such array is empty.
    """
    best: tuple[int, Answer] | None = None
    for items, totals in _arrays(value, (), 0):
        rows = tuple(item for item in items if _named(item))
        if rows and (best is None or len(rows) > best[0]):
            best = len(rows), Answer(rows, next(iter(reversed(totals)), None))
    if best:
        return best[1]
    total = next(_totals(value, 0), None)
    return Answer((), total) if total is not None else None


def read_xml(source: str) -> Answer | None:
    """Find the items of an answer in XML: elements with a title and an address in elements of their own."""
    try:
        root = etree.fromstring(
            source.strip().encode(), etree.XMLParser(recover=True, resolve_entities=False)
        )
    except (etree.LxmlError, ValueError):
        return None
    if root is None or str(root.tag).lower() == "html":
        return None
    items = [
        {str(child.tag).rpartition("}")[2]: (child.text or "").strip() for child in node}
        for node in root.iter("*")
        if len(node) > 1
    ]
    beside = {str(node.tag): node.text or "" for node in root if not len(node)}
    return read_answer(
        {"items": items, **{key: held for key, held in beside.items() if held.strip().isdigit()}}
    )


def rows_of_answer(base: str, answer: Answer) -> list[Row]:
    """Return the items as rows; items without an address that can be fetched are left out."""
    return [row for item in answer.items if (row := _row(base, item)) is not None]


def _arrays(value: Any, totals: tuple[int, ...], depth: int) -> Iterator[tuple[list[Any], tuple[int, ...]]]:
    """Every array below a value, with the totals that stand beside it and above, the outermost first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        own = _total_of(value)
        inside = totals if own is None else (*totals, own)
        for held in value.values():
            yield from _arrays(held, inside, depth + 1)
    elif isinstance(value, list):
        yield value, totals
        for held in value:
            yield from _arrays(held, totals, depth + 1)


def _totals(value: Any, depth: int) -> Iterator[int]:
    if isinstance(value, dict) and depth <= _DEEPEST:
        own = _total_of(value)
        if own is not None:
            yield own
        for held in value.values():
            yield from _totals(held, depth + 1)


def _total_of(value: dict[str, Any]) -> int | None:
    lowered = {key.lower(): held for key, held in value.items()}
    for name in _TOTALS:
        held = lowered.get(name)
        if isinstance(held, bool):
            continue
        if isinstance(held, int) or (isinstance(held, str) and held.isdigit()):
            return int(held)
    return None


def _named(item: Any) -> bool:
    return isinstance(item, dict) and bool(_title(item)) and bool(_address(item))


def _row(base: str, item: dict[str, Any]) -> Row | None:
    url = absolute(base, _address(item))
    if url is None:
        return None
    shown = _title(item)
    title = squeeze(_TAG.sub("", shown))
    more = dict(_metadata(item))
    return Row(
        url,
        title,
        title,
        _day(item) or iso_date(more.get("pubdate")),
        publisher=next((value for key, value in more.items() if key in _PUBLISHERS), None),
        index_number=next((value for key, value in more.items() if key in _INDEX_NUMBERS), None),
    )


def _title(item: dict[str, Any]) -> str:
    return _first(item, _TITLES) or _alike(item, _MAY_TITLE)


def _alike(item: dict[str, Any], names: re.Pattern[str]) -> str:
    """The first text of an item under a name of a kind."""
    held = (value for key, value in item.items() if isinstance(value, str) and names.search(key.lower()))
    return next((value.strip() for value in held if value.strip()), "")


def _address(item: dict[str, Any]) -> str:
    """The address of an item; `redirectUrl` wins where it is given, `path` goes behind its `domain`."""
    lowered = {key.lower(): held for key, held in item.items()}
    redirect = lowered.get("redirecturl")
    if isinstance(redirect, str) and redirect.strip():
        return redirect
    address = _first(item, _ADDRESSES) or _alike(item, _MAY_ADDRESS)
    domain = lowered.get("domain")
    if (
        isinstance(domain, str)
        and domain.startswith(("http", "//"))
        and not address.startswith(("http", "//"))
    ):
        return f"{domain.rstrip('/')}/{address.lstrip('/')}"
    return address


def _day(item: dict[str, Any]) -> str | None:
    lowered = {key.lower(): held for key, held in item.items()}
    for name in _DATES:
        held = lowered.get(name)
        if isinstance(held, str) and (day := iso_date(held)):
            return day
        if isinstance(held, int) and not isinstance(held, bool) and held > 10**9:
            seconds = held // 1000 if held > 10**11 else held
            if seconds < 4 * 10**9:
                return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()
    tip = lowered.get("tip")
    return _day(tip) if isinstance(tip, dict) else iso_date(_alike(item, _MAY_DATE))


def _metadata(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values that an item carries, those of UCAP's `domainMetaList` among them."""
    for key, held in item.items():
        if isinstance(held, str) and held:
            yield key.lower(), squeeze(held)
    groups = item.get("domainMetaList")
    for group in groups if isinstance(groups, list) else []:
        pairs = group.get("resultList") if isinstance(group, dict) else None
        for pair in pairs if isinstance(pairs, list) else []:
            if isinstance(pair, dict) and isinstance(pair.get("value"), str) and pair["value"]:
                yield str(pair.get("key") or "").lower(), squeeze(pair["value"])


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first text that an item holds under one of the names, in their order; `tip` holds it one deeper."""
    lowered = {key.lower(): held for key, held in item.items()}
    for name in names:
        held = lowered.get(name)
        if isinstance(held, dict) and name == "tip":
            held = held.get("title")
        if isinstance(held, str) and held.strip():
            return held.strip()
    return ""
