"""What inline styles and the page's own style sheet say about showing: hidden parts, boxes laid out as tables."""

from __future__ import annotations

import re
from typing import Any

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)", re.IGNORECASE)
_DISPLAY = re.compile(r"display\s*:\s*(table-row-group|table-row|table-cell|inline-table|table)\b", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS_SELECTOR = re.compile(r"^\s*[a-z]*\.([\w-]+)\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_ROLES = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td"}
_SHEET_LIMIT = 200_000


class Styles:
    """`by_class`: class name -> "hidden", "table", "tr" or "td", from the `style` elements of the page.

    `boxes`: roles of elements that only look like rows and cells.
    """

    def __init__(self, root: Any) -> None:
        self.by_class: dict[str, str] = {}
        self.boxes: dict[Any, str] = {}
        for sheet in root.iter("style"):
            text = "".join(sheet.itertext())[:_SHEET_LIMIT]
            if "display" in text or "visibility" in text:
                self._read(_COMMENT.sub("", text))

    @property
    def in_sheet(self) -> bool:
        """Whether the page's own sheet says anything of use."""
        return bool(self.by_class)

    def _read(self, sheet: str) -> None:
        for selectors, declarations in _RULE.findall(sheet):
            meaning = _meaning(declarations)
            if meaning:
                for selector in selectors.split(","):
                    name = _CLASS_SELECTOR.match(selector)
                    if name:
                        self.by_class[name[1]] = meaning

    def is_hidden(self, node: Any, style: str | None) -> bool:
        """Whether the element is not shown; an inline style beats the sheet."""
        if style is not None and ("isplay" in style or "ISPLAY" in style or "isib" in style or "hide" in style or "font-size" in style):
            if _HIDDEN.search(style):
                return True
            if "isplay" in style:
                return False
        if node.get("hidden") is not None:
            return True
        return bool(self.by_class) and any(self.by_class.get(name) == "hidden" for name in (node.get("class") or "").split())

    def role(self, node: Any, style: str | None) -> str | None:
        """`table`, `tr` or `td` for a box that is laid out like one."""
        if style is not None and "table" in style:
            shown = _DISPLAY.search(style)
            if shown:
                return _ROLES.get(shown[1].lower())
        if self.by_class:
            for name in (node.get("class") or "").split():
                meaning = self.by_class.get(name)
                if meaning and meaning != "hidden":
                    return meaning
        return None


def _meaning(declarations: str) -> str | None:
    if _HIDDEN.search(declarations):
        return "hidden"
    shown = _DISPLAY.search(declarations)
    return _ROLES.get(shown[1].lower()) if shown else None
