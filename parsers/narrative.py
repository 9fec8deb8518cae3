"""Figures in the text held against the tables. A sentence is read narrowly; in doubt the check is not
assessable.

Texts count differently from tables (cases filed, cases of last year, another office's), so only sentences
whose wording leaves one meaning are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parsers.record import Chapter, Check, Value
from parsers.words import plain

_SENTENCE = re.compile(r"[^。；;！!]+")
_OF_INTEREST = re.compile("申请|公开|复议|诉讼|不予|无法提供|其他处理")
_COUNT = r"(?P<count>[0-9][0-9,]*)\s*(?:件|份|条|宗|项|例|起|个|次|人次)"
_ROUNDED = re.compile(r"^\s*(?:余|多|以上|左右)")
_NONE_RECEIVED = re.compile(
    r"(?:未|没有|尚未|均未|无)(?:收到|接到|接收|受理|产生|发生)(?:过)?[^，,。；]{0,30}(?:申请|依申请公开)|"
    r"(?:收到|接到|受理)[^，,。；]{0,30}申请\s*(?:为|共)?\s*(?:0|零)\s*(?:件|份|条|起|次)"
)
_SIMPLE_RECEIVED = re.compile(
    rf"(?P<verb>新收|收到|受理)(?:了|到)?[^0-9，,。；]{{0,24}}申请[^0-9，,。；]{{0,6}}?{_COUNT}"
)
_COUNT_FIRST = re.compile(
    rf"(?P<verb>新收|收到|受理)(?:了|到)?\s*{_COUNT}[^，,。；0-9]{{0,16}}(?:依申请公开申请|政府信息公开申请|信息公开申请|依申请公开)"
)
_CARRIED = re.compile(r"含[^，,。；）)]{0,6}(?:上年|上一年|结转)|结转")
_PART = re.compile(
    r"其中|当面|信函|邮寄|网络|网上|传真|电子邮件|自然人|法人|同比|去年|上年|转办|县级|各部门|各镇|各乡"
)
_GROUPS = {
    "不予公开": ("outcome.refused.",),
    "无法提供": ("outcome.not_available.",),
    "不予处理": ("outcome.not_processed.",),
    "其他处理": ("outcome.other.", "outcome.other@"),
}
_GROUP_CLAIMS = {
    word: re.compile(rf"{word}(?:的|数|为|共|有|信息|申请|情形|答复){{0,3}}\s*{_COUNT}") for word in _GROUPS
}
_NO_DISPUTE = re.compile(
    r"(?:未|没有|无|均未|尚未)(?:发生|收到|接到|产生|出现|涉及|被)?[^，,。；]{0,30}?(?P<kinds>行政复议(?:[、和及或,，]|以及)*(?:提起)?(?:行政)?诉讼|行政复议|行政诉讼)"
)
_DISPUTE = re.compile(rf"(?P<kind>行政复议|行政诉讼)(?:案件|申请|数)?(?:共|共计|总计|为|数)?\s*{_COUNT}")
_OTHER_SET = re.compile(r"备案|发生|上年|结转|纠错|败诉|办结|审结|维持|胜诉|其中|同比|增长|下降")
_CHINESE_COUNT = re.compile("[一二两三四五六七八九十百千]+(?:件|起|宗|例|份)")
_LITIGATION = ("litigation_direct.total", "litigation_after_review.total")


def sentences_of(chapters: Sequence[Chapter]) -> list[str]:
    """The sentences of chapter one that hold a figure or deny one, folded for reading."""
    text = next((chapter.text for chapter in chapters if chapter.no == 1), "")
    return [
        plain(sentence)
        for sentence in _SENTENCE.findall(text.replace("\n", ""))
        if _OF_INTEREST.search(sentence)
    ]


def narrative_checks(
    check: str, name: str, values: Mapping[str, Value], sentences: Sequence[str]
) -> list[Check]:
    """The checks N.requests, N.groups and N.disputes against the sentences of chapter one."""
    if name == "requests":
        return [_requests(check, values, sentences)]
    if name == "groups":
        return [_groups(check, values, sentences)]
    return [_disputes(check, values, sentences)]


def _count(match: re.Match[str]) -> int:
    return int(match["count"].replace(",", ""))


def _requests(check: str, values: Mapping[str, Value], sentences: Sequence[str]) -> Check:
    new, carried = "requests.new@total", "requests.carried_in@total"
    printed, before = values.get(new), values.get(carried)
    claims = set(_received(sentences))
    if len(claims) != 1 or not isinstance(printed, int):
        return Check(
            check,
            "not_assessable",
            (new,),
            "no single clear figure in the text" if len(claims) != 1 else "no figure in the table",
        )
    claim, with_carried = claims.pop()
    if with_carried:
        if not isinstance(before, int):
            return Check(check, "not_assessable", (new, carried), "no figure in the table")
        return Check(
            check,
            "holds" if claim == printed + before else "fails",
            (new, carried),
            f"text {claim}, table {printed} + {before}",
        )
    return Check(check, "holds" if claim == printed else "fails", (new,), f"text {claim}, table {printed}")


def _received(sentences: Sequence[str]) -> Iterator[tuple[int, bool]]:
    for sentence in sentences:
        if "复议" in sentence and "申请" not in sentence.replace("复议申请", ""):
            continue
        none = _NONE_RECEIVED.search(sentence)
        if none:
            yield 0, False
            continue
        for pattern in (_SIMPLE_RECEIVED, _COUNT_FIRST):
            match = pattern.search(sentence)
            if match is None:
                continue
            clause = sentence[match.start() :]
            lead = sentence[max(0, match.start() - 8) : match.end()]
            if _ROUNDED.match(sentence[match.end() :]) or _PART.search(lead) or "复议" in match[0]:
                continue
            carried = _CARRIED.search(clause.split("，")[0]) or _CARRIED.search(
                clause[match.end() - match.start() :][:24]
            )
            if carried and carried[0] == "结转":
                continue
            yield _count(match), carried is not None
            break


def _groups(check: str, values: Mapping[str, Value], sentences: Sequence[str]) -> Check:
    cells: list[str] = []
    details: list[str] = []
    failed = False
    for word, prefixes in _GROUPS.items():
        members = [cell for cell in values if cell.endswith("@total") and cell.startswith(prefixes)]
        known = [value for cell in members if isinstance(value := values[cell], int)]
        claims = set()
        pattern = _GROUP_CLAIMS[word]
        for sentence in sentences:
            match = pattern.search(sentence) if word in sentence else None
            if (
                match
                and not _ROUNDED.match(sentence[match.end() :])
                and "复议" not in sentence[: match.start()][-12:]
            ):
                claims.add(_count(match))
        if len(claims) != 1 or not members or len(known) != len(members):
            continue
        claim = claims.pop()
        details.append(f"{word}: text {claim}, table {sum(known)}")
        if claim != sum(known):
            failed = True
            cells.extend(members)
    if not details:
        return Check(check, "not_assessable", (), "no figures of the groups in the text")
    return Check(check, "fails" if failed else "holds", tuple(cells), "; ".join(details))


def _disputes(check: str, values: Mapping[str, Value], sentences: Sequence[str]) -> Check:
    review = values.get("review.total")
    suits = [values.get(cell) for cell in _LITIGATION]
    litigation = (
        sum(value for value in suits if isinstance(value, int))
        if all(isinstance(value, int) for value in suits)
        else None
    )
    claims: dict[str, set[int]] = {"review": set(), "litigation": set()}
    for sentence in sentences:
        if _CHINESE_COUNT.search(sentence) or ("申请公开" in sentence and "收到" in sentence):
            continue
        none = _NO_DISPUTE.search(sentence)
        if none and not re.search(r"纠错|败诉|撤销|纠正|责任", sentence):
            if "复议" in none["kinds"]:
                claims["review"].add(0)
            if "诉讼" in none["kinds"]:
                claims["litigation"].add(0)
            continue
        if _OTHER_SET.search(sentence):
            continue
        for match in _DISPUTE.finditer(sentence):
            if not _ROUNDED.match(sentence[match.end() :]):
                claims["review" if match["kind"] == "行政复议" else "litigation"].add(_count(match))
    pairs = [("review.total",), _LITIGATION]
    details: list[str] = []
    cells: list[str] = []
    failed = False
    for (kind, said), printed, involved in zip(claims.items(), (review, litigation), pairs, strict=True):
        if len(said) == 1 and isinstance(printed, int):
            claim = next(iter(said))
            details.append(f"{kind}: text {claim}, table {printed}")
            if claim != printed:
                failed = True
                cells.extend(involved)
    if not details:
        return Check(check, "not_assessable", (), "no clear figure in the text")
    return Check(check, "fails" if failed else "holds", tuple(cells), "; ".join(details))
