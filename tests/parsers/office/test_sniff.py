"""What a file is, by its bytes."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlwt

from parsers.carriers import CARRIERS, UNREAD, sniff
from parsers.carriers.containers import OLE, ole_names
from parsers.parse import parse_document

from ..pages import page
from .word_files import document, package, paragraph, run

MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"; type="text/html"\r\n\r\n'
    b"--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
    b'--x\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    b"%s\r\n--x--\r\n"
)


def archive(*names: str, first: str | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in names:
            packed.writestr(name, first if first is not None else name)
    return stream.getvalue()


def ole(*names: str) -> bytes:
    """An OLE2 file whose directory has these streams, without their content."""
    header = bytearray(512)
    header[:8] = OLE
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<LL", header, 44, 1, 1)  # one sector of the allocation table; the directory begins at 1
    struct.pack_into("<109L", header, 76, 0, *[0xFFFFFFFF] * 108)
    sectors = -(-(len(names) + 1) // 4)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128L", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    entries = b""
    for name in ("Root Entry", *names):
        wide = name.encode("utf-16-le") + b"\0\0"
        entries += wide.ljust(64, b"\0") + struct.pack("<H", len(wide)) + b"\2" + b"\0" * 61
    return bytes(header) + table + entries.ljust(512 * sectors, b"\0")


def old_book() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (package(document(paragraph(run("a")))), "docx"),
        (
            archive(
                "docProps/app.xml",
                "[Content_Types].xml",
                *(f"customXml/{n}.xml" for n in range(99)),
                "word/document2.xml",
            ),
            "docx",
        ),
        (archive("[Content_Types].xml", "word\\document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (archive("mimetype", "content.xml", first="application/vnd.oasis.opendocument.text"), "odt"),
        (archive("mimetype", "content.xml", first="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (archive("word/报告.docx", "说明.txt"), "zip"),
        (package(document(""))[:-60], "docx"),
        (old_book(), "xls"),
        (ole("WordDocument", "1Table", "\x05SummaryInformation"), "doc"),
        (ole("1Table", "a", "b", "c", "d", "e", "WordDocument", "WpsCustomData"), "wps"),
        (ole("Workbook"), "xls"),
        (ole("Book"), "xls"),
        (ole("PowerPoint Document"), "slides"),
        (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (ole("MatOST"), "works"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "xls"),
        (OLE, "doc"),
        (b"\r\n \xef\xbb\xbf{\\rtf1\\ansi", "rtf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf"),
        (b"junk of a proxy\r\n%PDF-1.4", "pdf"),
        (b"<p>%PDF-1.4</p>", None),
        (MHTML % b"", "mhtml"),
        (
            b"\n\nFrom: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
            "mhtml",
        ),
        (b"From: a friend\nto all: hello", None),
        (
            b"<?xml version='1.0'?>\n<?mso-application progid='Word.Document'?>\n<w:wordDocument>",
            "wordml",
        ),
        ("<?xml version='1.0'?><w:wordDocument xmlns:w='x'>".encode("utf-16"), "wordml"),
        (
            b"<?xml version='1.0'?><pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>",
            "flat_opc",
        ),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "sheetml"),
        (b"<html xmlns:w='urn:schemas-microsoft-com:office:word'><xml><w:WordDocument>", None),
        ("<html>报告</html>".encode("utf-16"), None),
        (b"BM is how this text begins", None),
        (b"BM" + b"\0" * 12 + b"\x28\0\0\0", "image"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"", None),
    ],
)
def test_kinds(data: bytes, kind: str | None) -> None:
    assert sniff(data) == kind


def test_every_kind_has_a_carrier_or_a_reason() -> None:
    assert not set(CARRIERS) & set(UNREAD)
    for kind, reason in UNREAD.items():
        assert reason, kind


@pytest.mark.parametrize(
    ("data", "words"),
    [(archive("OFD.xml"), "OFD"), (archive("a.pdf"), "ZIP"), (ole("EncryptedPackage"), "password")],
)
def test_what_no_reader_takes_says_so(data: bytes, words: str) -> None:
    record = parse_document(data, "x")
    assert (record.outcome, record.carrier) == ("unreadable", None)
    assert (record.error or "").startswith("unsupported_carrier:") and words in (record.error or "")


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    data = bytearray(ole("a", "b", "c", "d", "e"))
    struct.pack_into("<L", data, 512 + 4 * 2, 1)  # the second sector of the directory leads back to the first
    assert "e" in ole_names(bytes(data))


def test_a_page_saved_as_one_file_is_read_as_html() -> None:
    import base64

    record = parse_document(MHTML % base64.encodebytes(page().decode().encode("gb18030")), "报告.doc")
    assert (record.outcome, record.carrier, record.values["requests.new@total"]) == ("report", "html", 28)


def test_a_page_named_like_a_word_file_stays_a_page() -> None:
    record = parse_document(page(), "报告.doc")
    assert (record.outcome, record.carrier) == ("report", "html")


@pytest.mark.parametrize(
    "data",
    [
        MHTML.replace(b"text/html; charset", b"text/css; charset") % b"",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n",
    ],
)
def test_a_saved_page_without_a_page(data: bytes) -> None:
    record = parse_document(data, "x")
    assert (record.outcome, record.carrier) == ("unreadable", "html")
    assert (record.error or "").startswith("malformed:")
