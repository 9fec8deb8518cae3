"""Labels of table 3: which row a printed label names.

A label is matched by the keywords of the specification; a torn or misspelt one by likeness; a piece of one by
being found in exactly one official label.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio

from parsers.formats.spec import Label, formats
from parsers.words import letters

_HEADER = re.compile(
    "申请人情况|法人或其他组织|商业企业|科研机构|社会公益组织|法律服务机构|勾稽关系|自然人|第一项加第二项|等于第三项"
)
SURE = 1.0
_LIKE = 0.75
_PIECE = 0.6
_LEAST_LIKENESS = 78
_WHOLE = 85
_ENUMERATORS = "一二三四五六七八0123456789"

Matches = tuple[tuple[int, float], ...]


@cache
def rows() -> tuple[Label, ...]:
    """The rows of both generations in one order: (六) of 2019 stands before the three rows that replaced
    it."""
    return formats()["G4"].rows


@cache
def index_of(row_id: str) -> int:
    return next(index for index, row in enumerate(rows()) if row.id == row_id)


def is_group(index: int) -> bool:
    """Whether a row of the form of 2021 prints no figures of its own."""
    return rows()[index].kind == "group"


@cache
def names() -> tuple[str, ...]:
    """The official labels of `rows()`, letters only."""
    return tuple(letters(row.label) for row in rows())


@lru_cache(maxsize=4096)
def candidates(label: str) -> Matches:
    """The rows (index in `rows()`) that the letters of one label cell may name, with a score up to 1."""
    if len(label) < 2:
        return ()
    hits = [
        index
        for index, row in enumerate(rows())
        if (row.kind == "value" or row.id == "outcome.other") and row.match.search(label)
    ]
    if hits:
        score = SURE if len(hits) == 1 else _PIECE
        return tuple((index, score) for index in hits)
    groups = [index for index, row in enumerate(rows()) if row.kind == "group" and row.match.search(label)]
    if groups:
        return ((groups[-1], SURE),)
    if len(label) < 4:
        return ()
    inside = [index for index, name in enumerate(names()) if label in name]
    if len(inside) == 1:
        return ((inside[0], _PIECE),)
    if inside:
        return ()
    likeness, index = max((ratio(label, name), index) for index, name in enumerate(names()))
    return ((index, _LIKE),) if likeness >= _LEAST_LIKENESS else ()


def match_row(labels: list[str]) -> Matches:
    """The rows that the label cells of one row may name: the last cell is the row's own, the others its
    groups."""
    if not labels:
        return ()
    own = candidates(labels[-1])
    if own and own[0][1] == SURE:
        return own
    whole = candidates("".join(labels)) if len(labels) > 1 else ()
    if whole and whole[0][1] == SURE and len(whole) == 1 and not is_group(whole[0][0]):
        return whole
    for label in reversed(labels[:-1]):
        other = candidates(label)
        if other and other[0][1] == SURE and not is_group(other[0][0]):
            return other
    return own or whole


def whole_label(pieces: str) -> int | None:
    """The row whose whole label the joined pieces are, but for a character or two."""
    found = candidates(pieces)
    if len(found) != 1 or is_group(found[0][0]):
        return None
    index = found[0][0]
    official = names()[index]
    return index if ratio(pieces.lstrip(_ENUMERATORS), official.lstrip(_ENUMERATORS)) >= _WHOLE else None


def is_row_label(label: str) -> bool:
    """Whether the letters of a cell name a row of table 3 beyond doubt, or one of its groups."""
    found = candidates(label)
    return bool(found) and found[0][1] == SURE


def is_header(label: str) -> bool:
    """Whether the letters of a cell belong to the head of table 3."""
    return _HEADER.search(label) is not None
