"""Misspelt place names, searched only inside a known area or with a second sign."""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from models.divisions import Division
from models.resolution.names import TOWN_SUFFIX, town_stem
from models.resolution.script import to_simplified

DATA = Path(__file__).parent.parent / "registry"
LISTS_COMPLETE_SINCE = 2015


class Near(NamedTuple):
    div_id: str
    reason: str
    firmness: float


@functools.cache
def _groups() -> dict[str, frozenset[int]]:
    """character -> numbers of the homophone and lookalike groups it belongs to."""
    groups: dict[str, set[int]] = defaultdict(set)
    number = 0
    with (DATA / "homophones.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            number += 1
            for character in row["characters"]:
                groups[character].add(number)
    with (DATA / "lookalikes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            number += 1
            for character in row["characters"]:
                groups[character].add(number)
    return {character: frozenset(found) for character, found in groups.items()}


def alike(one: str, other: str) -> bool:
    """Same sound or nearly the same shape."""
    if one == other:
        return True
    groups = _groups()
    return not groups.get(one, frozenset()).isdisjoint(groups.get(other, frozenset()))


def differs_by_slip(one: str, other: str) -> bool:
    """Equal length, one or two characters replaced by homophones or lookalikes."""
    if len(one) != len(other):
        return False
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return (
        0 < len(different) <= 2
        and len(different) < len(one) + (len(one) == 1)
        and all(alike(a, b) for a, b in different)
    )


def one_edit(one: str, other: str) -> bool:
    """One character replaced, added or left out."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) != 1:
        return False
    return any(other[:i] + other[i + 1 :] == one for i in range(len(other)))


def _suffix(name: str) -> str:
    found = TOWN_SUFFIX.search(name)
    return found.group() if found else ""


def nearest_town(
    stem: str, suffix: str, towns: Iterable[Division], year: int | None, certain_county: bool
) -> list[Near]:
    """Towns of a known county that a misprinted or outdated name may mean; one entry when it is clear.

    A name that no list has is either older than the lists (then only its suffix may have changed) or a
    misprint; after the lists begin, a single neighbour at one edit is taken when the county is certain.
    """
    ranked: dict[int, dict[str, Near]] = defaultdict(dict)
    for town in towns:
        for version in town.versions:
            if year is not None and version.until is not None and version.until + 2 < year:
                continue
            other = town_stem(to_simplified(version.name))
            same_suffix = _suffix(version.name)[:1] == suffix[:1]
            if other == stem:
                ranked[0 if same_suffix else 1].setdefault(
                    town.div_id, Near(town.div_id, "other suffix", 0.8)
                )
            elif len(stem) > 1 and differs_by_slip(stem, other):
                ranked[2 if same_suffix else 3].setdefault(
                    town.div_id, Near(town.div_id, "slip of one character", 0.8)
                )
            elif (
                len(stem) > 1
                and len(other) > 1
                and abs(len(stem) - len(other)) <= 2
                and (other.startswith(stem) or stem.startswith(other))
            ):
                ranked[4].setdefault(town.div_id, Near(town.div_id, "longer or shorter form", 0.75))
            elif (
                one_edit(stem, other)
                and min(len(stem), len(other)) > 1
                and same_suffix
                and (len(stem) > 2 or (certain_county and year is not None and year >= LISTS_COMPLETE_SINCE))
            ):
                ranked[5].setdefault(town.div_id, Near(town.div_id, "one character differs", 0.7))
    for rank in sorted(ranked):
        return list(ranked[rank].values())
    return []
