"""Which columns stand inside which. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.sourcefacts import KnownColumn, SeenColumn


@dataclass(frozen=True, slots=True)
class Trees:
    """Which columns stand inside which."""

    inside: Mapping[str, Sequence[str]]

    def below(self, url: str) -> list[str]:
        """A column and all columns inside it, at any depth."""
        found = {url: None}
        waiting = [url]
        while waiting:
            for child in self.inside.get(waiting.pop(), ()):
                if child not in found:
                    found[child] = None
                    waiting.append(child)
        return list(found)


def trees_of(columns: Iterable[KnownColumn | SeenColumn]) -> Trees:
    """The trees of some columns by the column around each."""
    inside: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        if column.parent_url is not None:
            inside[column.parent_url].append(column.url)
    return Trees(inside)
