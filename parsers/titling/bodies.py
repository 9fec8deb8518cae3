"""The body that a title names: cut out as printed, and refused where it is none that reports."""

from __future__ import annotations

import re

from parsers.titling import words
from parsers.titling.regions import EDGES, Refused
from parsers.titling.text import Folded
from parsers.titling.years import YearMark

_IN_BRACKETS = re.compile(r"[（(]([^（(）)]+)[）)]")
_LOOSE_YEAR = re.compile(r"[0-9]*年度$")
_REST_OF_YEAR = re.compile(r"^[0-9]{1,3}年度?")
"""The end of a year that a line break has parted."""


def body_before(
    folded: Folded, text: str, start: int, end: int, marks: list[YearMark], subject: str
) -> str | None:
    """The text before the name of the report, less the years in it, as printed."""
    if subject.startswith("政府") and text[end - 2 : end] == "人民":
        end += 2
    pieces, at = [], start
    for mark in marks:
        if start <= mark.start < end:
            pieces.append((at, mark.start))
            at = mark.end
    pieces.append((at, end))
    body = ""
    for piece_start, piece_end in pieces:
        body += folded.printed(*_trimmed(text, piece_start, piece_end))
    body = words.LEAD_OVER.sub("", _LOOSE_YEAR.sub("", _REST_OF_YEAR.sub("", body)))
    if whole := _IN_BRACKETS.fullmatch(body):
        body = whole[1]
    return None if len(body) < 2 or words.SELF_REFERENCE.fullmatch(body) else body


def more_exactly(body: str | None, bracketed: str | None) -> str | None:
    """The body named before the report, or the one in brackets after it where that lies inside the former."""
    if body is None or bracketed is None:
        return body or bracketed
    if body[-1] not in "省市县区旗州盟" or not words.WITHIN_PLACE.fullmatch(bracketed):
        return body
    return bracketed if bracketed.startswith(body) else body + bracketed


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in EDGES + ")]的" or text.startswith("关于", start, end)):
        start += 2 if text.startswith("关于", start, end) else 1
    while start < end and (text[end - 1] in EDGES + "([的" or text.endswith("关于", start, end)):
        end -= 2 if text.endswith("关于", start, end) else 1
    return start, end


def check_body(body: str | None, subject: str) -> None:
    """Raise Refused where the named body is none whose report counts; `subject` is what is disclosed."""
    if body is None:
        return
    body = body.replace("（", "(").replace("）", ")")
    if words.PLACEHOLDER.search(body):
        raise Refused("a form without a name")
    if words.ENTERPRISE.search(body):
        raise Refused("not an administrative organ")
    if not subject.startswith(("政府", "政务")):
        if words.INSTITUTION.search(body):
            raise Refused("an institution under rules of its own")
        if not words.BODY_ENDING.search(body):
            raise Refused("disclosure of another kind")
    if names_many(body):
        raise Refused("a list of many bodies")


def names_many(body: str) -> bool:
    """Whether a name is that of many bodies at once: departments, townships."""
    return words.PLURAL.search(body.replace("（", "(").replace("）", ")")) is not None
