"""Which part of a title names the report, and what may stand around that part."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.titling import words
from parsers.titling.text import Folded
from parsers.titling.years import year_marks

EDGES = "#:,.、。,;·-_|!*>《》'\"~"
_SEPARATOR = re.compile(r"_|\||>+|»|(?<![0-9])-+|-+(?![0-9])|~{2,}|/(?=[一-鿿])|::|;")
_QUOTED = re.compile(r"《([^《》]*)》?")
_BRACKET = re.compile(r"[(\[〔]([^()\[\]〔〕]*)[)\]〕]")
_BLANKED = re.compile(r"[(\[]#+[)\]]|#+")
_BESIDE = "a page about a report, not the report"


class Refused(Exception):
    """The wording is not the title of a report. `beside`: it is a page about one, whatever else is said."""

    def __init__(self, reason: str, *, beside: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.beside = reason, beside


@dataclass(frozen=True, slots=True)
class Region:
    """`start:end` of a folded text, and the body that is named outside of it, as printed."""

    start: int
    end: int
    outer_body: str | None = None


def region_of(folded: Folded, text: str) -> Region:
    """The part that names the report: inside quotation marks, or between separators, or all of it.

    Raises Refused where the wording around quotation marks or beside separators is that of another page.
    """
    for quoted in _QUOTED.finditer(text):
        if words.NAME.search(quoted[1]):
            return _unwrap(folded, text, quoted)
    return _segment(folded, text)


def _unwrap(folded: Folded, text: str, quoted: re.Match[str]) -> Region:
    before, after = text[: quoted.start()], text[quoted.end() :]
    start = label_length(before)
    before = before[start:].rstrip(EDGES)
    if words.COMPANION.search(before) or words.COMPANION.search(after):
        raise Refused(_BESIDE)
    rest = leftover(after)
    sender = carried(before, rest, words.NOTICED_QUOTED)
    if sender is not None:
        return Region(*quoted.span(1), folded.printed(start, start + len(sender["body"])) or None)
    if rest or words.COMPANION_IN_PREFIX.search(before) or "关于" in before:
        raise Refused(_BESIDE)
    inner = quoted.span(1)
    marks = [mark for mark in year_marks(before) if mark.end == len(before)]
    end = start + (marks[0].start if marks else len(before))
    return Region(*inner, folded.printed(start, end) or None)


def carried(before: str, rest: str, noticed: frozenset[str]) -> re.Match[str] | None:
    """The sender of a letter or notice that carries the report itself, if the wording around it is that."""
    sender = words.SENDER.search(before)
    if sender is None:
        return None
    if words.LETTER.fullmatch(rest) or (words.NOTICE.fullmatch(rest) and sender["verb"] in noticed):
        return sender
    return None


def _segment(folded: Folded, text: str) -> Region:
    bounds, at = [], 0
    for cut in _SEPARATOR.finditer(text):
        if text.count("(", 0, cut.start()) <= text.count(")", 0, cut.start()):
            bounds.append((at, cut.start()))
            at = cut.end()
    bounds.append((at, len(text)))
    named = [bound for bound in bounds if words.NAME.search(text, *bound)]
    if len(bounds) == 1 or not named:
        return Region(0, len(text))
    start, end = max(named, key=lambda bound: (bool(year_marks(text[slice(*bound)])), bound[1] - bound[0]))
    outer = None
    for a, b in bounds:
        if (a, b) != (start, end) and words.EXPLAINING.search(text, a, b):
            raise Refused("stands among explanations")
        if "--" in (text[b:start], text[end:a]) and words.BODY_ENDING.search(text[a:b]):
            outer = folded.printed(a, b)
    return Region(start, end, outer)


def label_length(before: str) -> int:
    """How many characters of labels and numbering open the text."""
    length = 0
    while match := words.LABEL.match(before, length):
        length = match.end()
    return length


def leftover(after: str) -> str:
    """What remains of the text after the name of the report when all that may stand there is gone."""
    rest = _BLANKED.sub("", after).strip(EDGES)
    if rest[:1] in (")", "]"):  # opened inside the name: 政府信息公开(年度报告)
        rest = rest[1:].strip(EDGES)
    while rest:
        bracket = _BRACKET.match(rest)
        if bracket and _may_be_bracketed(bracket[1]):
            rest = rest[bracket.end() :]
        elif decoration := words.DECORATION.match(rest):
            rest = rest[decoration.end() :]
        elif (marks := year_marks(rest)) and marks[0].start == 0:
            rest = rest[marks[0].end :]
        else:
            return rest
        rest = rest.strip(EDGES)
    return ""


def _may_be_bracketed(content: str) -> bool:
    if words.BRACKETED_DECORATION.fullmatch(content):
        return True
    return not words.COMPANION.search(content) and not words.COMPANION_IN_PREFIX.search(content)


def is_site_name(folded: Folded, text: str, rest: str) -> bool:
    """Whether the remainder is a site's name that white space sets off, as page titles append it."""
    if not text.endswith(rest) or not folded.follows_space(len(text) - len(rest)):
        return False
    return words.SITE.fullmatch(rest) is not None


def body_in_brackets(after: str) -> str | None:
    """A body's name in brackets after the name of the report."""
    for bracket in _BRACKET.finditer(after):
        content = bracket[1]
        for mark in reversed(year_marks(content)):
            content = content[: mark.start] + content[mark.end :]
        if words.BODY_ENDING.search(content) and not words.BRACKETED_DECORATION.fullmatch(content):
            return content.strip(EDGES)
    return None


def brackets_after(after: str) -> list[str]:
    """What stands in brackets after the name of the report."""
    return [bracket[1].strip(EDGES) for bracket in _BRACKET.finditer(after)]
