"""Habits of bytes: encodings declared rightly, wrongly or not at all, damage, marks and zero bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from ..habit import Habit, Html
from ..page import plain_page
from . import splits

Encode = Callable[[str, Random], bytes]


def encoded(codec: str, declared: str | None, mark: bytes = b"") -> Encode:
    """Write in `codec`, declare `declared` (None: nothing)."""

    def encode(text: str, _: Random) -> bytes:
        meta = f'<meta charset="{declared}">' if declared else ""
        text = text.replace('<meta charset="utf-8">', meta)
        return mark + text.encode(codec, errors="xmlcharrefreplace")

    return encode


def http_equiv(text: str, _: Random) -> bytes:
    """The old way of declaring, in GB2312's name, with characters only GB18030 has."""
    meta = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">'
    return text.replace('<meta charset="utf-8">', meta).replace("张", "镕㐱").encode("gb18030")


def damaged(codec: str, broken: bytes) -> Encode:
    """Broken bytes in the prose, outside of every table."""

    def encode(text: str, rng: Random) -> bytes:
        data = text.encode(codec)
        for anchor in ("监督保障", "参训", "业务人员"):
            data = data.replace(
                anchor.encode(codec), anchor.encode(codec)[:3] + broken + anchor.encode(codec), 1
            )
        return data

    return encode


def entities(text: str, _: Random) -> bytes:
    """All characters beyond ASCII as numeric references, digits of cells too."""
    cells = re.sub(
        r">(\d+)<", lambda digits: ">" + "".join(f"&#x{ord(char):x};" for char in digits[1]) + "<", text
    )
    return cells.encode("ascii", errors="xmlcharrefreplace")


def zero_bytes(text: str, rng: Random) -> bytes:
    """Zero bytes and control characters between the tags."""
    return text.replace("</td><td>", "</td>\x00<td>").replace("</p>", "\x0b</p>").encode("utf-8")


def late_charset(title: str, body: str, rng: Random) -> str:
    """The declaration stands beyond the first two kilobytes."""
    head = "<script>" + "// 0123456789\n" * 300 + "</script>"
    return plain_page(title, body, rng).replace("<head>", f"<head>{head}")


def split_in_gbk() -> Html:
    """A split table in undeclared GBK: two habits at once."""
    inner = splits.broken("cut")
    return Html(reshape=inner.reshape, encode=encoded("gb18030", None))


HABITS = (
    Habit("gbk_declared", Html(encode=encoded("gbk", "gbk"))),
    Habit("gb2312_http_equiv", Html(encode=http_equiv)),
    Habit("gbk_undeclared", Html(encode=encoded("gb18030", None))),
    Habit("gbk_called_utf8", Html(encode=encoded("gb18030", "utf-8"))),
    Habit("utf8_called_gbk", Html(encode=encoded("utf-8", "gb2312"))),
    Habit("utf8_undeclared", Html(encode=encoded("utf-8", None))),
    Habit("utf8_called_latin1", Html(encode=encoded("utf-8", "iso-8859-1"))),
    Habit("utf8_bom_called_gbk", Html(encode=encoded("utf-8", "gbk", b"\xef\xbb\xbf"))),
    Habit("utf16_little", Html(encode=encoded("utf-16-le", "utf-16", b"\xff\xfe"))),
    Habit("utf16_big", Html(encode=encoded("utf-16-be", None, b"\xfe\xff"))),
    Habit("utf8_damaged", Html(encode=damaged("utf-8", b"\xe4\xff\x80"))),
    Habit("gbk_damaged", Html(encode=damaged("gb18030", b"\xff\xff"))),
    Habit("numeric_entities", Html(encode=entities)),
    Habit("zero_bytes", Html(encode=zero_bytes)),
    Habit("late_charset", Html(page=late_charset, encode=encoded("gb18030", "gbk"))),
    Habit("gbk_split_table", split_in_gbk()),
)
