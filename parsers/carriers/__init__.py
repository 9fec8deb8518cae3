"""What a file is, by its bytes; names and declared types are not asked."""

from __future__ import annotations

import re
from typing import Final, Literal

from parsers.carriers.album import is_album
from parsers.carriers.containers import OLE, ZIP, ole_names, zip_names
from parsers.record import Carrier

Kind = Literal[
    "pdf",
    "image",
    "docx",
    "flat_opc",
    "wordml",
    "doc",
    "wps",
    "rtf",
    "xlsx",
    "xlsb",
    "xls",
    "sheetml",
    "mhtml",
    "works",
    "odt",
    "ods",
    "ofd",
    "uof",
    "slides",
    "encrypted",
    "zip",
    "rar",
    "7z",
    "gzip",
]
"""What a file is: finer than the carrier that a record names, since one carrier has several readers."""

CARRIERS: Final[dict[Kind, Carrier]] = {
    "pdf": "pdf",
    "image": "image",
    "docx": "docx",
    "flat_opc": "docx",
    "odt": "docx",
    "doc": "doc",
    "wordml": "doc",
    "rtf": "doc",
    "works": "wps",
    "wps": "wps",
    "xlsx": "xlsx",
    "xlsb": "xlsx",
    "ods": "xlsx",
    "xls": "xls",
    "sheetml": "xls",
    "mhtml": "html",
}
"""The carrier that a record names for each kind; kinds without one are of no use to a reader."""

UNREAD: Final[dict[Kind, str]] = {
    "ofd": "an OFD document; only its PDF or Word form can be read",
    "uof": "a UOF document; only its PDF or Word form can be read",
    "slides": "a presentation, not a document",
    "encrypted": "an office file locked with a password",
    "zip": "a ZIP archive; its files have to be taken out first",
    "rar": "a RAR archive; its files have to be taken out first",
    "7z": "a 7z archive; its files have to be taken out first",
    "gzip": "a gzip archive; its file has to be taken out first",
}
"""Kinds that no reader takes, and why."""

_HEAD = 4096
_TAG_WITHIN = 200_000
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_BLANK = b"\r\n\t \x0b\x0c\xef\xbb\xbf"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ARCHIVES: tuple[tuple[bytes, Kind], ...] = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
)
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]")
_MAIL = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_MAIL_KIND = re.compile(rb"^Content-Type:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
_XML_ROOT = re.compile(
    rb"(?:<\?.*?\?>|<!--.*?-->|\s)*<((?:\w+:)?(?:wordDocument|package|Workbook))\b([^>]*)", re.DOTALL
)
_WORD_PART = re.compile(r"(?:^|/)word/document\d*\.xml$", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|table|tbody|tr|td|div|p|span|h[1-6]|section|article|font|center|ul|br))\b",
    re.IGNORECASE,
)


def sniff(data: bytes) -> Kind | None:
    """What a file is, where its bytes tell; None for text (HTML or plain) and for noise. Never raises."""
    head = data[:_HEAD]
    bare = head.lstrip(_BLANK)
    pdf = data.find(b"%PDF-", 0, 1024)
    if bare.startswith(b"%PDF") or (pdf >= 0 and b"<" not in data[:pdf]):
        return "pdf"
    if data.startswith(ZIP):
        return _zipped(data)
    if data.startswith(OLE):
        return _ole(data)
    if bare.startswith(b"{\\rt"):
        return "rtf"
    if data.startswith(_PICTURES) or _is_bitmap(data) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "image"
    for magic, kind in _ARCHIVES:
        if data.startswith(magic):
            return kind
    if _MAIL_HEADER.match(bare) and _MAIL.search(bare) and _MAIL_KIND.search(bare):
        return "mhtml"
    return _office_xml(bare)


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS


def _zipped(data: bytes) -> Kind:
    names = zip_names(data)
    if is_album(names):
        return "image"
    lower = {name.lower() for name in names}
    if any(_WORD_PART.search(name) for name in lower):
        return "docx"
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if any(name.startswith("xl/") for name in lower):
        return "xlsx"
    if "[content_types].xml" in lower:
        if any(name.startswith("ppt/") for name in lower):
            return "slides"
        return "docx"
    if "ofd.xml" in lower:
        return "ofd"
    if "uof/uof.xml" in lower or "uof.xml" in lower:
        return "uof"
    if "content.xml" in lower and "mimetype" in lower:
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "odt"
    if names:
        return "zip"
    # No directory: the file is cut short. What its beginning says decides which reader reports it.
    return "docx" if b"word/" in data else "xlsx" if b"xl/" in data else "zip"


def _ole(data: bytes) -> Kind:
    names = ole_names(data)
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        return "encrypted"
    if "WordDocument" in names:
        return "wps" if any(name.startswith("Wps") for name in names) else "doc"
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return "xls"
    if "PowerPoint Document" in names:
        return "slides"
    if names & {"MatOST", "MN0"}:
        return "works"
    # A directory that cannot be walked: the names still lie in the bytes.
    if _named(data, "WordDocument"):
        return "wps" if _named(data, "WpsCustomData") else "doc"
    return "xls" if _named(data, "Workbook") or _named(data, "Book\0") else "doc"


def _named(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _office_xml(bare: bytes) -> Kind | None:
    """Office documents written as one XML file; the zeros of UTF-16 are passed over."""
    root = _XML_ROOT.match(bare.lstrip(b"\xff\xfe").replace(b"\0", b""))
    if root is None:
        return None
    name, attributes = root[1].rpartition(b":")[2], root[2]
    if name == b"Workbook":
        return "sheetml" if b"schemas-microsoft-com:office:spreadsheet" in attributes else None
    if name == b"package":
        return "flat_opc" if b"schemas.microsoft.com/office/2006/xmlPackage" in attributes else None
    return "wordml"


def is_binary(data: bytes, text: str) -> bool:
    """Whether bytes that no reader claims, decoded as well as may be, are neither mark-up nor text."""
    head = text[:4096]
    return len(_NOISE.findall(head)) > len(head) // 10


def is_markup(text: str) -> bool:
    """Whether a decoded text is HTML (a page or a fragment of one) and not plain text."""
    first = _TAG.search(text, 0, _TAG_WITHIN)
    return first is not None and (
        not text[: first.start()].strip() or _TAG.search(text, first.end(), _TAG_WITHIN) is not None
    )
