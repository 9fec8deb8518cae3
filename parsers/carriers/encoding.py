"""Bytes to text by what the bytes are; a declared charset is believed only where the bytes allow nothing
better.

Rule: byte order mark; UTF-16 by its zero bytes; strict UTF-8; nearly UTF-8 (over twenty Chinese
characters for each damaged byte) with replacement; else GB18030, which holds GBK and GB2312.
"""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.IGNORECASE)
_CHINESE_PER_DAMAGE = 20


def decode(data: bytes) -> str:
    """Decode a page or a text; never raises, zero characters are dropped."""
    return _decode(data).replace("\x00", "")


def _decode(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    wide = _zero_bytes(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    if len(_CHINESE.findall(text)) > _CHINESE_PER_DAMAGE * damaged:
        return text
    if _BIG5.search(data[:4096]):
        try:
            return data.decode("big5hkscs")
        except UnicodeDecodeError:
            pass
    return data.decode("gb18030", errors="replace")


def _zero_bytes(data: bytes) -> str | None:
    """UTF-16 without a mark: mark-up and digits leave zero bytes at every other place."""
    head = data[:4096]
    zeros = head.count(0)
    if zeros < len(head) // 10:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
