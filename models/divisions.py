"""Administrative divisions of China from province to township, with the names and codes they have had.

A division is an identity (`div_id`) that outlives renames and new codes; names, codes and parents are
dated attributes of it. The data lie in `models/registry` (sources and licences beside them).
"""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "registry"
STATE = "000000"
CORPS = "660000"
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


class NameVersion(NamedTuple):
    """One name with its code and parent. Years are inclusive and overlap in the year of change."""

    name: str
    code: str
    parent_id: str
    since: int | None
    until: int | None

    def holds_in(self, year: int, tolerance: int = 0) -> bool:
        return (self.since is None or self.since - tolerance <= year) and (
            self.until is None or year <= self.until + tolerance
        )


class Division(NamedTuple):
    """One division. `level`: 0 state, 1 province, 2 prefecture, 3 county, 4 township.

    `system` tells whose number `code` is: gb (GB/T 2260), mca (civil affairs, townships), nbs (statistics),
    own (no official number exists). `since`/`until`: first and last year of existence where known;
    `until` is None for a current division. `versions` run from the oldest to the newest name.
    """

    div_id: str
    level: int
    kind: str
    name: str
    code: str
    system: str
    nbs_code: str
    parent_id: str
    since: int | None
    until: int | None
    successor_codes: tuple[str, ...]
    versions: tuple[NameVersion, ...]

    def version_in(self, year: int | None) -> NameVersion:
        """The version in force at the end of `year`; the oldest known one for years before the data begin."""
        if year is None:
            return self.versions[-1]
        for version in reversed(self.versions):
            if version.since is None or version.since <= year:
                return version
        return self.versions[0]

    def name_in(self, year: int | None) -> str:
        return self.version_in(year).name

    def code_in(self, year: int | None) -> str:
        return self.version_in(year).code

    def existed_in(self, year: int) -> bool:
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class Registry:
    """All divisions, loaded once. Use `Registry.load()`."""

    def __init__(
        self,
        divisions: dict[str, Division],
        short_names: dict[str, tuple[str, ...]],
        further_parents: dict[str, str],
    ) -> None:
        self._divisions = divisions
        self._short_names = short_names
        self._further_parents = further_parents
        self._by_code: dict[str, list[str]] = defaultdict(list)
        self._children: dict[str, list[str]] = defaultdict(list)
        for division in divisions.values():
            div_id = division.div_id
            parents, codes = {division.parent_id}, {division.code}
            if division.nbs_code:
                codes.add(division.nbs_code)
            for version in division.versions[:-1]:
                parents.add(version.parent_id)
                codes.add(version.code)
            if div_id in further_parents:
                parents.add(further_parents[div_id])
            for parent in parents:
                self._children[parent].append(div_id)
            for code in codes:
                self._by_code[code].append(div_id)
        self._ever_above: dict[str, frozenset[str]] = {}
        self._provinces = tuple(division for division in divisions.values() if division.level == 1)

    @staticmethod
    def load() -> Registry:
        """The registry shipped with the package; the same object on every call."""
        return _load(DATA)

    def __len__(self) -> int:
        return len(self._divisions)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._divisions.values())

    def __contains__(self, div_id: object) -> bool:
        return div_id in self._divisions

    def division(self, div_id: str) -> Division:
        """Raises KeyError for an id that was never given."""
        return self._divisions[div_id]

    def get(self, div_id: str) -> Division | None:
        return self._divisions.get(div_id)

    def by_code(self, code: str, year: int | None = None) -> Division | None:
        """The division that had `code` in `year` (any system; today's holder first without a year).

        Codes are used again: 500110 was 万盛区 and is 綦江区. Codes of two or four digits are filled up
        with zeros.
        """
        if len(code) in (2, 4):
            code = code.ljust(6, "0")
        holders = [self._divisions[div_id] for div_id in self._by_code.get(code, ())]
        if not holders:
            return None

        def rank(division: Division) -> tuple[bool, bool, bool]:
            dated = [version for version in division.versions if version.code == code]
            in_year = year is not None and any(version.holds_in(year) for version in dated)
            return in_year, division.code == code and division.until is None, division.code == code

        return max(holders, key=rank)

    def provinces(self) -> tuple[Division, ...]:
        return self._provinces

    def children(self, div_id: str, year: int | None = None) -> tuple[Division, ...]:
        """Divisions that were ever directly below; with a year those that were so in that year."""
        below = (self._divisions[child] for child in self._children.get(div_id, ()))
        if year is None:
            return tuple(below)
        return tuple(
            child for child in below if child.existed_in(year) and child.version_in(year).parent_id == div_id
        )

    def parent(self, div_id: str, year: int | None = None) -> Division | None:
        return self._divisions.get(self._divisions[div_id].version_in(year).parent_id)

    def ancestors(self, div_id: str, year: int | None = None) -> tuple[Division, ...]:
        """From the parent up to the province; the state itself is left out."""
        chain: list[Division] = []
        above = self.parent(div_id, year)
        while above is not None and above.level > 0:
            chain.append(above)
            above = self.parent(above.div_id, year)
        return tuple(chain)

    def ever_above(self, div_id: str) -> frozenset[str]:
        """Ids of all divisions that were above in any year (the division itself left out)."""
        known = self._ever_above.get(div_id)
        if known is None:
            parents = {version.parent_id for version in self._divisions[div_id].versions}
            further = self._further_parents.get(div_id)
            if further:
                parents.add(further)
            parents.discard(STATE)
            parents.discard("")
            known = frozenset(parents).union(*(self.ever_above(parent) for parent in parents))
            self._ever_above[div_id] = known
        return known

    def province(self, div_id: str) -> Division | None:
        """The province of today (the division itself at level 1); None for the state."""
        division = self._divisions[div_id]
        if division.level == 1:
            return division
        above = self.ancestors(div_id)
        return above[-1] if above else None

    def short_names(self, div_id: str) -> tuple[str, ...]:
        """Customary short forms that no rule makes: 科右中旗, 大厂县, 第八师."""
        return self._short_names.get(div_id, ())

    def full_name(self, div_id: str) -> str:
        """Newest names from the prefecture down; under a municipality from the municipality down."""
        division = self._divisions[div_id]
        chain = [*reversed(self.ancestors(div_id)), division]
        if len(chain) > 1 and chain[0].div_id not in MUNICIPALITIES:
            chain = chain[1:]
        return "".join(part.name for part in chain)


def _year(text: str) -> int | None:
    return int(text) if text else None


@functools.cache
def _load(folder: Path) -> Registry:
    former: dict[str, list[NameVersion]] = defaultdict(list)
    with (folder / "former_names.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for div_id, name, code, parent_id, since, until in reader:
            former[div_id].append(NameVersion(name, code, parent_id, _year(since), _year(until)))
    divisions: dict[str, Division] = {}
    with (folder / "divisions.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for row in reader:
            (
                div_id,
                level,
                kind,
                name,
                code,
                system,
                nbs_code,
                parent_id,
                since,
                until,
                name_since,
                successors,
            ) = row
            newest = NameVersion(name, code, parent_id, _year(name_since), _year(until))
            divisions[div_id] = Division(
                div_id,
                int(level),
                kind,
                name,
                code,
                system,
                nbs_code,
                parent_id,
                _year(since),
                _year(until),
                tuple(successors.split()) if successors else (),
                (*former.get(div_id, ()), newest),
            )
    short_names: dict[str, list[str]] = defaultdict(list)
    further_parents: dict[str, str] = {}
    with (folder / "short_names.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for div_id, short_name, under in reader:
            short_names[div_id].append(short_name)
            if under:
                further_parents[div_id] = under
    return Registry(divisions, {key: tuple(names) for key, names in short_names.items()}, further_parents)
