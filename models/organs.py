"""Kinds of organs, the names they go by, and what became of them.

A kind lasts over renames (环境保护局 -> 生态环境局 is one kind); a merger of equals makes separate kinds that
end (工商 + 质监 + 食药监 -> 市场监督管理局).
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "registry"
GOVERNMENT, OFFICE, ZONE, OTHER = "gov", "gov_office", "zone_committee", "other"
MUNICIPAL_KINDS = frozenset({"直辖市", "特别行政区"})

_ENDING = re.compile(r"(?:委员会|办公室|局|委|厅|办|中心|处)$")
_PART_OF_ORGAN = re.compile(r"[\u4e00-\u9fff]+(?:局|队|中心|所|站|处|办公室)$")
_JOINTS = ("和", "与", "及", "、", "管理", "事务", "监督", "发展", "服务", "保障", "开发")


class OrganKind(NamedTuple):
    """`levels`: P province, F prefecture, C county, T township. `same_as`: the kind it is a form of."""

    kind: str
    name: str
    province_name: str
    levels: str
    same_as: str


class OrganName(NamedTuple):
    """`apart`: beside the main organ of its kind (a centre, a brigade); its name becomes the qualifier."""

    name: str
    kind: str
    since: int | None
    until: int | None
    apart: bool


class OrganRelation(NamedTuple):
    """`kind` was merged into, absorbed by or split from `other_kind` in `years` ("2014-2019")."""

    kind: str
    relation: str
    other_kind: str
    years: str


class StateDepartment(NamedTuple):
    """A name of a department of the State Council; no `qualifier` where the kind alone identifies it."""

    name: str
    kind: str
    qualifier: str
    canonical: str
    since: int | None
    until: int | None


class VerticalBody(NamedTuple):
    """Branches named <prefix><place><ending>: 国家统计局 + 湖北 + 调查总队."""

    prefix: str
    endings: tuple[str, ...]
    kind: str
    qualifier: str


class OrganMatch(NamedTuple):
    """`doubt` grows from 0 (a listed name) over 1 (composed of known functions) to 5 (unknown)."""

    kind: str
    qualifier: str
    doubt: int
    township_only: bool = False


class Organs:
    """The organ tables. Use `Organs.load()`."""

    def __init__(
        self,
        kinds: dict[str, OrganKind],
        names: dict[str, OrganName],
        functions: dict[str, str],
        relations: tuple[OrganRelation, ...],
        departments: dict[str, StateDepartment],
        vertical: tuple[VerticalBody, ...],
    ) -> None:
        self.kinds = kinds
        self.names = names
        self.relations = relations
        self.departments = departments
        self.vertical = vertical
        self._functions = functions
        self._longest_function = max(map(len, functions))
        self._longest_name = max(map(len, names))

    @staticmethod
    def load() -> Organs:
        return _load(DATA)

    def identity_kind(self, kind: str) -> str:
        """街道办事处 and 行政公署 are forms of the general government of their division."""
        return self.kinds[kind].same_as or kind

    def match(self, text: str) -> OrganMatch | None:
        """The organ that `text` names, without any place in it; None when it is not an organ's name."""
        listed = self.listed(text)
        if listed is not None:
            return listed
        for prefix in ("人民政府", "政府"):
            if text.startswith(prefix) and len(text) > len(prefix):
                inner = self.listed(text[len(prefix) :]) or self.composed(text[len(prefix) :])
                if inner is not None:
                    return inner
        return self.composed(text) or self._part_of_organ(text) or self._institution(text)

    def listed(self, text: str) -> OrganMatch | None:
        name = self.names.get(text)
        if name is None and text.endswith("厅"):
            name = self.names.get(text[:-1] + "局")
        if name is None:
            return None
        return OrganMatch(
            self.identity_kind(name.kind), text if name.apart else "", 0, name.kind == "subdistrict"
        )

    def composed(self, text: str) -> OrganMatch | None:
        """Composite organs such as 文体旅游科技局: the first function gives the kind."""
        ending = _ENDING.search(text)
        if ending is None:
            return None
        words = self._decompose(text[: ending.start()])
        if not words or (len(words) == 1 and len(words[0]) == 1):
            return None
        kinds = [self._functions[word] for word in words]
        kind = kinds[0]
        if kind == "tourism" and "culture_tourism" in kinds:
            kind = "culture_tourism"
        if kind == "planning" and "housing_construction" in kinds:
            kind = "housing_construction"
        apart = ending.group() in ("中心", "处")
        return OrganMatch(kind, text if apart else "", 1)

    def _decompose(self, text: str) -> list[str]:
        """Function words that fill `text` entirely, longest first with backtracking; [] when they do not."""

        def fill(position: int) -> list[str] | None:
            if position == len(text):
                return []
            for length in range(min(self._longest_function, len(text) - position), 0, -1):
                word = text[position : position + length]
                if word in self._functions:
                    rest = fill(position + length)
                    if rest is not None:
                        return [word, *rest]
            if position:
                for joint in _JOINTS:
                    if text.startswith(joint, position):
                        rest = fill(position + len(joint))
                        if rest is not None:
                            return rest
            return None

        return fill(0) or []

    def leading_name(self, text: str) -> Iterator[OrganName]:
        """Listed organ names that `text` begins with, longest first, `text` itself left out."""
        for length in range(min(self._longest_name, len(text) - 1), 2, -1):
            name = self.names.get(text[:length])
            if name is not None:
                yield name

    def _part_of_organ(self, text: str) -> OrganMatch | None:
        """A unit inside an organ keeps its kind and is told apart by its own name: 公安局交通警察支队."""
        if _PART_OF_ORGAN.match(text) is None:
            return None
        for name in self.leading_name(text):
            if name.kind not in (GOVERNMENT, OFFICE, ZONE, "subdistrict"):
                return OrganMatch(self.identity_kind(name.kind), text[len(name.name) :], 2)
        return None

    def _institution(self, text: str) -> OrganMatch | None:
        """Schools and hospitals: known by the end of the name, told apart by the whole of it."""
        for length in range(min(10, len(text) - 1), 1, -1):
            name = self.names.get(text[-length:])
            if name is not None and name.kind in ("school", "hospital"):
                return OrganMatch(name.kind, text, 2)
        return None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _year(text: str) -> int | None:
    return int(text) if text else None


@functools.cache
def _load(folder: Path) -> Organs:
    return Organs(
        kinds={row["kind"]: OrganKind(**row) for row in _rows(folder / "organs.csv")},
        names={
            row["name"]: OrganName(
                row["name"], row["kind"], _year(row["since"]), _year(row["until"]), row["apart"] == "yes"
            )
            for row in _rows(folder / "organ_names.csv")
        },
        functions={row["word"]: row["kind"] for row in _rows(folder / "organ_functions.csv")},
        relations=tuple(OrganRelation(**row) for row in _rows(folder / "organ_relations.csv")),
        departments={
            row["name"]: StateDepartment(
                row["name"],
                row["kind"],
                row["qualifier"],
                row["canonical"],
                _year(row["since"]),
                _year(row["until"]),
            )
            for row in _rows(folder / "state_departments.csv")
        },
        vertical=tuple(
            VerticalBody(row["prefix"], tuple(row["endings"].split("|")), row["kind"], row["qualifier"])
            for row in _rows(folder / "vertical_bodies.csv")
        ),
    )
