"""What a title says: whether it names an annual report, whose, and of which year.

A title is read by its grammar, not by keywords alone: [body] [year] <name of the report> [decorations]. The
name of the report is searched, and then everything before and after it must be something that may stand
there. So a page beside a report (an explanation, a notice, a list of who published) fails on its remainder,
whatever its wording. The words are data: titles.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parsers.columns import is_column_name
from parsers.titletext import Folded, fold, normalise_title
from parsers.titleyears import (
    YearMark,
    blank_dates,
    spans_years,
    year_marks,
    year_of_address,
    year_of_column,
    year_of_publication,
)

__all__ = ["TitleReading", "is_column_name", "normalise_title", "read_title"]


@dataclass(frozen=True, slots=True)
class TitleReading:
    """`body_mention` as printed; `year` the report year; `reason` says in English what decided."""

    is_report: bool
    body_mention: str | None
    year: int | None
    reason: str


_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("titles.toml").read_text(encoding="utf-8"))


def _any(patterns: list[str]) -> str:
    return "(?:" + "|".join(patterns) + ")"


_AROUND, _BODIES, _CORE = _WORDS["around"], _WORDS["bodies"], _WORDS["core"]
_YEAR_INSIDE = r"[(\[]?(?:[2二][0-9〇○零一二三四五六七八九Oo]{3}|(?<![0-9])[0-4][0-9](?=年))(?:年度?|度)?[)\]]?"
_NAME = re.compile(
    rf"(?P<subject>{_any(_CORE['subject'])})(?P<middle>(?:{_any(_CORE['filler'])}|{_YEAR_INSIDE}|年度?)*?)(?P<kind>{_any(_CORE['kind'])})"
)
_CUT_NAME = re.compile(rf"(?P<subject>(?:政府|政务)?信息(?:公(?:开)?)?)(?P<middle>(?:{_any(_CORE['filler'])}|{_YEAR_INSIDE})*)(?P<kind>年?度?工?作?报?)$")
_CUT = re.compile(r"(?:\.{2,}|…|·{3,})$")
_WEAK_NAME = re.compile(r"(?P<subject>)(?P<middle>)(?P<kind>年度报告|年报)")
_BARE_YEAR = re.compile(rf"{_YEAR_INSIDE}")
_EXTENSION = re.compile(r"(?i)\.(?:pdf|docx?|wps|xlsx?|s?html?|jhtml|rtf|ofd|zip|rar|7z|txt|jpe?g|png|tiff?)(?:[(\[][0-9.]+[kmKM][bB]?[)\]])?$")
_SEPARATOR = re.compile(r"_|\||>+|»|(?<![0-9])-+|-+(?![0-9])|~{2,}|/(?=[一-鿿])|::|;")
_EDGES = "#:,.、。,;·-_|!*>《》'\""
_BRACKET = re.compile(r"[(\[〔]([^()\[\]〔〕]*)[)\]〕]")
_DECORATION = re.compile(rf"(?:{_any(_AROUND['decorations'])}|#+|[0-9]{{1,3}})")
_BLANKED = re.compile(r"[(\[]?#+[)\]]?")
_LABEL = re.compile(rf"^(?:[(\[]?{_any(_AROUND['labels'])}[0-9一二三四五六七八九十]{{0,3}}[)\]]|{_any(_AROUND['labels'])}[0-9一二三四五六七八九十]{{0,3}}[:.、]|[(\[]?[0-9]{{1,3}}[)\].、]|[一二三四五六七八九十]{{1,3}}、|[·※★●◆■▪*>]+)")
_COMPANION = re.compile(_any(_WORDS["companions"]["anywhere"]))
_COMPANION_PREFIX = re.compile(_any(_WORDS["companions"]["in_prefix"]))
_CARRYING = re.compile(rf"^(?P<body>.*?)关于(?P<verb>{_any(_AROUND['carrying'])})?")
_LETTER = re.compile(rf"{_any(_AROUND['carried_by_letter'])}$")
_NOTICE = re.compile(rf"{_any(_AROUND['carried_by_notice'])}$")
_PLURAL = re.compile(_BODIES["plural"])
_EXPLAINING = re.compile(_any(_WORDS["companions"]["explaining"]))
_ENTERPRISE = re.compile(rf"{_any(_BODIES['enterprise'])}(?:[(].*[)])?$")
_INSTITUTION = re.compile(rf"{_any(_BODIES['institution'])}(?:[(].*[)])?$")
_PLACEHOLDER = re.compile(_any(_BODIES["placeholder"]))
_ENDING = re.compile(rf"[一-鿿]{_any(_BODIES['ending'])}(?:[(].+[)])?$")
_SELF = re.compile(_any(_BODIES["self_reference"]))
_NOTICED: list[str] = _AROUND["noticed"]
_NOTICED_QUOTED: list[str] = _AROUND["noticed_quoted"]
_SLUG = re.compile(_WORDS["context"]["report_slug"], re.IGNORECASE)
_LOOKALIKE_SLUG = re.compile(_WORDS["context"]["lookalike_slug"], re.IGNORECASE)


class _Refused(Exception):
    """The title is not a report's; the message is the reason. `beside` marks a page about a report."""

    def __init__(self, reason: str, beside: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.beside = reason, beside


def read_title(title: str, *, anchor: str | None = None, site_name: str | None = None, column: str | None = None,
               url: str | None = None, published: str | None = None) -> TitleReading:
    """Read a title with whatever else is known of its page.

    `anchor` is the other wording of the same title (link text for a page title, or the reverse), `column` the
    name of the list it stands in. Body and year come from the wordings first; only a title without a year
    takes it from the column's name, the address or the date of publication, and `reason` then says so.
    Pure; never raises.
    """
    expected = _expected(column, url)
    reading, refusal = None, _Refused("no title", beside=False)
    for wording in (title, anchor):
        if not wording or not wording.strip():
            continue
        try:
            found = _read(wording, expected)
        except _Refused as refused:
            if refused.beside:
                return TitleReading(False, None, None, refused.reason)
            refusal = refused if refusal.reason == "no title" else refusal
            continue
        reading = found if reading is None else _merge(reading, found)
    if reading is None:
        return TitleReading(False, None, None, refusal.reason)
    return _with_hints(reading, column, url, published) if reading.year is None else reading


def _expected(column: str | None, url: str | None) -> bool | None:
    """Whether the page stands where annual reports stand: True, False (somewhere else), None (not known)."""
    if column:
        return is_column_name(column) or year_of_column(normalise_title(column)) is not None
    if url:
        path = url.partition("://")[2].partition("/")[2]
        if _LOOKALIKE_SLUG.search(path):
            return False
        return True if _SLUG.search(path) else None
    return None


def _merge(first: TitleReading, second: TitleReading) -> TitleReading:
    if first.reason.endswith("(cut off)"):
        first, second = second, first
    return replace(first, body_mention=first.body_mention or second.body_mention, year=first.year or second.year)


def _with_hints(reading: TitleReading, column: str | None, url: str | None, published: str | None) -> TitleReading:
    if reading.reason.startswith("several years"):
        return reading
    if column and (year := year_of_column(normalise_title(column))) is not None:
        return replace(reading, year=year, reason=reading.reason + "; year from column name")
    if url and (hint := year_of_address(url)) is not None:
        return replace(reading, year=hint[0], reason=f"{reading.reason}; {hint[1]}")
    if published and (year := year_of_publication(published)) is not None:
        return replace(reading, year=year, reason=reading.reason + "; year from publication date")
    return reading


@dataclass(frozen=True, slots=True)
class _Region:
    """Part of a folded text: `start:end`, and the body named outside of it, as printed."""

    start: int
    end: int
    outer_body: str | None = None


def _read(wording: str, expected: bool | None) -> TitleReading:
    folded = fold(wording)
    text = _EXTENSION.sub("", folded.text)
    cut_off = _CUT.search(text) is not None
    text = blank_dates(_CUT.sub("", text))
    region = _segment(text, _unwrap(folded, text), folded)
    name = None
    for name in _NAME.finditer(text, region.start, region.end):  # the last one; earlier ones are labels
        pass
    if name is None and cut_off:
        name = _CUT_NAME.search(text, region.start, region.end)
    elif name is None and expected:
        name = _WEAK_NAME.search(text, region.start, region.end)
    if name is None:
        return _without_name(text, expected)
    return _with_name(folded, text, region, name, cut_off)


def _with_name(folded: Folded, text: str, region: _Region, name: re.Match[str], cut_off: bool) -> TitleReading:
    marks = year_marks(text)
    carried, bracket_body = _check_after(text[name.end():region.end], text[region.start:name.start()])
    start = region.start + _label_length(text[region.start:name.start()])
    end = name.start()
    if carried:
        end = _end_of_sender(text, start, end, carried)
    before = text[start:name.start()] if not carried else text[start:end]
    if _COMPANION.search(before) or _COMPANION_PREFIX.search(before):
        raise _Refused("a page about a report, not the report")
    body = _body(folded, text, start, end, marks, name) or bracket_body or region.outer_body
    year = _year(text, marks, region, name)
    _check_body(body, name["subject"])
    phrase = name[0]
    strong = "年度" in phrase or "年报" in phrase or (cut_off and year is not None)
    if not strong and (year is None or ("信息" not in name["subject"] and "资讯" not in name["subject"])):
        raise _Refused("a report on disclosure, but not of a year", beside=False)
    if year is None and body is None and "报告" not in phrase:
        raise _Refused("the name of a column", beside=False)
    if year is None and spans_years(text[region.start:region.end]):
        return TitleReading(True, body, None, "several years in the title")
    return TitleReading(True, body, year, "name of a report" + (" (cut off)" if cut_off else ""))


def _unwrap(folded: Folded, text: str) -> _Region:
    """The quoted title of a report, where the wording around it carries the report; else the whole text."""
    for quoted in re.finditer(r"《([^《》]*)》?", text):
        if not _NAME.search(quoted[1]):
            continue
        before, after = text[:quoted.start()], text[quoted.end():]
        before_clean = before[_label_length(before):].strip(_EDGES)
        if _COMPANION.search(before) or _COMPANION.search(after):
            raise _Refused("a page about a report, not the report")
        start, end = quoted.span(1)
        sender = _CARRYING.search(before_clean)
        rest = _leftover(after.strip(_EDGES))
        if sender and (_LETTER.fullmatch(rest) or (_NOTICE.fullmatch(rest) and sender["verb"] in _NOTICED + _NOTICED_QUOTED)):
            offset = text.index(before_clean)
            outer = folded.printed(offset, offset + len(sender["body"])).strip(_EDGES)
            return _Region(start, end, outer or None)
        if rest or _COMPANION_PREFIX.search(before_clean) or sender:
            raise _Refused("a page about a report, not the report")
        offset = text.index(before_clean) if before_clean else 0
        return _Region(start, end, folded.printed(offset, offset + len(before_clean)) or None)
    return _Region(0, len(text))


def _segment(text: str, region: _Region, folded: Folded) -> _Region:
    """The part of a page title that names the report; site name and column names are cut away."""
    if region.start > 0:
        return region
    cuts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(text, region.start, region.end) if not _in_bracket(text, m.start())]
    if not cuts:
        return region
    bounds = list(zip([region.start, *(b for _, b in cuts)], [*(a for a, _ in cuts), region.end], strict=True))
    named = [(a, b) for a, b in bounds if _NAME.search(text, a, b)]
    if not named:
        return region
    chosen = max(named, key=lambda bound: (bool(year_marks(text[bound[0]:bound[1]])), bound[1] - bound[0]))
    lead = None
    for a, b in bounds:
        if (a, b) != chosen and _EXPLAINING.search(text, a, b):
            raise _Refused("stands among explanations")
        if b < chosen[0] and text[b:chosen[0]] == "--" and _ENDING.search(text[a:b]):
            lead = folded.printed(a, b)
    return _Region(*chosen, lead)


def _in_bracket(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def _label_length(before: str) -> int:
    length = 0
    while match := _LABEL.match(before[length:]):
        length += match.end()
    return length


def _leftover(after: str) -> str:
    """What remains of the text after the name of the report when everything that may stand there is gone."""
    rest = _BLANKED.sub("", after).strip(_EDGES)
    while rest:
        bracket = _BRACKET.match(rest)
        if bracket and not _COMPANION.search(bracket[1]) and not _COMPANION_PREFIX.search(bracket[1]):
            shorter = rest[bracket.end():]
        elif decoration := _DECORATION.match(rest):
            shorter = rest[decoration.end():]
        elif (marks := year_marks(rest)) and marks[0].start == 0:
            shorter = rest[marks[0].end:]
        else:
            return rest
        rest = shorter.strip(_EDGES)
    return ""


def _check_after(after: str, before: str) -> tuple[str, str | None]:
    """Refuse a title whose remainder is none of a report; else (how a letter carries it, body in brackets)."""
    rest = _leftover(after)
    if not rest:
        for bracket in _BRACKET.finditer(after):
            if _ENDING.search(bracket[1]) and not _DECORATION.fullmatch(bracket[1]) and not year_marks(bracket[1]):
                return "", bracket[1]
        return "", None
    sender = _CARRYING.search(before)
    if sender and _LETTER.fullmatch(rest):
        return sender["verb"] or "关于", None
    if sender and _NOTICE.fullmatch(rest) and sender["verb"] in _NOTICED:
        return sender["verb"], None
    raise _Refused("text after the name of the report: " + rest)


def _end_of_sender(text: str, start: int, end: int, verb: str) -> int:
    at = text.find("关于", start, end)
    return end if at < 0 else at


def _body(folded: Folded, text: str, start: int, end: int, marks: list[YearMark], name: re.Match[str]) -> str | None:
    """The body's name as printed: the text before the name of the report, less the years and their brackets."""
    if end == name.start() and text[end - 2:end] == "人民" and name["subject"].startswith("政府"):
        end += 2
    pieces, at = [], start
    for mark in [m for m in marks if start <= m.start < end]:
        pieces.append((at, mark.start))
        at = mark.end
    pieces.append((at, end))
    body = ""
    for a, b in pieces:
        while a < b and (text[a] in _EDGES + ")]" or text.startswith("关于", a)):
            a += 2 if text.startswith("关于", a) else 1
        while a < b and (text[b - 1] in _EDGES + "([的" or text.endswith("关于", a, b)):
            b -= 2 if text.endswith("关于", a, b) else 1
        body += folded.printed(a, b)
    body = body.removeprefix("年度").removeprefix("[").removesuffix("]")
    if len(body) < 2 or _SELF.fullmatch(body):
        return None
    return body


def _year(text: str, marks: list[YearMark], region: _Region, name: re.Match[str]) -> int | None:
    """The year nearest to the name of the report: inside it, before it, after it, then outside the region."""
    if spans_years(text[region.start:region.end]):
        return None
    inside = [m.year for m in marks if name.start() <= m.start < name.end()]
    before = [m.year for m in marks if region.start <= m.start < name.start()]
    after = [m.year for m in marks if name.end() <= m.start < region.end]
    outside = [m.year for m in marks if not region.start <= m.start < region.end]
    nearest = inside or before[::-1] or after or (outside if len(set(outside)) == 1 else [])
    return nearest[0] if nearest else None


def _check_body(body: str | None, subject: str) -> None:
    if body is None:
        return
    if _PLACEHOLDER.search(body):
        raise _Refused("a form without a name")
    if _ENTERPRISE.search(body):
        raise _Refused("an enterprise, not an administrative organ")
    if _INSTITUTION.search(body) and not subject.startswith(("政府", "政务")):
        raise _Refused("an institution under rules of its own")
    if _PLURAL.fullmatch(body):
        raise _Refused("a list of many bodies")


def _without_name(text: str, expected: bool | None) -> TitleReading:
    bare = text.strip(_EDGES + "()[]")
    if _BARE_YEAR.fullmatch(bare) and (expected or (expected is None and bare.endswith("年度"))):
        marks = year_marks(bare)
        if marks:
            return TitleReading(True, None, marks[0].year, "a year alone, where reports stand")
    raise _Refused("no name of an annual report", beside=_EXPLAINING.search(text) is not None)
