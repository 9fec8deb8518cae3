"""Bytes of a page to text. Headers and meta tags lie about the charset, the bytes do not."""

from __future__ import annotations

import codecs
import html
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TOLERATED_DAMAGE = 200
"""One broken byte in so many characters is damage inside UTF-8, not another charset."""

_MARKUP = re.compile(
    r"<(?:([sSnNtT](?i:cript|tyle|oscript|emplate|itle|extarea|elect))\b.*?(?:</(?i:\1)\s*>|\Z)|!--.*?(?:-->|\Z)|[^<>]*>)",
    re.DOTALL,
)
"""A tag, a comment, or an element of which a reader sees nothing."""
_ZERO_WIDTH = re.compile(r"[\u200b-\u200d\u2060\ufeff]")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a page and the charset used: BOM, then UTF-8, then GB18030.

    UTF-8 wins while its errors are rare (a page cut inside a character, one bad byte pasted in):
    text in a GB charset read as UTF-8 fails at nearly every Chinese character.
    """
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, errors="replace"), charset
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    foreign = sum(1 for character in text if character > "\x7f")
    if text.count("\ufffd") * _TOLERATED_DAMAGE <= foreign or set(text[:-3]).isdisjoint("\ufffd"):
        return text, "utf-8"
    return data.decode("gb18030", errors="replace"), "gb18030"


def squeeze(text: str) -> str:
    """Collapse runs of blanks (ideographic ones too) into single spaces; zero-width ones vanish."""
    if text.isalnum():
        return text
    return " ".join(_ZERO_WIDTH.sub("", text).split())


def compact(text: str) -> str:
    """Take every blank out: headings and labels are often printed with spaces between characters."""
    if text.isalnum():
        return text
    return "".join(_ZERO_WIDTH.sub("", text).split())


def shown(markup: str) -> str:
    """Return the text that a part of a page's markup shows, without any blanks; no tree is built."""
    return compact(html.unescape(_MARKUP.sub("", markup)))
