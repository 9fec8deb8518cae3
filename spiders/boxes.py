"""Boxes of a portal's page that show the beginning of a list: where their `more` leads, by their heading."""

from __future__ import annotations

import re
from itertools import islice

from spiders.names import is_column_label
from spiders.pages import Link
from spiders.text import compact, squeeze

_MORE = re.compile(
    r"^(?:(?:查看|点击|浏览)?更多.{0,4}|more[>»›]*|[+＋]|[>»›]{1,3}|[.…]{3,6})$", re.IGNORECASE
)
_LONGEST_MORE = 8
_LEVELS_OF_A_BOX = 4
_HEADINGS = 2
"""Texts at the beginning of a box that may be its heading."""


def column_of_more(link: Link) -> str:
    """Return the name of the report column that a `more` stands for, empty where the link is none.

    The name is the heading of the box around the link, or right before it.
    """
    if len(link.text) > _LONGEST_MORE or not (_MORE.match(compact(link.text)) or _is_picture(link)):
        return ""
    outer = link.node
    for _ in range(_LEVELS_OF_A_BOX):
        outer = outer.getparent()
        if outer is None or outer.tag in ("body", "html"):
            return ""
        for text in islice((squeeze(text) for text in outer.itertext() if text.strip()), _HEADINGS):
            if is_column_label(text):
                return text
    return ""


def _is_picture(link: Link) -> bool:
    """Whether a link is nothing but a picture or a mark called `more`."""
    if link.text:
        return False
    names = [node.get("src") or "" for node in link.node.iter("img")]
    return any("more" in name.lower() for name in (*names, link.node.get("class") or ""))
