"""Hostile and broken office files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A packed office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, before: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body."""
    document = f"<?xml version='1.0'?>{before}<w:document {W}><w:body>{body}</w:body></w:document>"
    return package({"word/document.xml": document, **(parts or {})})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: str, strings: str = "") -> bytes:
    """A workbook of one sheet."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    book = (
        f'<workbook {SHEETS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    return package(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations,
            "xl/worksheets/sheet1.xml": f"<worksheet {SHEETS}><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {SHEETS}>{strings}</sst>",
        }
    )


def ole(next_sector: int, stream: str = "WordDocument") -> bytes:
    """A compound file of one directory sector whose sector chain goes on at `next_sector`."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", head, 44, 1, 1)
    struct.pack_into("<IIIII", head, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, next_sector, *[0xFFFFFFFF] * 126)
    directory = bytearray()
    for name, kind in (("Root Entry", 5), (stream, 2)):
        text = name.encode("utf-16-le")
        entry = bytearray(text.ljust(64, b"\x00") + bytes(64))
        struct.pack_into("<HBB", entry, 64, len(text) + 2, kind, 1)
        struct.pack_into("<III", entry, 68, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        struct.pack_into("<IQ", entry, 116, 1, 5000)
        directory += entry
    return bytes(head) + table + bytes(directory.ljust(512, b"\x00")) + bytes(512)


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes, and the failure classes or outcomes that are right."""
    broken = "malformed bad_content"
    yield "150 MB behind 0.2 MB.docx", docx("<w:p/>" * 22_000_000), "too_large"
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    yield (
        "entities that multiply.docx",
        docx(paragraph("&e11;"), f'<!DOCTYPE x [<!ENTITY e0 "ha">{laughs}]>'),
        f"too_large not_report {broken}",
    )
    yield (
        "entity outside.docx",
        docx(paragraph("&e;"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        f"not_report {broken}",
    )
    cell = "<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>"
    deep = "".join(["<w:tbl><w:tr><w:tc>"] * 20_000 + ["<w:p/></w:tc></w:tr></w:tbl>"] * 20_000)
    yield "twenty thousand tables in each other.docx", docx(deep), f"too_large not_report {broken}"
    span = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    yield "cell over two thousand million columns.docx", docx(span), f"not_report too_large {broken}"
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" TargetMode="External" Target="http://127.0.0.1:9/t.dotm" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    linked = {"word/_rels/settings.xml.rels": outside, "word/_rels/document.xml.rels": outside}
    yield "template of another machine.docx", docx(paragraph("hello"), parts=linked), "not_report"
    macro = {"word/vbaProject.bin": ole(0xFFFFFFFE, "VBA")}
    yield "macros.docm", docx(paragraph("hello"), parts=macro), "not_report"
    yield "locked with a password.docx", ole(0xFFFFFFFE, "EncryptedPackage"), "unsupported_carrier"
    yield "cut short.docx", docx(cell.format(paragraph("hello") * 300))[:500], broken
    yield "not XML.docx", package({"word/document.xml": b"\x00\x01<<<"}), broken
    far = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    yield (
        "two cells far apart.xlsx",
        xlsx(far.format(1, "A") + far.format(1_048_576, "XFD")),
        f"not_report too_large {broken}",
    )
    yield (
        "strings of 150 MB.xlsx",
        xlsx(far.format(1, "A"), "<si><t>" + "a" * 150_000_000 + "</t></si>"),
        "too_large",
    )
    yield "chain of sectors in a circle.doc", ole(1), f"not_report parse_timeout needs_converter {broken}"
    yield "sectors that are not there.doc", ole(0x7FFFFFFF), f"not_report needs_converter {broken}"
    noise = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 64
    yield "noise.doc", noise, f"not_report unsupported_carrier needs_converter {broken}"
    yield "noise.xls", ole(1, "Workbook"), f"not_report needs_converter {broken}"
    rtf = rb"{\rtf1" + b"{" * 200_000 + b"a" + b"}" * 200_000 + b"}"
    yield (
        "groups in each other.rtf",
        rtf,
        f"not_report parse_timeout too_large parse_crash needs_converter {broken}",
    )
    linked_rtf = rb'{\rtf1{\field{\*\fldinst INCLUDEPICTURE "http://127.0.0.1:9/a.png"}{\fldrslt a}} hello}'
    yield "picture of another machine.rtf", linked_rtf, f"not_report needs_converter {broken}"
