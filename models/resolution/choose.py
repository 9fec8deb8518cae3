"""From the places a name may mean to the one it means, or to none: each filter only if something is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.divisions import Division, Registry
from models.resolution.surroundings import Surroundings

NEAR_YEARS = 2


class Choice(NamedTuple):
    """`places`: one id when chosen, several when undecided; `evidence`: words; `firmness`: 0..1."""

    places: tuple[str, ...]
    evidence: str
    firmness: float


class Chooser:
    """Narrows places by year, province, host and texts."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def choose(self, places: tuple[str, ...], printed: str, named: int, around: Surroundings) -> Choice:
        """`named` = number of place names read: a town that stands alone needs its county from elsewhere."""
        divisions = [self._registry.division(place) for place in places]
        if printed == "":
            return Choice(places, "place from the page", 0.85)
        if all(division.level == 4 for division in divisions):
            return self._choose_town(divisions, printed, named, around)
        return self._choose_area(divisions, printed, named, around)

    def _choose_area(
        self, divisions: list[Division], printed: str, named: int, around: Surroundings
    ) -> Choice:
        evidence = ["named with those above it" if named > 1 else "named"]
        left = self._by_year(divisions, printed, around)
        if len(left) < len(divisions):
            evidence.append("year")
        if len(left) > 1 and around.province is not None:
            left = self._keep(left, lambda one: self._within(one, around.province), evidence, "province")
        if len(left) > 1 and around.home is not None:
            left = self._by_home(left, around.home, evidence)
        if len(left) > 1:
            left = self._by_texts(left, around.texts, evidence)
        if len(left) > 1:
            left = self._keep(left, lambda one: printed in self._official(one), evidence, "official name")
        if len(left) > 1:
            left = self._keep(
                left, lambda one: printed in self._registry.short_names(one.div_id), evidence, "custom"
            )
        firmness = (0.95, 1.0)[named > 1] if len(evidence) == 1 else 0.9
        if len(left) == 1 and named == 1 and len(printed) < 3 and self._stranger(left[0], around):
            return Choice(
                tuple(one.div_id for one in divisions), "a short name far from the page's place", 0.0
            )
        return Choice(tuple(one.div_id for one in left), ", ".join(evidence), firmness)

    def _choose_town(
        self, divisions: list[Division], printed: str, named: int, around: Surroundings
    ) -> Choice:
        evidence = ["town and county named" if named > 1 else "town named alone"]
        left = divisions
        if named == 1:
            if around.province is not None:
                inside = [one for one in left if self._within(one, around.province)]
                if not inside:
                    return Choice(
                        tuple(one.div_id for one in left), "no such town in the stated province", 0.0
                    )
                left = inside
            if around.home is not None:
                close = self._related(left, around.home)
                if not close:
                    supported = self._by_texts(left, around.texts, evidence)
                    if len(supported) == 1 and len(left) > 1:
                        return Choice((supported[0].div_id,), ", ".join(evidence), 0.8)
                    return Choice(
                        tuple(one.div_id for one in left), "no such town near the page's place", 0.0
                    )
                left = close
                evidence.append("host")
        left = self._by_year(left, printed, around)
        if len(left) > 1 and around.province is not None:
            left = self._keep(left, lambda one: self._within(one, around.province), evidence, "province")
        if len(left) > 1 and around.home is not None:
            left = self._by_home(left, around.home, evidence)
        if len(left) > 1:
            left = self._by_texts(left, around.texts, evidence)
        firmness = 1.0 if named > 1 else 0.9 if len(evidence) > 1 else 0.75
        return Choice(tuple(one.div_id for one in left), ", ".join(evidence), firmness)

    def _related(self, towns: list[Division], home: Division) -> list[Division]:
        """Towns in the page's county, else in its prefecture."""
        inside = [town for town in towns if town.div_id == home.div_id or self._within(town, home)]
        if inside or home.level <= 1:
            return inside
        if home.level == 4:
            above = self._registry.parent(home.div_id)
            return self._related(towns, above) if above is not None else []
        around = self._registry.ancestors(home.div_id)
        if home.level == 3 and around and around[0].level == 2:
            return [town for town in towns if self._within(town, around[0])]
        return []

    def _by_year(self, divisions: list[Division], printed: str, around: Surroundings) -> list[Division]:
        if len(divisions) < 2:
            return divisions
        for tolerance in (0, NEAR_YEARS):
            left = [one for one in divisions if self._held(one, printed, around.judged_year, tolerance)]
            if left:
                return left
        return divisions

    @staticmethod
    def _official(division: Division) -> set[str]:
        return {version.name for version in division.versions}

    @staticmethod
    def _held(division: Division, printed: str, year: int, tolerance: int) -> bool:
        same = [version for version in division.versions if version.name == printed]
        if not same:
            same = [version for version in division.versions if version.name.startswith(printed)]
        return any(version.holds_in(year, tolerance) for version in same or division.versions)

    def _within(self, division: Division, area: Division | None) -> bool:
        return area is not None and (
            division.div_id == area.div_id or area.div_id in self._registry.ever_above(division.div_id)
        )

    def _by_home(self, divisions: list[Division], home: Division, evidence: list[str]) -> list[Division]:
        above = {home.div_id, *self._registry.ever_above(home.div_id)}
        own = [one for one in divisions if one.div_id == home.div_id]
        if own:
            evidence.append("host")
            return own
        left = self._keep(
            divisions, lambda one: one.div_id in above or self._within(one, home), evidence, "host"
        )
        for area in self._registry.ancestors(home.div_id):
            if len(left) > 1:
                left = self._keep(left, lambda one, area=area: self._within(one, area), evidence, "near host")  # type: ignore[misc]
        return left

    def _by_texts(
        self, divisions: list[Division], texts: tuple[str, ...], evidence: list[str]
    ) -> list[Division]:
        """Those whose county or prefecture is named in a text beside; the deepest level that decides."""
        if not texts:
            return divisions
        named = [
            one
            for one in divisions
            if any(
                version.name in text
                for area in self._registry.ever_above(one.div_id)
                if self._registry.division(area).level in (2, 3)
                for version in self._registry.division(area).versions
                for text in texts
            )
        ]
        if named and len(named) < len(divisions):
            evidence.append("text beside")
            return named
        return divisions

    @staticmethod
    def _keep(
        divisions: list[Division], test: Callable[[Division], bool], evidence: list[str], word: str
    ) -> list[Division]:
        left = [one for one in divisions if test(one)]
        if left and len(left) < len(divisions):
            evidence.append(word)
        return left or divisions

    def _stranger(self, division: Division, around: Surroundings) -> bool:
        """The page belongs to another province than a division known by two characters only."""
        if around.home is None:
            return False
        mine, theirs = self._registry.province(division.div_id), self._registry.province(around.home.div_id)
        return mine is not theirs
