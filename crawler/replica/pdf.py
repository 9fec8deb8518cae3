"""A report as PDF with a text layer and ruled tables, as an office program prints it; no font inside."""

from __future__ import annotations

import zlib

from crawler.replica import tables
from crawler.replica.model import Placement
from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import write
from crawler.replica.reports import CHAPTERS
from crawler.replica.sheets import Press, Sheet, columns_of

HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def report_pdf(placement: Placement) -> bytes:
    """Title, six chapters and the three tables."""
    return _document([_content(sheet) for sheet in report_sheets(placement)])


def report_sheets(placement: Placement) -> list[Sheet]:
    """The pages of a report: where its lines and rules stand."""
    plan = placement.report
    texts = print_report(plan, placement.text).texts
    prose = write(plan, figures_of(plan, placement.text))
    chapters = CHAPTERS[plan.forms[0]]
    proactive = tables.proactive(plan.forms[0], texts)
    grids = {
        chapters[1]: (proactive, columns_of(proactive[0][0].colspan)),
        chapters[2]: (tables.requests(plan.forms[1], texts), columns_of(10, labels=3)),
        chapters[3]: (tables.disputes(texts), columns_of(15)),
    }
    press = Press()
    press.paragraph(placement.heading or placement.title, size=16, centred=True)
    for text in (prose.opening, chapters[0], *prose.overview):
        press.paragraph(text)
    for chapter, (table, columns) in grids.items():
        press.paragraph(chapter)
        press.table(table, columns)
    for text in (chapters[4], *prose.problems, chapters[5], *prose.remaining):
        press.paragraph(text)
    return press.sheets


def _content(sheet: Sheet) -> bytes:
    out = ["0.5 w"]
    out += [f"{box.left:.2f} {box.bottom:.2f} {box.width:.2f} {box.height:.2f} re S" for box in sheet.boxes]
    out += ["BT"]
    for line in sheet.lines:
        code = line.text.encode("utf-16-be").hex()
        out.append(f"/F1 {line.size:g} Tf 1 0 0 1 {line.left:.2f} {line.base:.2f} Tm <{code}> Tj")
    return "\n".join([*out, "ET"]).encode("ascii")


def _document(contents: list[bytes]) -> bytes:
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        # The first 95 characters of the collection are the Latin ones, half as wide.
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R "
        b"/DW 1000 /W [1 95 500] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
        b"/ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 683 /StemV 93 >>",
    ]
    for number, content in enumerate(contents):
        packed = zlib.compress(content)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {first + 2 * number + 1} 0 R >>".encode()
        )
        objects.append(
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
        )
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
