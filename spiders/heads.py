"""The head of a page, read from its markup: meta tags, title, base. No tree is built for them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from spiders.text import squeeze

_BODY = re.compile(r"<[bB][oO][dD][yY]\b")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(r"""<[mM][eE][tT][aA]\b((?:[^"'<>]|"[^"]*"|'[^']*')*+)>""")
_BASE = re.compile(r"""<[bB][aA][sS][eE]\b((?:[^"'<>]|"[^"]*"|'[^']*')*+)>""")
_TITLE = re.compile(r"<[tT][iI][tT][lL][eE]\b[^<>]*>([^<]*)")
_LONGEST = 200_000
"""Characters of a head that are read."""
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the body: `meta` by lower-case name, `base` as written, `end` of the head."""

    meta: dict[str, str]
    title: str
    base: str | None
    end: int


def read_head(markup: str) -> Head:
    """Read the head of a page; markup without a body tag counts as head from end to end."""
    body = _BODY.search(markup)
    end = body.start() if body else 0
    head = markup[: min(end or _LONGEST, _LONGEST)]
    if "<!--" in head:
        head = _COMMENT.sub("", head)
    title = _TITLE.search(head) or _TITLE.search(markup)
    base = _BASE.search(head)
    return Head(
        meta=_named(head),
        title=squeeze(html.unescape(title[1])) if title else "",
        base=_attributes(base[1]).get("href") if base else None,
        end=end,
    )


def _named(head: str) -> dict[str, str]:
    """Contents of the meta tags; the first that is not empty wins."""
    found: dict[str, str] = {}
    for tag in _META.finditer(head):
        attributes = _attributes(tag[1])
        name, content = attributes.get("name", ""), squeeze(attributes.get("content", ""))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
