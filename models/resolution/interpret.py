"""From the words of a name to (places, organ): every interpretation, the least doubtful first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.divisions import STATE, Division
from models.organs import GOVERNMENT, MUNICIPAL_KINDS, OFFICE, ZONE, OrganMatch, Organs
from models.resolution.names import ZONE_KINDS, Names, Reading
from models.resolution.organ_text import UNLISTED_ZONE, OrganText
from models.resolution.surroundings import HEAD, Surroundings, head_place
from models.resolution.zones import Zones, ZoneText, contract, proper_part, read_zone

TOWN_TEXT = re.compile(
    r"^(?P<stem>.{1,10}?)(?P<suffix>民族乡|族乡|镇|乡|街道|苏木|街(?=办)|地区(?=办事处)|(?=办事处))"
    r"(?P<office>(?:镇|乡)?(?:人民)?(?:政府)?(?:街道)?(?:办事处|街办|办)?(?:党政)?(?:综合)?(?:办公室)?)$"
)
_BRANCH_ENDING = re.compile(r"^(?P<place>.{2,20}?)(?:分局|支局|分中心|分队|大队|管理部|办事处|分站)$")
_SELF = re.compile(
    r"^(?:我|本)(?:局|委|厅|办|机关|单位|部门|镇|乡|街道|县|市|区|旗|院|中心|站|省|州|社|队)?$"
)
_SEA_OR_CUSTOMS = re.compile(r"^(?:中华人民共和国)?(?P<name>\w{2,6}(?P<ending>海关|海事局))$")


class Interpretation(NamedTuple):
    """One way to understand a name.

    `places`: divisions it may be about; `printed`: the last place name as printed, '' when it came from the
    surroundings; `named`: how many place names were read; `shorts`: how many of them were short forms.
    """

    places: tuple[str, ...]
    kind: str
    qualifier: str
    doubt: int
    shorts: int
    named: int
    printed: str
    how: str


def _rank(one: Interpretation) -> tuple[int, int, int, bool]:
    """Least doubtful first; among unlisted zones the one whose place is read furthest."""
    if one.doubt >= UNLISTED_ZONE:
        return one.doubt, -one.named, one.shorts, one.how != "named"
    return one.doubt, one.shorts, -one.named, one.how != "named"


def _is_of_site(zone: ZoneText, around: Surroundings) -> bool:
    """Whether the site's name, or another text beside, names the zone: a province runs few by itself."""
    proper = proper_part(zone.zone)
    return len(proper) > 1 and any(proper in text for text in around.texts)


def speaks_of_itself(name: str) -> bool:
    """True for names that name nobody: '', 我局, 本机关."""
    return not name or _SELF.match(name) is not None


class Interpreter:
    """Interprets cleaned names; holds no state but the indexes."""

    def __init__(self, names: Names, organs: Organs) -> None:
        self.names = names
        self.organs = organs
        self.zones = Zones(names)
        self._registry = names.registry
        self._text = OrganText(organs)

    def interpret(self, name: str, around: Surroundings) -> list[Interpretation]:
        """All interpretations of `name`, sorted by doubt."""
        state = self._state(name)
        if state is not None:
            return [state]
        found = list(self._vertical(name))
        for reading in self.names.readings(name):
            found += self._at(reading, around, "named")
        found += self._from_home(name, around)
        return sorted(found, key=_rank)

    def _state(self, name: str) -> Interpretation | None:
        bare = name.removeprefix("中华人民共和国")
        department = self.organs.departments.get(name) or self.organs.departments.get(bare)
        if department is None:
            return None
        return Interpretation(
            (STATE,), department.kind, department.qualifier, 0, 0, 1, department.name, "state"
        )

    def _vertical(self, name: str) -> Iterator[Interpretation]:
        """Branches of state bodies: <prefix><place><ending>."""
        for body in self.organs.vertical:
            if not name.startswith(body.prefix):
                continue
            inner = name[len(body.prefix) :]
            for ending in body.endings:
                if not inner.endswith(ending):
                    continue
                for reading in self.names.readings(inner[: -len(ending)]):
                    if not reading.rest:
                        yield Interpretation(
                            reading.places,
                            body.kind,
                            body.qualifier,
                            0,
                            reading.shorts,
                            reading.named,
                            reading.last,
                            "named",
                        )
            for reading in self.names.readings(inner):
                organ = self.organs.match(reading.rest) if reading.rest else None
                if organ is not None and organ.kind == body.kind:
                    yield Interpretation(
                        reading.places,
                        organ.kind,
                        organ.qualifier,
                        organ.doubt,
                        reading.shorts,
                        reading.named,
                        reading.last,
                        "named",
                    )
        sea = _SEA_OR_CUSTOMS.match(name)
        if sea is not None:
            kind = "customs" if sea["ending"] == "海关" else "maritime"
            yield Interpretation((STATE,), kind, sea["name"], 4, 0, 1, sea["name"], "state")

    def _at(self, reading: Reading, around: Surroundings, how: str) -> Iterator[Interpretation]:
        """Interpretations of the text behind a read place."""
        towns = tuple(place for place in reading.places if self._registry.division(place).level == 4)
        higher = tuple(place for place in reading.places if self._registry.division(place).level < 4)

        def make(places: tuple[str, ...], organ: OrganMatch, printed: str = reading.last) -> Interpretation:
            return Interpretation(
                places, organ.kind, organ.qualifier, organ.doubt, reading.shorts, reading.named, printed, how
            )

        minor = tuple(town for town in towns if self.zones.is_minor(town))
        for town in minor:
            organ = self._text.of_zone(reading.rest)
            county, zone = self.zones.minor_zone(town)
            alone = reading.named == 1
            if organ is None or (alone and not self._may_stand_alone(reading.last, county, around)):
                continue
            yield make((county,), organ._replace(qualifier=zone + organ.qualifier, doubt=organ.doubt + 1))
        towns = tuple(town for town in towns if town not in minor)
        if reading.named == 1 and how == "named" and not proper_part(reading.last):
            towns = ()  # 开发区, 高新区, 农场: some town is called so, but any place has one
        if towns:
            organ = self._text.of_town(reading.rest)
            if organ is not None:
                yield make(towns, organ)
        if not higher:
            return
        zones = tuple(place for place in higher if self._registry.division(place).kind in ZONE_KINDS)
        if zones:
            organ = self._text.of_zone(reading.rest)
            if organ is not None:
                yield make(zones, organ)
        areas = tuple(place for place in higher if place not in zones)
        if reading.rest.endswith(("厅", "总队")):
            areas = tuple(area for area in areas if self._registry.division(area).level == 1) or areas
        if not areas:
            return
        organ = self._text.of_area(reading.rest)
        if organ is not None:
            yield make(areas, organ)
        if not reading.rest:
            return
        for places, organ, printed in self._branches(reading.rest, areas):
            yield make(places, organ, printed or reading.last)
        for places, organ in self._zone_readings(reading, areas, around):
            yield make(places, organ)
        if organ is None and how == "named":
            unknown = None if reading.shorts else self._text.unknown(reading.rest)
            if unknown is not None:
                yield make(areas, unknown)

    def _may_stand_alone(self, zone: str, county: str, around: Surroundings) -> bool:
        """A minor zone's name without a place: not 高新区, and not far from the page's place."""
        if len(proper_part(zone)) < 2:
            return False
        if around.home is None:
            return True
        near = {county, *self._registry.ever_above(county)} - {
            province.div_id for province in self._registry.provinces()
        }
        return around.home.div_id in near or not near.isdisjoint(
            self._registry.ever_above(around.home.div_id)
        )

    def _branches(
        self, rest: str, areas: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], OrganMatch, str]]:
        """<organ><place>分局: the place of the branch, the kind of the organ."""
        for name in self.organs.leading_name(rest):
            found = _BRANCH_ENDING.match(rest[len(name.name) :])
            if found is None or name.kind in (GOVERNMENT, OFFICE, ZONE, "subdistrict"):
                continue
            place, kind = found["place"], self.organs.identity_kind(name.kind)
            inner = [reading for reading in self.names.readings(place, areas) if not reading.rest]
            for reading in inner:
                places = tuple(one for one in reading.places if one not in areas) or reading.places
                yield places, OrganMatch(kind, "", 0), reading.last
            if inner:
                return
            zone = place if place.endswith("区") else place + "区"
            for area in areas:
                listed = self.zones.listed(area, zone) or self.zones.listed(area, place + "开发区")
                if listed:
                    yield listed, OrganMatch(kind, "", 1), ""
                elif read_zone(zone) is not None:
                    yield (area,), OrganMatch(kind, contract(zone), 1), ""
            return

    def _zone_readings(
        self,
        reading: Reading,
        areas: tuple[str, ...],
        around: Surroundings,
    ) -> Iterator[tuple[tuple[str, ...], OrganMatch]]:
        """<place><zone>[committee][organ]; a zone without a code is told apart by its contracted name."""
        zone = read_zone(reading.rest)
        if zone is None or re.match(r"[市县区旗州省](?!.{0,1}区)", zone.zone):
            return
        organ = self._text.of_zone(zone.organ)
        if organ is None:
            for inner in self.names.readings(zone.organ, areas):
                town = self._text.of_town(inner.rest)
                if town is not None and self._registry.division(inner.places[0]).level == 4:
                    yield inner.places, town
            return
        if (
            reading.rest.endswith("管理局")
            and zone.zone.endswith(("景区", "名胜区", "旅游区"))
            and not zone.organ
        ):
            organ = OrganMatch("scenic_area", "", 0)
        for area in areas:
            listed = self.zones.listed(area, zone.zone)
            if listed:
                yield listed, organ
                continue
            if reading.shorts and len(proper_part(zone.zone)) == 1:
                continue  # 台州 + 湾经济技术开发区: the short form is part of a longer word
            home = around.home
            if home is not None and home.level <= 3 and area in self._registry.ever_above(home.div_id):
                area = home.div_id
            qualifier = contract(zone.zone) + organ.qualifier
            yield (area,), OrganMatch(organ.kind, qualifier, UNLISTED_ZONE)

    def _from_home(self, name: str, around: Surroundings) -> Iterator[Interpretation]:
        """Names that leave their place to the page: 市环保局, 县城关镇, 卫健局, 高新区管委会."""
        home = around.home
        head = HEAD.match(name)
        if head is not None:
            place = head_place(self._registry, head.group(1), around.speaker, around.year)
            if place is not None:
                rest = name[head.end() :]
                bare = Reading((place.div_id,), rest, 0, 0, "")
                yield from self._at(bare, around, "home")
                for reading in self.names.readings(rest, (place.div_id,)):
                    yield from self._at(reading, around, "home")
        if home is None:
            return
        if home.level == 4 and self._text.is_town_office(name):
            yield Interpretation((home.div_id,), GOVERNMENT, "", 1, 0, 0, "", "home")
        yield from self._bare_organ(name, home)
        zone = read_zone(name)
        if zone is not None and (home.level in (2, 3) or (home.level == 1 and _is_of_site(zone, around))):
            for place in (home, *self._registry.ancestors(home.div_id)):
                organ = self._text.of_zone(zone.organ)
                if organ is None or place.level == 1:
                    continue
                local = self.zones.local_name(
                    zone.zone, (place.div_id, *self._registry.ever_above(place.div_id))
                )
                listed = self.zones.listed(place.div_id, zone.zone) or self.zones.listed(place.div_id, local)
                if listed:
                    yield Interpretation(
                        listed, organ.kind, organ.qualifier, organ.doubt + 1, 0, 0, "", "home"
                    )
                    return
            if organ is not None:
                qualifier = contract(zone.zone) + organ.qualifier
                yield Interpretation(
                    (home.div_id,), organ.kind, qualifier, UNLISTED_ZONE + 1, 0, 0, "", "home"
                )

    def _bare_organ(self, name: str, home: Division) -> Iterator[Interpretation]:
        organ = self.organs.listed(name) or self.organs.composed(name)
        if organ is None or organ.township_only or organ.kind in (GOVERNMENT, ZONE):
            return
        if name.startswith("党政"):
            return  # an office of some town
        provincial = home.level == 1 and home.kind not in MUNICIPAL_KINDS and name.endswith("厅")
        if home.level in (2, 3) or provincial:
            yield Interpretation(
                (home.div_id,), organ.kind, organ.qualifier, organ.doubt + 1, 0, 0, "", "home"
            )
