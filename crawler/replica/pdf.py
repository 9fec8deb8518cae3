"""A small PDF with a text layer, made from the figures of a report."""

from __future__ import annotations

from crawler.replica import tables
from crawler.replica.model import Placement
from crawler.replica.printing import print_report

LINES_A_PAGE = 46
HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def report_pdf(placement: Placement) -> bytes:
    """Title and the three tables, one row a line, cells apart by position."""
    plan = placement.report
    texts = print_report(plan, placement.text).texts
    lines: list[list[str]] = [[placement.heading or placement.title], ["二、主动公开政府信息情况"]]
    lines += _lines(tables.proactive(plan.forms[0], texts))
    lines += [["三、收到和处理政府信息公开申请情况"], *_lines(tables.requests(plan.forms[1], texts))]
    lines += [["四、政府信息公开行政复议、行政诉讼情况"], *_lines(tables.disputes(texts))]
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    return _document([_content(page) for page in pages])


def _lines(table: tables.Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table]


def _content(lines: list[list[str]]) -> bytes:
    out = ["BT /F1 8 Tf"]
    for number, cells in enumerate(lines):
        left = 40.0
        for text in cells:
            code = text.encode("utf-16-be").hex()
            out.append(f"1 0 0 1 {left:.1f} {800 - 16 * number} Tm <{code}> Tj")
            left += max(8.0 * len(text), 20.0) + 10
    return "\n".join([*out, "ET"]).encode("ascii")


def _document(contents: list[bytes]) -> bytes:
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
        b"/ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 683 /StemV 93 >>",
    ]
    for number, content in enumerate(contents):
        place = first + 2 * number
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {place + 1} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    out = bytearray(HEAD)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
