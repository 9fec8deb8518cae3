"""The text of runs: what a reader of the printed page sees, tracked changes accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parsers.carriers.office.package import child, local, value
from parsers.carriers.office.styles import PLAIN, Style, hidden, struck

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_WITHOUT_TEXT = (
    "pPr rPr del moveFrom delText delInstrText instrText fldData softHyphen footnoteReference "
    "endnoteReference footnoteRef endnoteRef commentReference annotationRef lastRenderedPageBreak rt rubyPr "
    "sdtPr sdtEndPr smartTagPr customXmlPr fldCharPr ctrlPr oMathParaPr bookmarkStart bookmarkEnd proofErr"
)
_SILENT = frozenset(_WITHOUT_TEXT.split())
_LINEAR_MATH = frozenset({"oMath", "oMathPara", "r", "t", "rPr"})
_SYMBOL_FONT = range(0xF020, 0xF07F)


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: text, text boxes, pictures (relation ids), whether any text was struck."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    struck: bool = False
    math: bool = False  # a formula with more than one line: its digits in a row would be another number
    tracked: bool = False


class RunReader:
    """Reads the inline content of paragraphs. Fields may begin in one paragraph and end in another."""

    def __init__(self, styles: Mapping[str, Style], *, fields: bool = True) -> None:
        self._styles = styles
        self._fields: list[bool] | None = [] if fields else None  # for each open field: in its result

    @property
    def open_field(self) -> bool:
        """Whether a field's instruction is open: all text from here on would be lost."""
        return bool(self._fields) and not all(self._fields or ())

    def swap_fields(self, fields: list[bool] | None) -> list[bool] | None:
        """Put another state of the fields in place and return the one so far: cells have their own."""
        previous, self._fields = self._fields, None if self._fields is None else fields
        return previous

    def read(self, node: Any, inline: Inline, style: Style = PLAIN) -> None:
        """Add what the children of a paragraph, run or inline container hold."""
        for inner in node:
            name = local(inner.tag)
            if name == "t":
                self._text(inner.text, inline)
            elif name == "r":
                self._run(inner, inline, style)
            elif name in _CHARACTERS:
                self._text(_CHARACTERS[name], inline)
            elif name == "annotation" and "Deletion" in (_named(inner, "type") or ""):
                inline.tracked = True
            elif name in _SILENT:
                inline.tracked = inline.tracked or name in ("del", "moveFrom")
            elif name == "fldChar":
                self._field(value(inner, "fldCharType"))
            elif name == "sym":
                self._text(_symbol(inner), inline)
            elif name == "AlternateContent":
                self.read(_alternative(inner), inline, style)
            elif name == "txbxContent":
                inline.boxes.append(inner)
            elif name == "ruby":
                base = child(inner, "rubyBase")
                if base is not None:
                    self.read(base, inline, style)
            elif name in ("oMath", "oMathPara"):
                inline.math = inline.math or any(
                    local(deep.tag) not in _LINEAR_MATH and not local(deep.tag).endswith("Pr")
                    for deep in inner.iter()
                    if deep.tag.startswith(inner.tag[: inner.tag.find("}")])
                )
                for text in inner.iter("{*}t"):
                    self._text(text.text, inline)
            else:
                if name in ("ins", "moveTo"):
                    inline.tracked = True
                elif name in ("blip", "imagedata"):
                    inline.pictures.extend(
                        found
                        for key, found in inner.attrib.items()
                        if local(key) in ("embed", "id") and "}" in key
                    )
                self.read(inner, inline, style)

    def _run(self, run: Any, inline: Inline, style: Style) -> None:
        properties = child(run, "rPr")
        if properties is None and style is PLAIN:
            self.read(run, inline, style)
            return
        named = child(properties, "rStyle") if properties is not None else None
        own = self._styles.get(value(named) or "", PLAIN) if named is not None else PLAIN
        if _first(hidden(properties), own.hidden, style.hidden):
            return
        if _first(struck(properties), own.struck, style.struck):
            aside = Inline()
            self.read(run, aside, PLAIN)
            inline.struck = inline.struck or bool("".join(aside.parts).strip())
            inline.boxes.extend(aside.boxes)
            return
        raised = child(properties, "vertAlign") if properties is not None else None
        if raised is not None and value(raised) == "superscript":
            aside = Inline()
            self.read(run, aside, style)
            inline.parts.append("".join(aside.parts).translate(_SUPERSCRIPT))
            inline.boxes.extend(aside.boxes)
            return
        self.read(run, inline, style)

    def _text(self, text: str | None, inline: Inline) -> None:
        if text and not self.open_field:
            inline.parts.append(text)

    def _field(self, kind: str | None) -> None:
        if self._fields is None:
            return
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _named(node: Any, name: str) -> str | None:
    return next((text for key, text in node.attrib.items() if local(key) == name), None)


def _first(*choices: bool | None) -> bool:
    return next((choice for choice in choices if choice is not None), False)


def _alternative(node: Any) -> Any:
    """One of the forms of the same content: the first choice, else the fall-back."""
    chosen = child(node, "Choice")
    if chosen is None:
        chosen = child(node, "Fallback")
    return chosen if chosen is not None else ()


def _symbol(node: Any) -> str:
    """The character of a `w:sym`; the Symbol font keeps ASCII in the private area of Unicode."""
    try:
        code = int(value(node, "char") or "", 16)
    except ValueError:
        return "\ufffd"
    if (value(node, "font") or "").lower() == "symbol" and code in _SYMBOL_FONT:
        code -= 0xF000
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
