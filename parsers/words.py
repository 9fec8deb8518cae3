"""Folding of printed text before it is compared: one form for widths, brackets and spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_NOT_WORD = re.compile(r"[\W_]+")
_CHINESE = re.compile("[\u3400-\u9fff]")


def plain(text: str) -> str:
    """Compatibility forms to plain ones (NFKC), invisible characters out; white space is kept."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """Only the letters and digits of a text: labels are compared without spaces, quotes and brackets."""
    return _NOT_WORD.sub("", plain(text))


def chinese(text: str) -> int:
    """How many Chinese characters a text holds."""
    return len(_CHINESE.findall(text))
