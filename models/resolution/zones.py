"""Development zones and other areas run by a 管理委员会: recognised by their names, listed or not."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from models.divisions import Registry
from models.resolution.names import QUASI_KINDS, ZONE_KINDS, Names

_TYPE = (
    r"(?:经济技术开发区|经济开发区|经开区|高新技术产业开发区|高新技术产业园区|高新技术开发区|高新技术产业区|高新区|"
    r"先进制造业开发区|开发区|产业集聚区|产业聚集区|集聚区|聚集区|产业园区|产业园|工业园区|工业园|工业集中区|工业区|"
    r"物流园区|物流园|科技园区|科技园|园区|旅游度假区|度假区|风景名胜区|风景旅游区|风景区|旅游区|景区|自然保护区|保护开发区|保护区|"
    r"综合保税区|保税港区|保税区|出口加工区|加工区|航空港经济综合实验区|综合实验区|实验区|综合试验区|试验区|示范区|示范园区|"
    r"经济合作区|合作区|管理区|商务区|商贸区|功能区|贸易区|自贸区|自由贸易试验区|科技城|新城区?|新区|港区|片区|生态城|"
    r"生态区|实验基地|试点区|发展区|综改区|协作区|先行区|创新区|金融区|临空经济区|经济区|集中区|投资区|文旅区|"
    r"农场|林场|牧场|渔场|茶场|原种场|良种场|园艺场|种畜场)"
)
_COMMITTEE = (
    r"(?:(?:规划|开发|建设)*(?:管理委员会|管理办公室)|管委会|管委|管理局|管理处|管理中心|党工委管委会|党工委、管委会|"
    r"建设指挥部|筹备委员会|人民政府|办事处)"
)
_ZONE_WITH_COMMITTEE = re.compile(
    rf"^(?P<zone>.{{0,24}}{_TYPE}(?:核心区|起步区|直管区)?){_COMMITTEE}(?P<organ>.*)$"
)
_ZONE_ALONE = re.compile(rf"^(?P<zone>.{{0,24}}?{_TYPE}(?:{_TYPE})*(?:核心区|起步区|直管区)?)(?P<organ>.*)$")
_OTHER_AREA = re.compile(r"^(?P<zone>.{2,12}?)(?:管理委员会|管委会)(?P<organ>.*)$")
_MINOR = re.compile(r"(?:区|园|城|基地)(?:管委会|管理委员会)?$")
_CONTRACTED = (
    (re.compile(r"经济技术开发区|经济开发区|经开区"), "经开区"),
    (re.compile(r"高新技术产业开发区|高新技术产业园区|高新技术开发区|高新技术产业区|高新开发区"), "高新区"),
    (re.compile(r"产业聚集区"), "产业集聚区"),
    (re.compile(r"工业园$"), "工业园区"),
)


class ZoneText(NamedTuple):
    """`zone` as printed, `organ`: text behind the zone's name ('' for the committee itself)."""

    zone: str
    organ: str
    has_committee: bool


def contract(name: str) -> str:
    """One spelling for the usual zone types: 经济技术开发区, 经济开发区, 经开区 are one word in print."""
    for pattern, short in _CONTRACTED:
        name = pattern.sub(short, name)
    return name


def proper_part(zone: str) -> str:
    """The zone's name without its type words: 台州湾经开区 -> 台州湾, 高新区 -> ''."""
    return re.sub(rf"(?:{_TYPE})+(?:{_COMMITTEE})?$", "", zone)


def read_zone(text: str) -> ZoneText | None:
    """The zone at the beginning of `text`: by its type word, or by the committee behind any name."""
    with_committee = _ZONE_WITH_COMMITTEE.match(text)
    found = with_committee or _ZONE_ALONE.match(text) or _OTHER_AREA.match(text)
    if found is None:
        return None
    return ZoneText(found["zone"].removeprefix("人民政府"), found["organ"], found.re is not _ZONE_ALONE)


class Zones:
    """Zones that have a code, by (division above, contracted name without the names of those above)."""

    def __init__(self, names: Names) -> None:
        self._names = names
        registry: Registry = names.registry
        self._listed: dict[tuple[str, str], list[str]] = defaultdict(list)
        for division in registry:
            if division.kind in ZONE_KINDS:
                above = registry.ever_above(division.div_id)
                for name in {version.name for version in division.versions}:
                    for local in {name, self.local_name(name, tuple(above))}:
                        for parent in above:
                            self._listed[parent, contract(local)].append(division.div_id)

    def local_name(self, name: str, above: tuple[str, ...]) -> str:
        """The zone's name without leading names of divisions above it: 安徽舒城经济开发区 -> 经济开发区."""
        best = name
        wanted = set(above)
        for reading in self._names.readings(name):
            if not wanted.isdisjoint(reading.places) and re.match(rf"^.{{0,20}}?{_TYPE}", reading.rest):
                rest = reading.rest
                if re.match(r"^[市县区旗州]", rest) and reading.shorts:
                    continue
                if len(rest) < len(best):
                    best = rest
        return best

    def listed(self, place: str, zone: str) -> tuple[str, ...]:
        """Ids of county-like zones called `zone` under `place`."""
        found = self._listed.get((place, contract(zone)))
        if not found and zone == "开发区":
            found = self._listed.get((place, "经开区"))
        return tuple(dict.fromkeys(found or ()))

    def is_minor(self, div_id: str) -> bool:
        """A zone that only the statistical list of townships knows: its spelling and number there are not
        stable, so its body is kept as a zone without a code of its own."""
        division = self._names.registry.division(div_id)
        return division.kind in QUASI_KINDS and _MINOR.search(division.name) is not None

    def minor_zone(self, div_id: str) -> tuple[str, str]:
        """(id of the county, contracted local name) of a minor zone."""
        division = self._names.registry.division(div_id)
        above = self._names.registry.ever_above(div_id)
        return division.parent_id, contract(self.local_name(division.name, tuple(above)))
