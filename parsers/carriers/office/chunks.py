"""Documents embedded whole in a Word file (`w:altChunk`), as some editors export their pages."""

from __future__ import annotations

from parsers import carriers
from parsers.carriers.encoding import decode
from parsers.carriers.html import read_html
from parsers.carriers.office.mhtml import html_of
from parsers.carriers.office.package import Package
from parsers.document import Document
from parsers.failures import Unreadable


def read_chunk(package: Package, name: str) -> Document:
    """The embedded page; a chunk of another kind, or a damaged one, comes back as a warning."""
    try:
        data = package.read(name)
        kind = carriers.sniff(data)
        if kind == "mhtml":
            return read_html(html_of(data))
        if kind is None and carriers.is_markup(text := decode(data)):
            return read_html(text)
    except (Unreadable, KeyError) as error:
        return Document("html", [], warnings=[f"an embedded document was not read: {error}"])
    return Document("html", [], warnings=[f"an embedded document was not read: {kind or 'text'}"])
