"""The text of a title, folded for matching, with the way back to what was printed.

Folding: compatibility forms to plain ones (NFKC), traditional characters to simplified ones, brackets,
quotation marks and dashes to one form each, white space and invisible characters out. A match in the folded
text is cut out of the printed one with `Folded.printed`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

# A text is in traditional script where it has one of these. Others are no proof: simplified place names keep
# characters that the converter would change (乾县, 於潜镇, 垌塚镇).
_TRADITIONAL = frozenset("開報資訊縣鎮鄉區務辦廳會國關發處農業學財審運輸環團黨總辭職門東華廣設漁陽龍興寧湯")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn"})
_ONE_FORM = {
    char: form
    for form, chars in {
        ".": "﹒",
        "·": "•・‧∙",
        "|": "︱丨",
        "[": "〖【",
        "]": "〗】",
        "《": "「『“〈",
        "》": "」』”〉",
        "〔": "﹝",
        "〕": "﹞",
        "-": "—–―─‐‑−",
        "~": "～",
    }.items()
    for char in chars
}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is for matching; character i of it stands for character `origin[i]` of `source`."""

    text: str
    source: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The printed characters behind `text[start:end]` in simplified script, without white space."""
        if start >= end:
            return ""
        piece = self.source[self.origin[start] : self.origin[end - 1] + 1]
        return "".join(char for char in piece if _fold_char(char))

    def follows_space(self, at: int) -> bool:
        """Whether white space was printed right before `text[at]`."""
        return 0 < at < len(self.origin) and self.origin[at] - self.origin[at - 1] > 1


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters to simplified ones; a text that is simplified already is returned as it is."""
    if _TRADITIONAL.isdisjoint(text):
        return text
    converted: str = _converter().convert(text)
    return converted


@lru_cache(maxsize=20_000)
def _fold_char(char: str) -> str:
    if char in _ONE_FORM:
        return _ONE_FORM[char]
    if "一" <= char <= "鿿":
        return char
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_ONE_FORM.get(c, c) for c in plain if unicodedata.category(c) not in _INVISIBLE)


def fold(title: str) -> Folded:
    """Fold a printed title for matching."""
    source = simplified(title)
    text: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(source):
        plain = _fold_char(char)
        text.append(plain)
        origin.extend([index] * len(plain))
    return Folded("".join(text), source, tuple(origin))


def normalise_title(title: str) -> str:
    """NFKC, traditional to simplified, white space and invisible characters out; nothing else changes."""
    plain = unicodedata.normalize("NFKC", simplified(title))
    return "".join(c for c in plain if unicodedata.category(c) not in _INVISIBLE)
