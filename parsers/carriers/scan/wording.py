"""The printed words of the forms, for telling a misread character in a heading from another heading."""

from __future__ import annotations

from functools import cache

from parsers.formats.older.forms import forms
from parsers.formats.spec import formats
from parsers.words import chinese, plain

_HEADINGS = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "信息内容",
    "行政复议",
    "行政诉讼",
    "未经复议直接起诉",
    "复议后起诉",
    "结果维持",
    "结果纠正",
    "其他结果",
    "尚未审结",
]
_LONG = 8  # characters, from which on two may be misread
_LEAST = 3
_PLAIN = 5  # characters, from which on no other label differs from one by a mark or a numeral alone
_FLAT = "一二三"
_NUMERALS = frozenset("一二三四五六七八九十")


def mended(text: str) -> str:
    """The official wording that a text is but for a misread character; the text itself where none is.

    Only Chinese characters that are no numerals are mended, one for one: digits and item marks never. A
    numeral of bare strokes that was dropped or doubled inside a long wording is put right, and so is a
    character of a long part of a label that is printed in two cells.
    """
    folded = "".join(plain(text).split())
    if len(folded) < _LEAST or folded in _wordings().get(len(folded), ()):
        return text
    near = [
        wording
        for wording in _wordings().get(len(folded), ())
        if _misread(folded, wording) <= (2 if len(folded) >= _LONG else 1)
    ]
    if not near and len(folded) >= _LONG:
        near = [
            wording
            for length in (len(folded) - 1, len(folded) + 1)
            for wording in _wordings().get(length, ())
            if _stroke_apart(*sorted((folded, wording), key=len))
        ]
    if not near and len(folded) >= _LONG:
        parts = _parts(len(folded))
        near = [] if folded in parts else [part for part in parts if _misread(folded, part) == 1]
    return near[0] if len(near) == 1 else text


def _stroke_apart(short: str, long: str) -> bool:
    """Whether two texts are one but for a numeral of bare strokes, which one of them lacks."""
    return any(long[at] in _FLAT and long[:at] + long[at + 1 :] == short for at in range(len(long)))


def is_printed(text: str) -> bool:
    """Whether a text is a wording of the forms, letter for letter, and long enough to be no other's."""
    folded = "".join(plain(text).split())
    return chinese(folded) >= _PLAIN and folded in _wordings().get(len(folded), ())


def _misread(text: str, wording: str) -> int:
    """How many characters differ; more than may be where one of them is no word character."""
    pairs = [(one, other) for one, other in zip(text, wording, strict=True) if one != other]
    if any(not chinese(one) or not chinese(other) or _NUMERALS & {one, other} for one, other in pairs):
        return len(text)
    return len(pairs)


@cache
def _parts(length: int) -> frozenset[str]:
    """All parts of that length of longer wordings."""
    return frozenset(
        wording[at : at + length]
        for longer, wordings in _wordings().items()
        for wording in wordings
        for at in range(longer - length + 1)
    )


@cache
def _wordings() -> dict[int, frozenset[str]]:
    """The words of all forms, by length."""
    printed = set(_HEADINGS)
    for older in forms():
        printed |= {line.label for line in older.rows}
    for form in formats().values():
        printed |= {row.label for row in form.rows}
        for part in form.proactive:
            printed |= {part.heading, *(label.label for label in (*part.rows, *part.columns))}
    found: dict[int, set[str]] = {}
    for text in printed:
        folded = "".join(plain(text).split())
        found.setdefault(len(folded), set()).add(folded)
    return {length: frozenset(texts) for length, texts in found.items()}
