"""The six chapter headings of the report, in their many wordings and numberings."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.words import letters, plain

_NUMERAL = re.compile(
    r"^(?:第?([一二三四五六七八九十]{1,3})(?:、|[.,。:]|章|部分|\s|(?=[^\s一二三四五六七八九十])))"
)
_MARKS = " \t\r\n\u3000\xa0#*-•·>|"
_LONGEST = 60
_TITLES = (
    (1, re.compile(r"^(?:年度)?(?:政府信息公开)?(?:工作)?(?:总体|基本)(?:工作)?情况$|^概述$|^总体情况")),
    (2, re.compile(r"^(?:行政机关)?主动公开(?:政府)?信息(?:的|工作)?情况$")),
    (3, re.compile(r"^(?:行政机关)?(?:收到和处理|收到及处理|处理|收到).{0,12}申请的?(?:处理)?情况$")),
    (4, re.compile(r"^(?:因)?(?:政府信息公开)?.{0,22}(?:行政)?复议.{0,8}诉讼.{0,8}情况$")),
    (
        5,
        re.compile(
            r"^(?:政府信息公开)?(?:工作)?(?:中)?(?:存在的?)?(?:主要)?(?:困难和)?(?:存在)?问题(?:及|和|与|、)?.{0,6}(?:改进|整改|下一步|措施).{0,12}$"
        ),
    ),
    (6, re.compile(r"^其[他它](?:需要?)?(?:要)?(?:报告|说明)?(?:的)?(?:其他)?(?:事项|情况)$")),
)


@lru_cache(maxsize=4096)
def chapter_of(text: str) -> int | None:
    """The number (1-6) of the chapter that a line is the heading of; None for any other line.

    The printed numeral is not asked: reports number their chapters in several ways. It may be missing.
    """
    if (
        len(text) > _LONGEST
        or len(text) < 2
        or not ("况" in text or "题" in text or "项" in text or "述" in text)
    ):
        return None
    bare = strip_numeral(text)
    name = letters(bare)
    if not 2 <= len(name) <= 40:
        return None
    for number, title in _TITLES:
        if title.search(name):
            return number if number != 1 or len(name) <= 16 else None
    return None


def strip_numeral(text: str) -> str:
    """A heading without marks and numeral: `## 一、总体情况` gives `总体情况`."""
    line = plain(text).strip(_MARKS)
    return _NUMERAL.sub("", line, count=1).strip(_MARKS)


def numeral(text: str) -> int | None:
    """The Chinese numeral (1-99) that opens a line as `一、` or `第一部分`, if one does."""
    match = re.match(r"^第?([一二三四五六七八九十]{1,3})(?:、|[.,]|章|部分)", plain(text).strip(_MARKS))
    return _CHINESE_NUMBERS.get(match[1]) if match else None


_DIGITS = "一二三四五六七八九"
_CHINESE_NUMBERS = (
    {c: i for i, c in enumerate(_DIGITS, 1)}
    | {"十": 10}
    | {"十" + c: 10 + i for i, c in enumerate(_DIGITS, 1)}
    | {c + "十": 10 * i for i, c in enumerate(_DIGITS, 1)}
)
