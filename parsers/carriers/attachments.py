"""Files and pictures that a page links: where the report is when the page itself holds only its title."""

from __future__ import annotations

import re
from typing import Any

_FILE = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar)(?:$|[?#])", re.IGNORECASE)


def attachments(root: Any) -> list[dict[str, str]]:
    """Linked files (`url`, `title`), then pictures (with `kind` "image"), in document order, as printed."""
    found: list[dict[str, str]] = []
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if _FILE.search(href) and not href.lower().startswith("javascript:"):
            name = " ".join("".join(link.itertext()).split()) or (link.get("title") or "").strip()
            found.append({"url": href, "title": name})
    for picture in root.iter("img"):
        source = (picture.get("src") or "").strip()
        if source and not source.startswith("data:"):
            found.append({"url": source, "title": (picture.get("alt") or "").strip(), "kind": "image"})
    return found
