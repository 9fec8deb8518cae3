"""PDF files that mean harm, or that are broken: written by hand, object by object."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A file of objects numbered from 1."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(data, 9)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def page(
    content: bytes, resources: bytes = b"", more: Sequence[bytes] = (), box: bytes = b"0 0 595 842"
) -> bytes:
    """A file of one page; `more` objects are numbered from 5."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>"
            % (box, resources),
            stream(content),
            *more,
        ]
    )


HELVETICA = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"


def self_calling_form() -> bytes:
    form = stream(b"/X Do", FORM + b" /Resources << /XObject << /X 5 0 R >> >>")
    return page(b"/X Do", b"/XObject << /X 5 0 R >>", [form])


def nested_forms(depth: int = 28) -> bytes:
    """Each form draws the next one twice: 2 ** depth drawings."""
    forms = [
        stream(b"/X Do /X Do", FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % (6 + number))
        for number in range(depth)
    ]
    return page(b"/X Do", b"/XObject << /X 5 0 R >>", [*forms, stream(b"0 0 1 1 re f", FORM)])


def many_rules(count: int = 300_000) -> bytes:
    return page(b"".join(b"%d %d m 500 %d l S\n" % (n % 100, n % 800, n % 800) for n in range(count)))


def many_characters(count: int = 400_000) -> bytes:
    return page(b"BT /F1 8 Tf 10 10 Td (" + b"7" * count + b") Tj ET", HELVETICA)


def many_pages(count: int = 100_000) -> bytes:
    kids = b"3 0 R " * count
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def page_tree_loop() -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])


def huge_page() -> bytes:
    content = b"0 0 1000000 1000000 re f q 900000 0 0 900000 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    return page(content, box=b"0 0 1000000 1000000")


def huge_stream(megabytes: int = 200) -> bytes:
    return page(b" " * (megabytes * 1_000_000) + b"0 0 1 1 re f")


def huge_picture() -> bytes:
    picture = stream(
        b"\x00" * 2_000_000,
        b"/Type /XObject /Subtype /Image /Width 16000 /Height 16000 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 1",
    )
    return page(b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject << /I 5 0 R >>", [picture])


def script() -> bytes:
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(true){}) >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


BOMBS = {
    "a form that draws itself": self_calling_form,
    "forms that double": nested_forms,
    "300 000 rules": many_rules,
    "400 000 characters": many_characters,
    "100 000 pages": many_pages,
    "a loop of pages": page_tree_loop,
    "a page of 350 metres": huge_page,
    "200 MB in one stream": huge_stream,
    "a picture of 256 megapixels": huge_picture,
    "a script that never ends": script,
    "no page at all": lambda: pdf([b"<< /Type /Catalog >>"]),
    "only the first bytes": lambda: b"%PDF-1.7\n",
    "noise behind the first bytes": lambda: b"%PDF-1.4\n" + bytes(range(256)) * 400,
}
