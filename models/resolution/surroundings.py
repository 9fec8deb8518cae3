"""What is known around a mention: year, the division that runs the host, the province, texts beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.divisions import Division, Registry
from models.resolution.types import Mention

LATEST_YEAR = 2025
_HEAD_KINDS = {
    "省": (1, ("省",)),
    "自治区": (1, ("自治区",)),
    "兵团": (1, ("兵团",)),
    "市": (0, ("直辖市", "地级市", "县级市")),
    "县": (3, ("县", "自治县")),
    "自治县": (3, ("自治县",)),
    "区": (3, ("市辖区", "林区", "特区", "功能区")),
    "旗": (3, ("旗", "自治旗")),
    "自治旗": (3, ("自治旗",)),
    "州": (2, ("自治州",)),
    "自治州": (2, ("自治州",)),
    "盟": (2, ("盟",)),
    "地区": (2, ("地区",)),
}
HEAD = re.compile(r"^(?:本|我|全)?(自治区|自治州|自治县|自治旗|地区|兵团|省|市|县|区|旗|州|盟)(?=.)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`home`: the division the page speaks from, as far as host and site name tell without contradiction.

    `strict_province`: stated for the document itself. `texts`: free texts that may name a county.
    """

    year: int | None
    home: Division | None
    province: Division | None
    texts: tuple[str, ...]

    @property
    def speaker(self) -> Division | None:
        """Whose words 省, 市, 县 are: the home's, else only the province is known."""
        return self.home if self.home is not None else self.province

    @property
    def judged_year(self) -> int:
        return self.year if self.year is not None else LATEST_YEAR


def host_division(registry: Registry, code: str | None, year: int | None) -> Division | None:
    """The division of a host's code; codes of portals may be older or newer than the report year."""
    if not code:
        return None
    code = code.strip()
    return (
        registry.by_code(code)
        or registry.get(code)
        or (registry.by_code(code[:4] + "00", year) if len(code) == 6 and code.isdigit() else None)
    )


def stated_province(registry: Registry, mention: Mention) -> Division | None:
    """The province by code or by its name, full or short; None when neither says so."""
    if mention.province_code:
        found = registry.by_code(mention.province_code.strip()[:2])
        if found is not None and found.level == 1:
            return found
    if mention.province:
        wanted = mention.province.strip()
        for province in registry.provinces():
            if province.name == wanted or (len(wanted) > 1 and province.name.startswith(wanted)):
                return province
    return None


def head_place(registry: Registry, head: str, home: Division | None, year: int | None) -> Division | None:
    """Whom 市, 县, 区 … means on a page of `home`: itself or the nearest above of that form in the year."""
    if home is None:
        return None
    level, kinds = _HEAD_KINDS[head]
    for division in (home, *registry.ancestors(home.div_id)):
        if level and division.level != level:
            continue
        if (
            division.kind in kinds
            or division.name_in(year).endswith(head)
            or (head == "市" and division.name.endswith("市"))
        ):
            return division
    return None
