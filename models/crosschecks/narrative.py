"""What chapters one and six say in words against the tables.

Chapter one's counts of applications received, refusals and disputes are checks of the record (`N.requests`,
`N.groups`, `N.disputes`); here stand the further counts of chapter one, and the processing fee of chapter
six. In doubt a sentence says nothing: two figures for one thing, a part, another year, a rounded figure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from models.crosschecks.kinds import FEE_AMOUNT, FEE_NOTICES, FEE_REQUESTS, TOLD
from models.crosschecks.records import Found, Reported, number
from parsers.record import Chapter, Value
from parsers.words import plain

_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_CLAUSE = re.compile(r"[,、()]+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SPACE = re.compile(r"\s+")
_COUNT = r"(?:为|是|:)?(?P<count>[0-9]+)(?:件|份|条|宗|项|例|起|个|次)(?!余|多|以上|左右)"
_COMPARED = re.compile(r"同比|增长|增加|减少|下降|比上|比去|较|平均|约")
_OTHERS = re.compile(
    r"去年|上一年(?!度?结转)|上年(?!度?结转)|各部门|各单位|各镇|各乡|县级|乡级|镇级|复议|诉讼|累计|以来|近[两三五]年|"
    r"办公[室厅]"
)
"""Another year, or another body: what follows in the sentence is about it too."""
_OTHER_MATTERS = re.compile(r"来信|信访|热线|留言|提案|建议|投诉|举报|工单|咨询")
_FEE = re.compile(r"处理费|(?:信息公开|依申请公开)[^,。]{0,10}(?:费用|收费)")
_AMOUNT = re.compile(
    r"(?:收取|收到|实收|共收|缴纳)[^0-9不未]{0,24}?(?P<amount>[0-9]+(?:\.[0-9]+)?)(?P<unit>万?)元"
)
_NO_AMOUNT = re.compile(r"标准|每件|每页|每张|减免|免收|退还|不得|应当|上年|去年|累计|以来")
_NOTICES = re.compile(
    r"(?:发出|发放|下发|下达|制发|送达|开具|出具)[^0-9未没无]{0,24}?(?:收费|缴费)(?:通知|告知)(?:书|单)?[^0-9]{0,6}?"
    r"(?P<count>[0-9]+)(?:件|份|次|笔|张|起|个|封)"
)
_NOTICES_BEFORE = re.compile(
    r"(?:发出|发放|下发|下达|制发|送达|开具|出具)(?P<count>[0-9]+)(?:件|份|次|笔|张|起|个|封)[^0-9]{0,20}?(?:收费|缴费)(?:通知|告知)"
)
_NO_NOTICE = re.compile(
    r"(?:未|没有|无)(?:有)?(?:发出|发放|下发|下达|制发|送达|开具|出具|产生)?(?:过)?[^0-9,。]{0,24}(?:收费|缴费)(?:通知|告知)"
)
_YUAN = 10000
UNPAID = "outcome.other.fee_unpaid@total"
APPLICATIONS = ("requests.new@total", "requests.carried_in@total")
FEES = "proactive.admin_fees@amount"


@dataclass(frozen=True, slots=True)
class Claim:
    """A count that chapter one may state."""

    id: str
    about: re.Pattern[str]
    pattern: re.Pattern[str]
    cells: tuple[str, ...]
    severity: str | None


@cache
def claims() -> tuple[Claim, ...]:
    """The claims of `narrative.toml`."""
    entries = tomllib.loads(Path(__file__).with_name("narrative.toml").read_text(encoding="utf-8"))["claim"]
    return tuple(
        Claim(
            entry["id"],
            re.compile(entry.get("about", "")),
            re.compile(entry["words"] + _COUNT),
            tuple(entry["cells"]),
            entry.get("severity"),
        )
        for entry in entries
    )


def told(report: Reported) -> list[Found]:
    """Findings of chapters one and six of a report against its tables."""
    return [*_counts(report), *_fees(report)]


def _counts(report: Reported) -> Iterator[Found]:
    sentences = [
        (sentence, list(_clauses(sentence)))
        for sentence in _sentences(report.chapters, 1)
        if not _OTHER_MATTERS.search(sentence)
    ]
    for claim in claims():
        said = {
            int(match["count"])
            for sentence, clauses in sentences
            if claim.about.search(sentence)
            for clause in clauses
            for match in claim.pattern.finditer(clause)
        }
        printed = _total(report.values, claim.cells)
        if len(said) != 1 or printed is None:
            continue
        count = said.pop()
        if count != printed:
            yield Found(
                report.version_id,
                f"{TOLD.id}[{claim.id}]",
                claim.cells,
                f"chapter one says {count}, the tables {printed}",
                severity=claim.severity,
            )


def _clauses(sentence: str) -> Iterator[str]:
    """Clauses about this body and year."""
    for clause in _CLAUSE.split(sentence):
        if _COMPARED.search(clause):
            continue
        if _OTHERS.search(clause):
            return
        yield clause


def _fees(report: Reported) -> Iterator[Found]:
    sentences = list(_sentences(report.chapters, 6))
    notices = _notices(sentences)
    unpaid = number(report.values.get(UNPAID))
    if notices is not None and unpaid is not None and notices < unpaid:
        yield Found(
            report.version_id,
            FEE_NOTICES.id,
            (UNPAID,),
            f"chapter six tells of {notices or 'no'} fee notices, the tables of {unpaid} unpaid fees",
        )
    amount = _amount(sentences)
    if amount is None or amount == 0:
        return
    applications = _total(report.values, APPLICATIONS)
    if applications == 0:
        yield Found(
            report.version_id,
            FEE_REQUESTS.id,
            APPLICATIONS,
            f"chapter six tells of a fee of {amount} yuan, the tables of no application",
        )
    fees = number(report.values.get(FEES))
    if fees is not None and fees * _YUAN < amount:
        yield Found(
            report.version_id,
            FEE_AMOUNT.id,
            (FEES,),
            f"chapter six tells of a fee of {amount} yuan, table 2 of {fees * _YUAN:f} yuan of all fees",
        )


def _sentences(chapters: Sequence[Chapter], no: int) -> Iterator[str]:
    for chapter in chapters:
        if chapter.no == no:
            for sentence in _SENTENCE.split(chapter.text):
                folded = _THOUSANDS.sub("", _SPACE.sub("", plain(sentence)))
                if folded:
                    yield folded


def _total(values: Mapping[str, Value], cells: Sequence[str]) -> Decimal | None:
    printed = [number(values.get(cell)) for cell in cells]
    known = [value for value in printed if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(printed) else None


def _notices(sentences: Sequence[str]) -> int | None:
    """Number of fee notices that are told of: 0 where they are denied, None where nothing clear is said."""
    said: set[int] = set()
    for sentence in sentences:
        if _NO_AMOUNT.search(sentence):
            continue
        if _NO_NOTICE.search(sentence):
            said.add(0)
            continue
        said |= {
            int(match["count"])
            for pattern in (_NOTICES, _NOTICES_BEFORE)
            for match in pattern.finditer(sentence)
        }
    return said.pop() if len(said) == 1 else None


def _amount(sentences: Sequence[str]) -> Decimal | None:
    """The processing fee in yuan; None where none, or more than one, is stated."""
    said: set[Decimal] = set()
    for sentence in sentences:
        if not _FEE.search(sentence) or _NO_AMOUNT.search(sentence):
            continue
        for match in _AMOUNT.finditer(sentence):
            said.add(Decimal(match["amount"]) * (_YUAN if match["unit"] else 1))
    return said.pop() if len(said) == 1 else None
