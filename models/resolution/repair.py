"""Second chance for names that no exact reading explains: misprints and outdated names."""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.divisions import STATE, Division, Registry
from models.organs import GOVERNMENT
from models.resolution.choose import Choice, Chooser
from models.resolution.interpret import TOWN_TEXT, Interpretation, Interpreter
from models.resolution.names import ZONE_KINDS
from models.resolution.script import to_simplified
from models.resolution.surroundings import HEAD, Surroundings, head_place
from models.resolution.typos import Near, differs_by_slip, nearest_town, one_edit

_DOUBLED = re.compile(r"(.{1,2})\1")
_COUNTY_TEXT = re.compile(r"^(?P<county>.{1,7}?[县市区旗])(?P<rest>.*)$")


class Repairer:
    """Finds what was meant when the printed name is in no list."""

    def __init__(self, interpreter: Interpreter, chooser: Chooser) -> None:
        self._interpreter = interpreter
        self._chooser = chooser
        self._registry: Registry = interpreter.names.registry
        self._county_names = list(
            {
                to_simplified(version.name)
                for division in self._registry
                if division.level == 3 and division.kind not in ZONE_KINDS
                for version in division.versions
            }
        )

    def repair(self, name: str, around: Surroundings) -> tuple[Interpretation, Choice] | None:
        """The one interpretation of a misprinted name, or None when nothing or more than one is near."""
        return self._doubled(name, around) or self._town(name, around) or self._county(name, around)

    def _doubled(self, name: str, around: Surroundings) -> tuple[Interpretation, Choice] | None:
        once = _DOUBLED.sub(r"\1", name)
        if once == name:
            return None
        for one in self._interpreter.interpret(once, around):
            choice = self._chooser.choose(one.places, one.printed, one.named, around)
            if one.doubt < 2 and one.named > 1 and len(choice.places) == 1 and choice.firmness:
                return one, choice._replace(evidence="doubled character, " + choice.evidence, firmness=0.85)
            return None
        return None

    def _town(self, name: str, around: Surroundings) -> tuple[Interpretation, Choice] | None:
        """A town's name in a county that is certain: named before it, or the page's own."""
        for reading in sorted(
            self._interpreter.names.readings(name), key=lambda one: (one.shorts, len(one.rest))
        ):
            text = TOWN_TEXT.match(reading.rest)
            if text is None or (reading.shorts and re.match(r"[省市县区旗州]", reading.rest)):
                continue
            counties = tuple(
                place for place in reading.places if self._registry.division(place).level in (2, 3)
            )
            if not counties:
                continue
            choice = self._chooser.choose(counties, reading.last, reading.named, around)
            if len(choice.places) != 1 or not choice.firmness:
                continue
            return self._nearest(choice.places[0], text, around, True, "county named")
        if around.home is None:
            return None
        rest, county = name, around.home
        head = HEAD.match(name)
        if head is not None and TOWN_TEXT.match(name[head.end() :]):
            place = head_place(self._registry, head.group(1), around.home, around.year)
            if place is not None:
                rest, county = name[head.end() :], place
        text = TOWN_TEXT.match(rest)
        if text is None or county.level not in (2, 3):
            return None
        unheard = text["stem"] + text["suffix"] not in self._interpreter.names.exact
        certain = county.level == 3 and unheard
        return self._nearest(county.div_id, text, around, certain, "county from the page")

    def _nearest(
        self, county: str, text: re.Match[str], around: Surroundings, certain: bool, evidence: str
    ) -> tuple[Interpretation, Choice] | None:
        towns = self._towns_of(county)
        near = nearest_town(text["stem"], text["suffix"], towns, around.year, certain)
        if len(near) > 1:
            in_year = [
                one for one in near if self._registry.division(one.div_id).existed_in(around.judged_year)
            ]
            near = in_year or near
        if len(near) != 1:
            return None
        found: Near = near[0]
        one = Interpretation((found.div_id,), GOVERNMENT, "", 0, 0, 2 if certain else 1, "", "repaired")
        return one, Choice((found.div_id,), f"{evidence}, town by {found.reason}", found.firmness)

    def _towns_of(self, place: str) -> list[Division]:
        children = self._registry.children(place)
        towns = [child for child in children if child.level == 4]
        if self._registry.division(place).level == 2:
            for child in children:
                if child.level == 3:
                    towns += [town for town in self._registry.children(child.div_id) if town.level == 4]
        return towns

    def _county(self, name: str, around: Surroundings) -> tuple[Interpretation, Choice] | None:
        """A misprinted county: of the named prefecture, of the page's prefecture, of the province."""
        tries: list[tuple[str, str, bool]] = []
        for reading in self._interpreter.names.readings(name):
            for place in reading.places:
                if self._registry.division(place).level in (1, 2) and reading.rest:
                    tries.append((place, reading.rest, True))
        tries.append((self._area_around(around), name, False))
        found: dict[str, tuple[Interpretation, Choice]] = {}
        for area, text, named in tries:
            for interpretation, choice in self._county_in(area, text, named, around):
                found.setdefault(choice.places[0] + interpretation.kind, (interpretation, choice))
        return next(iter(found.values())) if len(found) == 1 else None

    def _area_around(self, around: Surroundings) -> str:
        """The page's prefecture, else the stated province, else the state."""
        if around.home is not None:
            above = self._registry.ancestors(around.home.div_id)
            return around.home.div_id if around.home.level <= 2 or not above else above[0].div_id
        return around.province.div_id if around.province is not None else STATE

    def _county_in(
        self, area: str, name: str, named: bool, around: Surroundings
    ) -> list[tuple[Interpretation, Choice]]:
        split = _COUNTY_TEXT.match(name)
        if split is None or len(split["county"]) < 3 or split["county"] in self._interpreter.names.exact:
            return []
        printed = split["county"]
        found = []
        for near, _, _ in process.extract(
            printed, self._county_names, scorer=Levenshtein.distance, score_cutoff=2, limit=None
        ):
            slip = differs_by_slip(printed, near)
            if not slip and not one_edit(printed, near):
                continue
            for div_id in self._interpreter.names.exact[near]:
                county = self._registry.division(div_id)
                if county.level != 3 or (area != STATE and area not in self._registry.ever_above(div_id)):
                    continue
                # No county, banner or city goes unlisted, but districts do: only a slip is safe there.
                clear = slip or printed[-1] in "县旗市" or len(printed) > 3
                trusted = clear and (named or self._is_home(county, around))
                one = self._inside(near + split["rest"], county, trusted, around)
                if one is not None:
                    found.append(one)
        return found

    def _inside(
        self, name: str, county: Division, trusted: bool, around: Surroundings
    ) -> tuple[Interpretation, Choice] | None:
        """`name` with the county put right, when that county is trusted or a town of it confirms it."""
        for one in self._interpreter.interpret(name, around):
            inside = self._interpreter.names.below(one.places, (county.div_id,))
            if one.doubt > 1 or one.how != "named" or not inside or not (trusted or one.named > 1):
                continue
            choice = self._chooser.choose(inside, one.printed, one.named, around)
            if len(choice.places) == 1 and choice.firmness:
                return one, choice._replace(evidence="misspelt county, " + choice.evidence, firmness=0.8)
            return None
        return None

    @staticmethod
    def _is_home(county: Division, around: Surroundings) -> bool:
        return around.home is not None and around.home.div_id == county.div_id
