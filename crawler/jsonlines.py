"""Objects as JSON text that every reader of lines agrees on."""

from __future__ import annotations

import json
from typing import Any

# Legal inside JSON strings, yet taken for the end of a line by many readers.
_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_text(plain: Any, pretty: bool = False) -> str:
    """One object as a line, or indented for a person; lone surrogates, which nothing prints, become `?`."""
    text = json.dumps(plain, ensure_ascii=False, indent=2 if pretty else None).translate(_LINE_BREAKS)
    return text.encode("utf-8", "replace").decode("utf-8")
