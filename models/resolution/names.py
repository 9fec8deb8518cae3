"""Division names as a dictionary, and every way to read the beginning of a text as a path of divisions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from models.divisions import Division, Registry
from models.resolution.script import to_simplified

_NATION = re.compile(
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    r"柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    r"塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族"
)
_STEM = {
    1: re.compile(r"(?:省|市|维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区)$"),
    2: re.compile(r"(?:自治州|地区|市|州|盟)$"),
    3: re.compile(r"(?:自治县|自治旗|县|市|区|旗|林区|特区)$"),
}
TOWN_SUFFIX = re.compile(
    r"(?:街道办事处|地区办事处|民族苏木|民族乡|族乡|街道|办事处|苏木|镇|乡|(?<=.)地区|区公所)$"
)
_UNIT_NAME = re.compile(r"(?:局|公司|处|部|所|队|站|院|校|厂|矿|监狱|中心|社区|委员会|单位)$")
_GOVERNMENT_BETWEEN = ("人民政府", "政府")
ZONE_KINDS = frozenset({"功能区"})
QUASI_KINDS = frozenset({"其他", "办事处", "地区办事处"})


class Reading(NamedTuple):
    """`places`: the divisions the last name may mean; `rest`: the text behind it; `shorts`: short forms used.

    `named`: how many names were read; `last`: the last of them as printed.
    """

    places: tuple[str, ...]
    rest: str
    shorts: int
    named: int
    last: str


def stem(division_name: str, level: int) -> str:
    """The name without its generic part, for divisions above the township: 洛阳市 -> 洛阳."""
    bare = _STEM[level].sub("", division_name)
    without_nation = _NATION.sub("", bare)
    return without_nation if len(without_nation) > 1 else bare


def town_stem(name: str) -> str:
    """甘棠街道办事处 -> 甘棠, 沔城回族镇 -> 沔城. A name that is all suffix stays whole."""
    bare = TOWN_SUFFIX.sub("", name)
    without_nation = _NATION.sub("", bare)
    if len(without_nation) > 1:
        return without_nation
    return bare or name


class Names:
    """Index of all division names of all years."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._province_stems = {stem(province.name, 1) for province in registry.provinces()}
        exact: dict[str, list[str]] = defaultdict(list)
        short: dict[str, list[str]] = defaultdict(list)
        for division in registry:
            if division.level == 0:
                continue
            if (
                division.level == 4
                and division.kind in QUASI_KINDS
                and (
                    _UNIT_NAME.search(division.name)
                    or division.name == registry.division(division.parent_id).name
                )
            ):
                continue
            for name in {to_simplified(version.name) for version in division.versions}:
                exact[name].append(division.div_id)
                if division.level == 4 and name.endswith("民族乡"):
                    exact[name[:-3] + "乡"].append(division.div_id)
            if division.level < 4:
                for name in self._short_forms(division):
                    short[name].append(division.div_id)
        for name, ids in short.items():
            if name in exact:  # 东乡县: official once for one county, customary for another
                exact[name] += ids
        self.exact = {name: tuple(dict.fromkeys(ids)) for name, ids in exact.items()}
        self.short = {name: tuple(dict.fromkeys(ids)) for name, ids in short.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in (*self.exact, *self.short):
            lengths[name[:2]].add(len(name))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def _short_forms(self, division: Division) -> set[str]:
        """Customary forms and stems."""
        forms = set(self.registry.short_names(division.div_id))
        forms |= {re.sub(r"州$", "", form) for form in forms if form.endswith("州") and len(form) > 2}
        if division.kind not in ZONE_KINDS and division.kind != "师":
            forms |= {stem(version.name, division.level) for version in division.versions}
        forms |= {form + "市" for form in forms if division.level == 1 and division.kind == "直辖市"}
        forms -= {version.name for version in division.versions}
        return {to_simplified(form) for form in forms if len(form) > 1}

    def at(self, text: str, position: int) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """(name, ids, is short form) of all names that begin at `position`, longest first."""
        for length in self._lengths.get(text[position : position + 2], ()):
            if position + length > len(text):
                continue
            name = text[position : position + length]
            ids = self.exact.get(name)
            if ids:
                yield name, ids, False
            ids = self.short.get(name)
            if ids:
                yield name, ids, True

    def below(self, ids: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `ids` that were ever under one of `above`, or are one of them (第八师石河子市)."""
        wanted = set(above)
        return tuple(
            div_id
            for div_id in ids
            if div_id in wanted or not wanted.isdisjoint(self.registry.ever_above(div_id))
        )

    def _at_the_start(self, name: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """A bare province name is left to the province: 海南 is not 海南区; only 吉林 stays open."""
        if name not in self._province_stems or name == "吉林":
            return ids
        return tuple(div_id for div_id in ids if self.registry.division(div_id).level == 1)

    def readings(self, text: str, above: tuple[str, ...] = ()) -> list[Reading]:
        """Every way to read a beginning of `text` as a path of divisions, each under the one before."""
        found: list[Reading] = []

        def walk(position: int, above: tuple[str, ...], shorts: int, named: int) -> None:
            for name, ids, is_short in self.at(text, position):
                places = self.below(ids, above) if above else self._at_the_start(name, ids)
                if not places:
                    continue
                end = position + len(name)
                found.append(Reading(places, text[end:], shorts + is_short, named + 1, name))
                walk(end, places, shorts + is_short, named + 1)
                for word in _GOVERNMENT_BETWEEN:
                    if text.startswith(word, end):
                        walk(end + len(word), places, shorts + is_short, named + 1)
                        break

        walk(0, above, 0, 0)
        return found
