"""Pictures in an office file: where a document has no tables, they may be what it has to say."""

from __future__ import annotations

from parsers.carriers.office.package import Package
from parsers.document import Document, Paragraph, Table
from parsers.failures import Unreadable

MAX_PICTURES = 20
_SMALLEST = 5_000  # bytes; logos, seals and lines are smaller
_READABLE = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")


def read_into(document: Document, names: list[str], package: Package) -> None:
    """Read the pictures as scans and add what they show behind the text. What cannot be read is a warning."""
    from parsers.carriers.scan import read_image

    found = [name for name in names if name.endswith(_READABLE) and name in package]
    unread = len(names) - len(found)
    for number, name in enumerate(found[:MAX_PICTURES], 1):
        data = package.read(name)
        if len(data) < _SMALLEST:
            continue
        try:
            shown = read_image(data)
        except Unreadable as refusal:
            document.warnings.append(f"picture {number} was not read: {refusal.sentence}")
            continue
        for block in shown.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        cell.box = f"picture {number}, {cell.box}" if cell.box else f"picture {number}"
        document.blocks.extend(block for block in shown.blocks if isinstance(block, Paragraph | Table))
        document.warnings.extend(shown.warnings)
    if unread or len(found) > MAX_PICTURES:
        document.warnings.append(
            f"{unread + max(0, len(found) - MAX_PICTURES)} pictures of the document were not read"
        )
