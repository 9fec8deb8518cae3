"""Figures out of the running text of a report that has no table, each with its sentence as evidence.

A sentence is read clause by clause. What speaks of another year, of a part, of several years together or of
other bodies gives nothing; what leaves room for another meaning gives a figure that is not vouched for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from parsers.formats.older.claims import (
    CHANNEL,
    DENIALS,
    DISPUTE_DENIAL,
    DISPUTE_DENIAL_OTHERS,
    DISPUTES,
    HANDLED,
    JOINT_ZERO,
    ON_SUBJECT,
    WORDINGS,
    Wording,
)
from parsers.formats.older.numerals import value_of
from parsers.formats.result import Placed
from parsers.record import Chapter, Value
from parsers.values import Reading
from parsers.words import plain

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_WRAPPED = re.compile(
    r"(?<=[^\n。；;！!？?:：]{24})\n(?![\s\u3000]*(?:[一二三四五六七八九十]{1,3}、|[(（0-9]))"
)
_CLAUSE = re.compile(r"[^，()]+")
_SPACE = re.compile(r"\s+")
_PLANS = re.compile(r"问题|改进|下一步|下步|打算|措施|计划|说明|联系")
_YEAR = re.compile(r"(20\d\d)年")
_THIS_YEAR = re.compile(r"本年|今年|全年|年度内|年内|一年来")
_OTHER_TIME = re.compile(
    r"去年|上年|上一年|同期|历年|以来|上半年|下半年|季度|[0-9一二三四五六七八九十]月份|20\d\d年?(?:至|-|—|~|到)20\d\d年|近[两三几]年|两年|三年|五年"
)
_UP_TO_NOW = re.compile(r"截至|截止|目前")
_COMPARED = re.compile(
    r"增|减少|减幅|下降|上升|提高|降低|占|超过?|比上|较|同比|达标|目标|要求|每|应当|应在|如果|可以|不得|不超过|标准|以内"
)
_SUMMED = re.compile(r"累计")
_ROUNDED_BEFORE = re.compile(r"(?:约|近|大约|超过|逾|不到|不足)$")
_ROUNDED_BEHIND = re.compile(r"^(?:左右|以上|以下|多|余)")
_RANGE = re.compile(r"^(?:-|—|~|至|到)[0-9]|[0-9](?:-|—|~|至|到)$")
_WIDE = re.compile(r"全[省市县区州盟旗]|各[县区市级乡镇街部委局单]|全系统|[市县区省]直|下属|所属|所辖|辖区")
_NARROW = re.compile(r"办公[室厅](?!发|印|转)|[市县区省]本级|本级")
_GOVERNMENT = re.compile(r"(?:[省市县区州盟旗]|自治[区州县旗])(?:人民政府|政府)?$")
_JOINT = re.compile(r"(?:、|和|及|与|或|以及|/)$")
_COUNTED = re.compile(r"(?:[件条份宗起例次项个]|[0-9])(?:、|和|及|与|或|以及|/)$")
_EACH = re.compile(r"(?:各|均|都)(?:为|是|有)?$")
_MORE = re.compile(r"[、和及与].*[0-9一二两三四五六七八九十]")
_EXCEPT = re.compile(r"除.{1,20}外|以外|例外")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class ProseFigure:
    """One kind of figure that prose may give."""

    id: str
    label: str
    unit: str
    value_kind: str


@dataclass(frozen=True, slots=True)
class _Claim:
    id: str
    value: Decimal
    sure: bool
    place: str
    sentence: str


@dataclass(slots=True)
class _Context:
    """What the clauses so far say of the figures that follow."""

    year: int | None
    body_is_government: bool
    other_year: bool = False
    partial: bool = False  # behind 其中
    summed: bool = False  # figures up to now, perhaps of several years
    excepted: bool = False  # all but something: nothing in such a sentence is vouched for
    wide: bool = False
    narrow: bool = False


@cache
def prose_figures() -> tuple[ProseFigure, ...]:
    """All figures that are looked for, in order."""
    data = json.loads(Path(__file__).with_name("prose.json").read_text(encoding="utf-8"))
    return tuple(ProseFigure(**entry) for entry in data["figures"])


def read_prose(chapters: Sequence[Chapter], year: int | None, body: str | None) -> dict[str, Placed]:
    """The figures by id. `raw` of a reading is the sentence; figures that differ are given up.

    `year`: the report year; without it nothing is vouched for. `body`: the issuing body.
    """
    claims: dict[str, list[_Claim]] = {}
    government = body is not None and _GOVERNMENT.search(plain(body)) is not None
    for place, title, sentence, before in _sentences(chapters):
        for claim in _claims(place, title, sentence, before, _Context(year, government)):
            claims.setdefault(claim.id, []).append(claim)
    found = {figure.id: _settle(claims[figure.id]) for figure in prose_figures() if figure.id in claims}
    return _contradictions(found)


def _sentences(chapters: Sequence[Chapter]) -> Iterator[tuple[str, str, str, str]]:
    """Place, title of the chapter, sentence as printed, and the one before it (folded)."""
    for chapter in chapters:
        if _PLANS.search(chapter.title):
            continue
        before = ""
        for number, match in enumerate(_SENTENCE.finditer(_WRAPPED.sub("", chapter.text)), 1):
            sentence = match[0].strip()
            if sentence and len(sentence) <= _LONGEST:
                name = f"chapter {chapter.no}" if chapter.title else "introduction"
                yield f"{name}, sentence {number}", plain(chapter.title), sentence, before
                before = _folded(sentence)


def _folded(text: str) -> str:
    """A sentence without white space, in plain forms; the full-width comma stays apart from the one in
    numbers."""
    tight = _SPACE.sub("", plain(text.replace("，", "\x01")))
    return re.sub(r",(?![0-9]{3}(?![0-9]))", "，", tight).replace("\x01", "，")


def _claims(place: str, title: str, sentence: str, before: str, context: _Context) -> Iterator[_Claim]:
    folded = _folded(sentence)
    around = f"{title}|{before}|{folded}"
    if _EXCEPT.search(folded):
        context.excepted = True
    for match in _CLAUSE.finditer(folded):
        clause = match[0]
        if not _enter(clause, context):
            continue
        claims = list(_counted(clause, folded[match.end() : match.end() + 1], around, context))
        if not claims and ON_SUBJECT.search(around):
            claims = list(_denied(clause, context))
        for id_, value, sure in claims:
            yield _Claim(id_, value, sure and context.year is not None, place, sentence)


def _enter(clause: str, context: _Context) -> bool:
    """Take in what a clause says of year, scope and part; False for a clause that gives nothing."""
    years = {int(year) for year in _YEAR.findall(clause)}
    if years or _THIS_YEAR.search(clause):
        context.other_year = bool(years) and context.year not in years
    if _OTHER_TIME.search(clause):
        if re.search(r"以来|历年|至20|-20|~20|到20|—20", clause):
            context.other_year = True
        return False
    if len(years) > 1 or context.other_year:
        return False
    if "其中" in clause:
        context.partial = True
    if _SUMMED.search(clause) or _UP_TO_NOW.search(clause):
        context.summed = True
    if _WIDE.search(clause):
        context.wide = True
    if _NARROW.search(clause):
        context.narrow = True
    return True


def _counted(clause: str, behind: str, around: str, context: _Context) -> Iterator[tuple[str, Decimal, bool]]:
    taken: list[tuple[int, int]] = []
    for wording in WORDINGS:
        for match in wording.pattern.finditer(clause):
            span = match.span("number")
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            reading = _read(wording, match, clause, around, context)
            if reading is not None:
                taken.append(span)
                if reading[1] is not None:
                    yield wording.id, reading[1], reading[0]


def _read(
    wording: Wording, match: re.Match[str], clause: str, around: str, context: _Context
) -> tuple[bool, Decimal | None] | None:
    """Whether a match is sure, and its value (None: a figure, but of something else); None for no match."""
    before, head = clause[: match.start()], clause[: match.start("number")]
    if wording.within is not None and not wording.within.search(around):
        return None
    if wording.blocked is not None and wording.blocked.search(_near(before, head, wording)):
        return None
    if wording.without is not None and wording.without.search(around.rpartition("|")[2]):
        return None
    if wording.total and context.partial:
        return None
    value = value_of(match)
    if (
        value is None
        or _COMPARED.search(head)
        or _RANGE.search(head)
        or _RANGE.search(clause[match.end("number") :])
    ):
        return False, None
    if _JOINT.search(before) and not _COUNTED.search(before) and value != 0:
        return False, None  # 行政复议和行政诉讼共2件: of neither alone
    if _JOINT.search(before) and not _COUNTED.search(before):
        return None  # both are zero: read as a list
    if _EACH.search(head):
        return False, None
    if "money" in match.groupdict():
        value = _amount(wording.id, value, match["money"])
    elif not wording.id.endswith("rate") and value != value.to_integral_value():
        return False, None
    rounded = (
        match["about"]
        or (match["wan"] and "money" not in match.groupdict())
        or _ROUNDED_BEFORE.search(head)
        or _ROUNDED_BEHIND.search(clause[match.end() :])
    )
    foreign = context.wide != context.body_is_government and context.wide
    mixed = context.narrow and context.body_is_government
    sure = (
        wording.sure
        and not rounded
        and not foreign
        and not mixed
        and not context.summed
        and not context.excepted
    )
    if wording.total and _MORE.match(clause[match.end() :]):
        sure = False  # 申请5件、网上申请3件: the first of several parts
    if wording.id in DISPUTES and HANDLED.search(clause):
        sure = False
    if match["number"][0] == "0" and len(match["number"]) > 1 and "." not in match["number"]:
        sure = False
    return sure, value


def _near(before: str, head: str, wording: Wording) -> str:
    """The words that may block: all before the figure for a whole, those before its own words for a part."""
    if (
        wording.id.startswith(("prose.requests.received.", "prose.reply."))
        and wording.id != "prose.reply.total"
    ):
        return re.split(r"(?<=[件条份宗起例次项个])[、和及]?", before)[-1]
    return before if wording.id == "prose.reply.total" else head


def _amount(figure: str, value: Decimal, unit: str) -> Decimal:
    yuan = value * 10_000 if unit == "万元" else value
    return yuan / 10_000 if figure == "prose.budget" else yuan


def _denied(clause: str, context: _Context) -> Iterator[tuple[str, Decimal, bool]]:
    """Zeros: what a clause denies, and lists of names that are all zero."""
    zero = Decimal(0)
    # What never happened did not happen in the year either: 至今未收到 is as good as a zero.
    sure = not context.excepted and not (context.narrow and context.body_is_government)
    for id_, pattern in DENIALS:
        if pattern.search(clause) and not (
            id_ == "prose.fees.total" and re.search("诉讼|支出|经费|成本", clause)
        ):
            yield id_, zero, sure
    denial = DISPUTE_DENIAL.search(clause)
    joint = JOINT_ZERO.fullmatch(clause)
    if denial and not DISPUTE_DENIAL_OTHERS.search(clause):
        yield from ((id_, zero, sure) for id_, word in DISPUTES.items() if word in denial["rest"])
    elif joint and not DISPUTE_DENIAL_OTHERS.search(clause) and not re.search("[0-9]", joint["names"]):
        names = joint["names"]
        yield from ((id_, zero, sure) for id_, word in DISPUTES.items() if word in names)
        if "申请" in names and "复议" not in names:
            for wording in WORDINGS:
                channel = wording.id.removeprefix("prose.requests.received.")
                if channel != wording.id and any(
                    re.search(words, names) for words in (_words_of(channel),) if words
                ):
                    yield wording.id, zero, sure


@cache
def _words_of(channel: str) -> str:
    names = CHANNEL.split("|")
    words = {
        "in_person": "当面",
        "fax": "传真",
        "email": "电子邮件",
        "online": "网络",
        "letter": "信函",
        "other": "其他形式",
    }
    return words[channel] if words.get(channel) in names else ""


def _settle(claims: list[_Claim]) -> Placed:
    """One figure of all that sentences say of it."""
    values = {claim.value for claim in claims}
    sure = [claim for claim in claims if claim.sure]
    chosen = sure or claims
    agreed = {claim.value for claim in chosen}
    sentences = " | ".join(dict.fromkeys(claim.sentence for claim in claims))
    if len(agreed) > 1:
        return Placed(Reading(None, "text", sentences, True), chosen[0].place)
    value = chosen[0].value
    doubtful = not sure or len(values) > 1
    return Placed(Reading(_printed(chosen[0].id, value), None, sentences, doubtful), chosen[0].place)


def _printed(figure: str, value: Decimal) -> Value:
    kind = _kinds()[figure]
    if kind == "count":
        return int(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _kinds() -> Mapping[str, str]:
    return {figure.id: figure.value_kind for figure in prose_figures()}


def _contradictions(found: dict[str, Placed]) -> dict[str, Placed]:
    """Parts that exceed their whole: none of them is vouched for."""
    for whole, prefix in (
        ("prose.requests.received", "prose.requests.received."),
        ("prose.reply.total", "prose.reply."),
    ):
        if whole not in found or not isinstance(total := found[whole].reading.value, int):
            continue
        parts = [name for name in found if name.startswith(prefix) and name != whole]
        known = [value for name in parts if isinstance(value := found[name].reading.value, int)]
        if sum(known) > total:
            for name in (whole, *parts):
                found[name] = found[name].doubted()
    return found
