"""Labels of the older forms, folded for comparison: no enumerators, no remarks in brackets, one spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.words import letters, plain

UNITS = frozenset(
    [
        "条",
        "件",
        "次",
        "篇",
        "个",
        "人",
        "人次",
        "元",
        "万元",
        "份",
        "件次",
        "家",
        "处",
        "场",
        "期",
        "起",
        "宗",
    ]
)
_SPACE = re.compile(r"\s+")
_ENUMERATOR = re.compile(
    r"^(?:[-—·•*#]+|其中[:、,]?|包括:|第?[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十0-9]{1,3}\)|"
    r"[0-9]{1,2}[、.,:)]|[0-9]{1,2}(?=[^0-9.%年月]))"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_OPEN_REMARK = re.compile(r"\((?:不包括|不同).*$")
_UNIT = re.compile(
    r"[(\[](?:单位:?)?(条|件|次|篇|个|人|人次|元|万元|份)[)\]]$|,?单位:(条|件|次|篇|个|人|人次|元|万元|份)$"
)
_COUNTED = re.compile(r"(?:总次数|总数量|总数|次数|数量|总量|数)$")
_SPELLINGS = (("其它", "其他"), ("免于", "免予"), ("的", ""), ("了", ""), ("帐", "账"))


@lru_cache(maxsize=4096)
def key_of(text: str) -> tuple[str, ...]:
    """The letters of a label without its enumerator: with what stands in brackets, and without it."""
    bare = _bare(text)
    whole = _spelt(letters(bare))
    short = _spelt(letters(_OPEN_REMARK.sub("", _BRACKETED.sub("", bare))))
    return (whole, short) if short and short != whole else (whole,)


@lru_cache(maxsize=4096)
def unit_in(text: str) -> str | None:
    """The unit that a label names at its end: `收到申请数（件）` gives `件`."""
    match = _UNIT.search(_SPACE.sub("", plain(text)))
    return (match[1] or match[2]) if match else None


def loose(key: str) -> str:
    """A key without the word for a number at its end: `收到申请数` and `收到申请` are one."""
    short = _COUNTED.sub("", key)
    return short if len(short) >= 2 else key


def enumerated(text: str) -> bool:
    """Whether a label opens with an enumerator or 其中."""
    return _ENUMERATOR.match(_SPACE.sub("", plain(text))) is not None


def _bare(text: str) -> str:
    bare = _UNIT.sub("", _SPACE.sub("", plain(text)))
    while True:
        match = _ENUMERATOR.match(bare)
        if match is None or match.end() == len(bare):
            return bare
        bare = bare[match.end() :]


def _spelt(key: str) -> str:
    for one, other in _SPELLINGS:
        key = key.replace(one, other)
    return key
