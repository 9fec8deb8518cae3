"""Form XObjects that draw each other: how often a page would draw them, found before PDFium tries.

PDFium follows forms without a limit of its own and ends the process when memory does. The bytes are looked
through as they lie; forms whose resources hide in object streams are left to the limits of the process.
"""

from __future__ import annotations

import re
import zlib
from functools import cache

MOST_DRAWINGS = 200_000
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b")
# What a dictionary names, but for links back to where it is used.
_REFERENCE = re.compile(
    rb"/(?!(?:Parent|P|Pg|OC|Obj|K|Ref|Metadata)\s)[^\s/<>\[\]()]+\s+(\d{1,9})\s+\d{1,5}\s+R\b"
)
_DRAW = re.compile(rb"/[^\s/<>\[\]()]+\s+Do\b")
_LONGEST_DICTIONARY = 20_000
_MOST_CONTENT = 2_000_000
_MOST_OBJECTS = 200_000
_DEEPEST = 100


class EndlessForms(ValueError):
    """Forms that draw themselves, or one another too often to be drawn."""


def check_forms(data: bytes) -> None:
    """Raise EndlessForms where forms nest in a circle or multiply beyond 200,000 drawings."""
    if _FORM.search(data) is None:
        return
    links: dict[int, set[int]] = {}
    draws: dict[int, int] = {}
    starts = list(_OBJECT.finditer(data))[:_MOST_OBJECTS]
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(data)
        body = data[start.end() : min(end, start.end() + _LONGEST_DICTIONARY)]
        head, marker, _ = body.partition(b"stream")
        name = int(start[1])
        links[name] = {int(found[1]) for found in _REFERENCE.finditer(head)}
        if marker and _FORM.search(head):
            first = start.end() + len(head) + len(marker)
            draws[name] = len(_DRAW.findall(_content(data[first:end].lstrip(b"\r\n"))))
    if draws:
        _count(links, draws)


def _content(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_CONTENT)
    except zlib.error:
        return packed[:_MOST_CONTENT]


def _count(links: dict[int, set[int]], draws: dict[int, int]) -> None:
    """The most drawings that one form can cause, by its own and those of the forms it names."""
    inside: set[int] = set()

    @cache
    def children(name: int) -> frozenset[int]:
        """Forms that an object names, through dictionaries of resources."""
        found: set[int] = set()
        waiting, seen = list(links.get(name, ())), {name}
        while waiting and len(seen) < 1000:
            other = waiting.pop()
            if other in draws:
                found.add(other)
            elif other not in seen:
                seen.add(other)
                waiting.extend(links.get(other, ()))
        return frozenset(found)

    @cache
    def drawings(name: int) -> int:
        if name in inside or len(inside) > _DEEPEST:
            raise EndlessForms("forms draw themselves")
        if not draws[name]:
            return 1
        inside.add(name)
        most = max((drawings(child) for child in children(name)), default=0)
        inside.discard(name)
        return 1 + draws[name] * most

    for name in draws:
        if drawings(name) > MOST_DRAWINGS:
            raise EndlessForms("forms draw one another too often")
