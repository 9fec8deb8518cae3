"""What a caller knows of a document from outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """All optional. `title` as on the list page, `published` as printed there, `site_name` as the site
    calls itself."""

    url: str | None = None
    title: str | None = None
    published: str | None = None
    content_type: str | None = None
    site_name: str | None = None
