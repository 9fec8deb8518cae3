"""What Word's styles say about showing: hidden and struck text, headings, lists of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from parsers.carriers.office.package import child, local, value

_HEADING = re.compile(r"(?:heading|标题)\s*\d", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_DEEPEST = 20
BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """`hidden` and `struck` are None where the style does not say."""

    heading: bool = False
    contents: bool = False
    hidden: bool | None = None
    struck: bool | None = None


PLAIN = Style()


def switched(properties: Any, *names: str) -> bool | None:
    """Whether any of the named switches of a `w:rPr` is on; None where none is there."""
    found: bool | None = None
    for node in properties if properties is not None else ():
        if local(node.tag) in names:
            found = bool(found) or (value(node) or "1").lower() not in _OFF
    return found


def hidden(properties: Any) -> bool | None:
    """Whether run properties hide their text."""
    return switched(properties, "vanish", "specVanish", "webHidden")


def struck(properties: Any) -> bool | None:
    """Whether run properties strike their text through."""
    return switched(properties, "strike", "dstrike")


def level(properties: Any) -> int:
    """The outline level of paragraph properties, from 0; 9 for running text."""
    node = child(properties, "outlineLvl") if properties is not None else None
    printed = value(node) if node is not None else None
    return int(printed) if printed and printed.isdigit() and len(printed) < 3 else BODY_LEVEL


def read_styles(root: Any) -> dict[str, Style]:
    """The styles of a document by id, with what they are based on."""
    nodes: dict[str, Any] = {}
    for node in root.iter("{*}style") if root is not None else ():
        name = value(node, "styleId")
        if name:
            nodes.setdefault(name, node)
    found: dict[str, Style] = {}
    for name in nodes:
        found[name] = _resolve(nodes, name)
    return found


def _resolve(nodes: dict[str, Any], name: str) -> Style:
    heading = contents = False
    hides: bool | None = None
    strikes: bool | None = None
    current: str | None = name
    for _ in range(_DEEPEST):
        node = nodes.get(current or "")
        if node is None:
            break
        called = child(node, "name")
        words = [value(called) or "" if called is not None else ""]
        heading = heading or any(_HEADING.match(word) or word.lower() == "title" for word in words)
        contents = contents or any(_CONTENTS.match(word) for word in words)
        heading = heading or level(child(node, "pPr")) < BODY_LEVEL
        run = child(node, "rPr")
        hides = hides if hides is not None else hidden(run)
        strikes = strikes if strikes is not None else struck(run)
        based = child(node, "basedOn")
        current = value(based) if based is not None else None
    return Style(heading, contents, hides, strikes)
