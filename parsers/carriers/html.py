"""An HTML page as paragraphs and tables.

Text of inline elements is joined without separators (Word cuts one number into several spans), block elements
and line breaks part lines, struck and hidden text is left out. Tables may be real ones, `display: table`
boxes, or rows of sibling boxes; a layout table gives back what its cells hold.
"""

from __future__ import annotations

import re
from typing import Any

import lxml.etree as etree

from parsers.carriers.attachments import attachments
from parsers.carriers.boxes import box_roles
from parsers.carriers.content import content_blocks, mark_menus
from parsers.carriers.style import Styles, has_telling_styles
from parsers.carriers.walk import Reader
from parsers.document import Document, Paragraph, Table

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The parser drops what follows the end of a page; a page pasted into another brings its own end along.
_END_OF_PAGE = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_MOST_HEADINGS = 8
_INLINE = ("span", "font", "b", "strong", "i", "em", "u", "a", "o:p", "small", "big")


def read_html(text: str) -> Document:
    """Read a decoded page. Hidden parts are read only where nothing else holds a table."""
    page = _XML_DECLARATION.sub("", text).encode("utf-8", errors="replace")
    lowered = page.lower()
    page = _without_ends(page, lowered)
    root = _tree(page)
    if root is None:
        return Document("html", [])
    links = attachments(root)
    mark_menus(root)
    styles = Styles(root, has_telling_styles(lowered))
    if not styles.telling:
        etree.strip_tags(root, *_INLINE)
    document = _read(root, styles)
    if not any(isinstance(block, Table) and _holds_requests(block) for block in document.blocks):
        root = root if styles.telling else _tree(page)
        styles.boxes = box_roles(root)
        if styles.boxes:
            document = _read(root, styles)
    document.headings = [
        block.text for block in document.blocks if isinstance(block, Paragraph) and block.heading
    ][:_MOST_HEADINGS]
    document.blocks = content_blocks(document.blocks)
    for block in document.blocks:
        if isinstance(block, Table):
            block.settle()
    document.attachments = links
    _meta(root, document)
    return document


def _read(root: Any, styles: Styles) -> Document:
    reader = Reader(styles, hidden=False)
    reader.read(root)
    if reader.tables_hidden and not any(isinstance(block, Table) for block in reader.document.blocks):
        reader = Reader(styles, hidden=True)
        reader.read(root)
        reader.document.warnings.append(
            "the tables of the page are hidden by its style sheet; they were read all the same"
        )
    return reader.document


def _holds_requests(table: Table) -> bool:
    return any(
        "本年新收" in cell.text or "申请人情况" in cell.text for row in table.rows for cell in row.cells
    )


def _without_ends(page: bytes, lowered: bytes) -> bytes:
    """The page without the tags that end it, wherever they stand."""
    found = [at for tag in (b"</html", b"</body") if (at := lowered.find(tag)) >= 0]
    if not found:
        return page
    return page[: min(found)] + _END_OF_PAGE.sub(b"", page[min(found) :])


def _tree(page: bytes) -> Any:
    """The tree of a page. huge_tree: Word pastes nest deeper than the parser's usual 256 levels."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    if not page.strip():
        return None
    try:
        return etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return None


def _meta(root: Any, document: Document) -> None:
    """Titles and the date that the head declares."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    head_title = root.find(".//title")
    declared = [
        found.get("articletitle"),
        "".join(head_title.itertext()) if head_title is not None else None,
        found.get("og:title"),
        found.get("title"),
    ]
    document.titles.extend(" ".join(title.split()) for title in declared if title and title.strip())
    document.published = found.get("pubdate") or found.get("publishdate") or found.get("publicationdate")
