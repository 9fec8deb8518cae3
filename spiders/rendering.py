"""Pages that need a browser: what is asked of it, and how a page that it has rendered says so of itself.

A spider asks by the key `RENDER` of a request's meta. What comes back is the page as its scripts have left
it, with a comment in front that names the reason and, of a list paged by clicking, which page it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

RENDER = "nianbao_render"
"""Key of a `Rendering` in the meta of a request."""
_MARK = re.compile(r"\s*<!--nianbao (\{[^\n]*\})-->")
_LONGEST_MARK = 2_000


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a browser is asked for."""

    evidence: str
    """Why the page needs one, in words a person can check."""
    body: bytes | None = None
    """The page as the portal sent it; the browser asks for it where there is none."""
    paged: bool = False
    """Whether the page is a list, whose further pages are wanted too."""
    number: int = 1
    """Page of the list that is wanted; the first one brings all others about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rendered page says of itself."""

    evidence: str
    number: int = 1
    of: int = 1
    """Pages of the list that the browser has seen."""
    ended: str = ""
    """Why it saw no more, where that is a fault: what could not be had, or a limit. Empty at a list's end."""


def marked(mark: Mark, markup: str) -> bytes:
    """Return a rendered page in UTF-8 with its mark in front."""
    told = json.dumps(asdict(mark), ensure_ascii=False, separators=(",", ":"))
    # Neither of these may stand inside a comment; both stay JSON.
    told = told.replace("-", "\\u002d").replace(">", "\\u003e")
    return f"<!--nianbao {told}-->\n{markup}".encode(errors="replace")


def mark_of(markup: str) -> Mark | None:
    """Return the mark of a rendered page; None for every other page."""
    found = _MARK.match(markup, 0, _LONGEST_MARK)
    if found is None:
        return None
    try:
        return Mark(**json.loads(found[1]))
    except (ValueError, TypeError):
        return None
