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


def plain(text: str) -> str:
    """Compatibility forms to plain ones (NFKC), invisible characters out; white space is kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """Only the letters and digits of a text: labels are compared without spaces, quotes, brackets and
    note marks."""
    return _NOT_WORD.sub("", plain(NOTE_MARK.sub("", text)))


def chinese(text: str) -> int:
    """How many Chinese characters a text holds."""
    return len(_CHINESE.findall(text))
