"""What inline styles and the page's own style sheet say about showing: hidden parts, boxes laid out as
tables."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import lxml.etree as etree

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*:\s*su(?:b|per)\b", re.IGNORECASE)
_DISPLAY = re.compile(
    r"display\s*:\s*(table-row-group|table-row|table-cell|inline-table|table)\b", re.IGNORECASE
)
_OF_INTEREST = re.compile("display|visibility|mso-hide|font-size|line-through|vertical-align", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS_SELECTOR = re.compile(r"^\s*[a-z]*\.([\w-]+)\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_ROLES = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td"}
_SHEET_LIMIT = 200_000


_HIDDEN_ATTRIBUTE = etree.XPath("boolean(//@hidden)")
_TELLING = (b"isplay", b"isib", b"so-hide", b"-through")
_LONGEST_TAG = 2_000
_BY_VALUE = (re.compile(rb"ont-size\s*:\s*0"), re.compile(rb"ertical-align\s*:\s*su"))


def has_telling_styles(page: bytes) -> bool:
    """Whether any inline style of a page (in lower case) may hide, strike or lay out; true as well for some
    that do not."""
    if any(value.search(page) for value in _BY_VALUE):
        return True
    for word in _TELLING:
        at = page.find(word)
        while at >= 0:
            tag = page.rfind(b"<", max(0, at - _LONGEST_TAG), at)
            if tag >= 0 and b"style" in page[tag:at]:
                return True
            at = page.find(word, at + 1)
    return False


class Styles:
    """`by_class`: class name -> "hidden", "table", "tr" or "td", from the `style` elements of the page.

    `boxes`: roles of elements that only look like rows and cells. `hidden_attributes`: whether any element is
    hidden by its attribute; `inline`: whether any inline style may say something of use.
    """

    def __init__(self, root: Any, inline: bool) -> None:
        self.by_class: dict[str, str] = {}
        self.boxes: dict[Any, str] = {}
        self.hidden_attributes: bool = _HIDDEN_ATTRIBUTE(root)
        self.inline = inline
        for sheet in root.iter("style"):
            text = "".join(sheet.itertext())[:_SHEET_LIMIT]
            if "display" in text or "visibility" in text:
                self._read(_COMMENT.sub("", text))

    @property
    def telling(self) -> bool:
        """Whether an element's text may count otherwise than by its tag alone."""
        return self.inline or self.hidden_attributes or bool(self.by_class)

    def _read(self, sheet: str) -> None:
        for selectors, declarations in _RULE.findall(sheet):
            meaning = _meaning(declarations)
            if meaning:
                for selector in selectors.split(","):
                    name = _CLASS_SELECTOR.match(selector)
                    if name:
                        self.by_class[name[1]] = meaning

    def meaning(self, node: Any, style: str | None) -> str | None:
        """ "hidden", "struck", "sup" (raised or lowered), or the role of a box laid out like "table", "tr"
        or "td"; an inline style goes first."""
        if style is not None:
            said = inline_meaning(style)
            if said:
                return None if said == "shown" else said
        if node.get("hidden") is not None:
            return "hidden"
        if self.by_class:
            for name in (node.get("class") or "").split():
                meaning = self.by_class.get(name)
                if meaning:
                    return meaning
        return None


@lru_cache(maxsize=2048)
def inline_meaning(style: str) -> str | None:
    """What an inline style means; "shown" where it sets a display of another kind."""
    if not _OF_INTEREST.search(style):
        return None
    if _HIDDEN.search(style):
        return "hidden"
    if "line-through" in style:
        return "struck"
    if _RAISED.search(style):
        return "sup"
    shown = _DISPLAY.search(style)
    if shown:
        return _ROLES.get(shown[1].lower())
    return "shown" if "isplay" in style else None


def _meaning(declarations: str) -> str | None:
    if _HIDDEN.search(declarations):
        return "hidden"
    shown = _DISPLAY.search(declarations)
    return _ROLES.get(shown[1].lower()) if shown else None
