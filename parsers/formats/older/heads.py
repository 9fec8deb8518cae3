"""What the columns of a statistics table hold, by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.document import Row
from parsers.words import letters

Role = Literal["label", "unit", "code", "value", "remark"]

_LABEL = re.compile(r"^(?:统计|考核)?(?:指标|项目|内容|类别|事项)(?:名称|内容)?$|^统计指标|^指标名称")
_UNIT = re.compile(r"^(?:计量|计算|数量|统计)?单位$|^计量$")
_CODE = re.compile(r"^(?:指标|项目)?(?:代码|编码|序号|编号|行次|行号|顺序号|号码)$")
_REMARK = re.compile(r"^(?:备注|说明|注|附注|数据来源|责任单位|填报说明)$")
_VALUE = re.compile(
    r"^(?:本?年度?|全年|历年|上年|上年度|去年|本期|本月|本季度?|当年|数据|本机关|20\d\d年度?)*"
    r"(?:统计|报送|上报|填报)?(?:数据?|数量|数值|总数|总数量|合计|总计|累计|累计数|实际|统计数据?|统计数值?|情况)$|"
    r"^(?:本年度?|全年|上年度?|去年|20\d\d年度?)$"
)
_OTHER_PERIOD = re.compile(r"历年|上年|去年|同比|增减|增幅|增长|本月|本期|本季|当月|季度|比上|排名|占比|比例")
_TOTAL = re.compile(r"合计|总计|总数|汇总")
_YEAR = re.compile(r"(20\d\d)年")
_ORDINALS = frozenset("甲乙丙丁戊")


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of the head: its role, its letters, and the grid columns it stands over."""

    role: Role
    name: str
    start: int
    end: int  # the column behind the last


def role_of(text: str) -> Role | None:
    """The role that a heading gives its column; None for words that head none."""
    name = letters(text)
    if not name or len(name) > 14:
        return None
    for pattern, role in _ROLES:
        if pattern.search(name):
            return role
    return None


_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (_UNIT, "unit"),
    (_CODE, "code"),
    (_LABEL, "label"),
    (_REMARK, "remark"),
    (_VALUE, "value"),
)


def is_head(row: Row) -> bool:
    """Whether a row heads columns: at least two of its cells name a role, one of them label, unit or code."""
    roles = [role_of(cell.text) for cell in row.cells]
    return sum(role is not None for role in roles) >= 2 and any(
        role in ("label", "unit", "code") for role in roles
    )


def is_ordinals(row: Row) -> bool:
    """Whether a row only numbers the columns: 甲 乙 丙 1 2."""
    names = [letters(cell.text) for cell in row.cells if cell.text.strip()]
    return (
        len(names) >= 2
        and names[0] == "甲"
        and all(name in _ORDINALS or (name.isdigit() and len(name) == 1) for name in names)
    )


def headings(head: Row, below: Row | None) -> list[Heading]:
    """The headings from left to right. `below` is a second head row, with names under a wide cell of the
    first."""
    under = _cells(below) if below is not None else []
    found: list[Heading] = []
    for text, start, end in _cells(head):
        role = role_of(text) or "value"
        inner = [Heading(role, letters(name), at, stop) for name, at, stop in under if start <= at < end]
        found += inner or [Heading(role, letters(text), start, end)]
    return found


def _cells(row: Row) -> list[tuple[str, int, int]]:
    return [
        (cell.text, start, start + max(1, cell.colspan))
        for cell, start in zip(row.cells, row.slots, strict=False)
    ]


def over(head: Sequence[Heading], slot: int) -> Heading | None:
    """The heading over a grid column."""
    return next((heading for heading in head if heading.start <= slot < heading.end), None)


def of_half(head: Sequence[Heading], half: int) -> list[Heading]:
    """The headings behind the label of a half, up to the next label (or the code before it)."""
    places = [index for index, heading in enumerate(head) if heading.role == "label"]
    if half >= len(places):
        return []
    end = places[half + 1] if half + 1 < len(places) else len(head)
    own = list(head[places[half] + 1 : end])
    if half + 1 < len(places) and len(own) > 1 and own[-1].role == "code":
        own.pop()
    return own


def choose(slots: dict[int, str], filled: set[int], year: int | None) -> list[int]:
    """Which of several columns of figures holds the body's own of the year; more than one where that is open.

    `slots`: heading by grid column; `filled`: the columns with any figure.
    """
    if len(slots) < 2:
        return list(slots)
    other = {
        slot
        for slot, name in slots.items()
        if _OTHER_PERIOD.search(name)
        or (year is not None and any(int(found) != year for found in _YEAR.findall(name)))
    }
    kept = [slot for slot in slots if slot not in other] or list(slots)
    if len(kept) > 1:
        totals = [slot for slot in kept if _TOTAL.search(slots[slot])]
        kept = totals if len(totals) == 1 else kept
    if len(kept) > 1:
        used = [slot for slot in kept if slot in filled]
        kept = used if len(used) == 1 else kept
    return kept
