"""Which carrier a document is, by its bytes; names and declared types are not asked."""

from __future__ import annotations

import re

from parsers.record import Carrier

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_TAG_WITHIN = 200_000
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|table|tbody|tr|td|div|p|span|h[1-6]|section|article|font|center|ul|br))\b",
    re.IGNORECASE,
)


def sniff(data: bytes) -> Carrier | None:
    """The carrier of a file that its first bytes name; None for text (HTML or plain) and for noise."""
    if data[:1024].lstrip(b"\r\n\t \xef\xbb\xbf").startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            return "docx"
        return "xlsx" if b"xl/" in data else None
    if data.startswith(_OLE):
        if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
            return "xls"
        return "wps" if "WpsCustomData".encode("utf-16-le") in data else "doc"
    if data.startswith(b"{\\rtf"):
        return "doc"
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "image"
    return None


def is_binary(data: bytes, text: str) -> bool:
    """Whether bytes that no carrier claims, decoded as well as may be, are neither mark-up nor text."""
    if data.startswith(b"PK\x03\x04"):
        return True
    head = text[:4096]
    return len(_NOISE.findall(head)) > len(head) // 10


def is_markup(text: str) -> bool:
    """Whether a decoded text is HTML (a page or a fragment of one) and not plain text."""
    first = _TAG.search(text, 0, _TAG_WITHIN)
    return first is not None and (
        not text[: first.start()].strip() or _TAG.search(text, first.end(), _TAG_WITHIN) is not None
    )
