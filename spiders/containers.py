"""The elements in which the known site makes put the body of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_TAGS = frozenset({"div", "td", "article", "section", "form"})
# fmt: off
_NAMES = frozenset({
    "ucap-content", "trs_editor_view", "trs_ueditor", "trs_editor", "custom_unionstyle",
    "v_news_content", "ivs_content", "wzzw-article", "wzcon", "contentxxgk", "xxgk_content",
    "gknbxq_detail", "gknb_content", "zoomcon", "zoom", "article-content", "news_cont_d_wrap",
    "main-txt", "bt-content", "article_content", "webeditorview", "artical", "nr-zw",
    "pages_content", "view", "wip_art_con", "con_con", "articlecontent", "article_con",
    "content-article", "nfw-cms-content",
})
# fmt: on
_NUMBERED = re.compile(r"vsb_content(?:_\d+)?")


def article_body(nodes: Iterable[Any]) -> Any | None:
    """Return the first, so the outermost, element known as a body; None where there is none."""
    for node in nodes:
        if node.tag == "ucapcontent":
            return node
        if node.tag in _TAGS and (node.get("id") or node.get("class")):
            identity = (node.get("id") or "").lower()
            if identity in _NAMES or _NUMBERED.fullmatch(identity):
                return node
            if not _NAMES.isdisjoint((node.get("class") or "").lower().split()):
                return node
    return None
