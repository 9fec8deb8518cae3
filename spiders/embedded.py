"""Files that a page carries in itself: documents in base64, in a script or as the address of a frame."""

from __future__ import annotations

import re
from urllib.parse import unquote

from spiders.pages import Page
from spiders.pictures import decoded

_BEGINNINGS = {"JVBERi0": "pdf", "0M8R4KGx": "doc", "UEsDB": "docx"}
"""The first bytes of PDF, OLE and ZIP files as base64 writes them, and the usual ending of such a file."""
_LEAST = 400
"""Characters; no document is shorter."""
_TEXT = re.compile(
    rf"""(?P<begin>{"|".join(_BEGINNINGS)})(?:[A-Za-z0-9+/=\s]|\\[nr/]|%[0-9A-Fa-f]{{2}}|["']\s*\+\s*["'])+"""
)
_JOINTS = re.compile(r"""["']\s*\+\s*["']|\\[nr]|\\(?=/)""")


def embedded_files(page: Page) -> list[tuple[str, bytes]]:
    """Return the documents inside a page, each with the usual ending of its kind, in their order."""
    if not any(begin in page.html for begin in _BEGINNINGS):
        return []
    found: dict[bytes, str] = {}
    for run in _TEXT.finditer(page.html):
        if len(run[0]) >= _LEAST:
            text = _JOINTS.sub("", run[0])
            data = decoded(unquote(text) if "%" in text else text)
            if data:
                found.setdefault(data, _BEGINNINGS[run["begin"]])
    return [(ending, data) for data, ending in found.items()]
