"""Folding of printed text before it is compared: one form for widths, brackets and spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
# Marks of footnotes, which folding would turn into plain digits: ² ③ ❶ [2]
FOLDING_MARKS = (
    "[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]"
)
NOTE_MARK = re.compile(
    rf"{FOLDING_MARKS}+|"
    r"(?<=[^\s\[])[\[［【〔](?:注\s*)?[0-9]{1,2}[\]］】〕]|[*＊※]+$"
)
_NOT_WORD = re.compile(r"[\W_]+")
_CHINESE = re.compile("[\u3400-\u9fff]")

# The characters of the official labels in traditional script, and 製, which recognisers take for 制.
_SIMPLIFIED = str.maketrans(
    "萬業舉於會體關內決況減辦務動區單發後國處復審對屬廢開強當總執護報據數無機權條構沒現確祕穩類糾納組織經結繼續維"
    "繳罰範獲補規計認議許訟訪訴詢請購費轉過這進採問項題額紀為與從終維製",
    "万业举于会体关内决况减办务动区单发后国处复审对属废开强当总执护报据数无机权条构没现确秘稳类纠纳组织经结继续维"
    "缴罚范获补规计认议许讼访诉询请购费转过这进采问项题额纪为与从终维制",
)


def plain(text: str) -> str:
    """Compatibility forms to plain ones (NFKC), invisible characters out; white space is kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """Only the letters and digits of a text: labels are compared without spaces, quotes, brackets and
    note marks, in simplified script."""
    return _NOT_WORD.sub("", plain(NOTE_MARK.sub("", text))).translate(_SIMPLIFIED)


def chinese(text: str) -> int:
    """How many Chinese characters a text holds."""
    return len(_CHINESE.findall(text))
