"""The text of a title, folded for matching, with the way back to what was printed.

Folding: compatibility forms to plain ones (NFKC), traditional characters to simplified ones, white space and
invisible characters out. A match in the folded text can be cut out of the printed one with `Folded.printed`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

# Characters that simplified place names keep, though the converter would change them (乾县, 於潜镇).
_KEPT_IN_NAMES = frozenset("乾於昇堃甯濛藉著瞭")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn"})
_ALIASES = str.maketrans({"﹒": ".", "•": "·", "・": "·", "‧": "·", "∙": "·", "︱": "|", "〖": "[", "〗": "]",
                          "【": "[", "】": "]", "「": "《", "」": "》", "『": "《", "』": "》", "“": "《", "”": "》",
                          "〈": "《", "〉": "》", "﹝": "〔", "﹞": "〕", "—": "-", "–": "-", "―": "-", "─": "-",
                          "‐": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is for matching; character i of it stands for character `origin[i]` of `source`."""

    text: str
    source: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The printed characters behind `text[start:end]`, without white space."""
        if start >= end:
            return ""
        piece = self.source[self.origin[start]:self.origin[end - 1] + 1]
        return "".join(c for c in piece if unicodedata.category(c) not in _INVISIBLE)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters to simplified ones; a text that is simplified already is returned as it is."""
    if text.isascii():
        return text
    converted: str = _converter().convert(text)
    if len(converted) != len(text):
        return converted
    changed = {old for old, new in zip(text, converted, strict=True) if old != new}
    return converted if changed - _KEPT_IN_NAMES else text


def fold(title: str) -> Folded:
    """Fold a printed title for matching."""
    source = simplified(title)
    text: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(source):
        plain = char if "一" <= char <= "鿿" else unicodedata.normalize("NFKC", char)
        for part in plain.translate(_ALIASES):
            if unicodedata.category(part) in _INVISIBLE:
                continue
            text.append(part)
            origin.append(index)
    return Folded("".join(text), source, tuple(origin))


def normalise_title(title: str) -> str:
    """NFKC, traditional to simplified, white space and invisible characters out."""
    return "".join(c for c in unicodedata.normalize("NFKC", simplified(title)) if unicodedata.category(c) not in _INVISIBLE)
