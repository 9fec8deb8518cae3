"""Office files made to break their reader: each ends in a named class, and soon."""

from __future__ import annotations

import io
import struct
import zipfile
from random import Random

import pytest

from parsers.carriers.containers import OLE
from parsers.carriers.office.package import MAX_UNPACKED, Package
from parsers.failures import Unreadable
from parsers.grid import MAX_COLSPAN
from parsers.parse import parse_document

from ..dirty.model import draw
from ..dirty.numbers import BY_NAME
from . import sheet_files, word_files
from .word_files import W, cell, document, package, paragraph, row, run

FIGURE = cell(paragraph(run("1")))


def zipped(name: str, size: int, claim: int | None = None) -> bytes:
    """A package with one part of spaces; `claim` is the size that the directory tells."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", word_files.CONTENT_TYPES)
        archive.writestr("_rels/.rels", word_files.RELATIONS)
        with archive.open(name, "w", force_zip64=False) as part:
            for _ in range(size >> 20):
                part.write(b" " * (1 << 20))
    data = bytearray(stream.getvalue())
    if claim is not None:
        at = data.rfind(b"PK\x01\x02")
        struct.pack_into("<L", data, at + 24, claim)
    return bytes(data)


NESTED = document(("<w:tbl><w:tr><w:tc>" * 20_000) + ("</w:tc></w:tr></w:tbl>" * 20_000))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "1111111111">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (zipped("word/document.xml", 200 << 20), "too_large"),
        (zipped("word/document.xml", 50 << 20), "too_large"),
        (zipped("word/document.xml", 150 << 20, claim=900_000), "malformed"),
        (package(NESTED), "malformed"),
        (package(ENTITIES), "malformed"),
        (package(OUTSIDE), "malformed"),
        (package(document(f"<w:tbl>{row(FIGURE * 101) * 500}</w:tbl>")), "too_large"),
        (b"PK\x03\x04" + b"word/document.xml" * 50, "malformed"),
        (b"PK\x03\x04word/" + b"PK\x05\x06" + b"\0" * 8 + b"\xff" * 8 + b"\0\0", "too_large"),
        (b"PK\x03\x04xl/", "malformed"),
        (OLE + bytes(range(256)) * 20, "malformed"),
        (OLE + bytes(range(256)) * 20 + "Book\0".encode("utf-16-le"), "malformed"),
    ],
    ids=[
        "800 times its size",
        "over the ratio",
        "a size that lies",
        "20,000 nested tables",
        "entities that multiply",
        "an entity from outside",
        "50,500 cells",
        "no directory",
        "a huge directory",
        "a beginning of a workbook",
        "noise as DOC",
        "noise as XLS",
    ],
)
def test_hostile_files_end_in_a_class(data: bytes, failure: str) -> None:
    record = parse_document(data, "x")
    assert record.outcome in ("unreadable", "not_report")
    assert (record.error or "").startswith(failure)
    assert "root:" not in record.to_json().__repr__()


def test_what_unpacks_to_more_than_it_claims_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {f"customXml/{n}.xml": b"abcdefgh" * 40_000 for n in range(4)}
    opened = Package(package(document(""), dict(parts)), "docx")
    monkeypatch.setattr("parsers.carriers.office.package.MAX_UNPACKED", 1_000_000)
    with pytest.raises(Unreadable, match="too_large"):
        for name in parts:
            opened.read(name)
    assert MAX_UNPACKED == 100_000_000


def test_spans_of_two_thousand_million_columns_are_cut() -> None:
    wide = cell(paragraph(run("规章"))).replace("</w:tcPr>", '<w:gridSpan w:val="2000000000"/></w:tcPr>')
    record = parse_document(package(document(f"<w:tbl>{row(wide + FIGURE) * 3}</w:tbl>")), "x")
    assert record.error is None
    assert MAX_COLSPAN <= 100


@pytest.mark.parametrize("seed", range(6))
def test_damaged_bytes_never_escape_as_other_errors(seed: int) -> None:
    rng = Random(seed)
    report = draw("G4", BY_NAME["small"], seed)
    for source in (
        word_files.docx(report, "plain", rng),
        sheet_files.xlsx(report),
        sheet_files.xls(report, sheets=True),
    ):
        data = bytearray(source)
        for _ in range(rng.randint(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        record = parse_document(bytes(data[: rng.randint(len(data) // 2, len(data))]), "x")
        assert record.outcome in ("report", "not_report", "unreadable", "blank_form")
