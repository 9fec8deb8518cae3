"""Hostile and broken PDF files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

TEXT = b"BT /F1 12 Tf 72 700 Td (hello) Tj ET"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A file of numbered objects; the first one is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


def stream(data: bytes, words: bytes = b"", packed: bool = False) -> bytes:
    """A stream object."""
    if packed:
        data, words = zlib.compress(data, 9), words + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), words, data)


def one_page(content: bytes, *more: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A file of one page; `more` are the objects from number 5 on."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page % (box, b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> " + resources),
        content,
        *more,
    )


def form(content: bytes, resources: bytes) -> bytes:
    """A form: content that pages and other forms may call."""
    words = b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << %s >> >>"
    return stream(content, words % resources)


def _doubling(depth: int) -> bytes:
    """Each form calls the next one twice."""
    forms = [form(b"/X Do /X Do", b"/X %d 0 R" % (6 + number)) for number in range(depth)]
    return one_page(
        stream(b"/X Do"), *forms, form(b"0 0 9 9 re f", b""), resources=b"/XObject << /X 5 0 R >>"
    )


def _rules() -> bytes:
    lines = b"".join(b"%d %d m %d %d l S\n" % (n % 500, n % 800, n % 500 + 9, n % 800) for n in range(4000))
    return one_page(stream(lines * 375, packed=True))


def _gigapixels() -> bytes:
    words = b"/Type /XObject /Subtype /Image /Width 40000 /Height 40000"
    words += b" /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture = stream(zlib.compress(bytes(1000)), words + b" /Filter /FlateDecode")
    return one_page(stream(b"500 0 0 700 0 0 cm /I Do"), picture, resources=b"/XObject << /I 5 0 R >>")


def _active() -> bytes:
    script = b"<< /S /JavaScript /JS (while(true){app.launchURL\\('http://127.0.0.1:9/'\\)}) >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s /AA << /WC %s >> >>" % (script, script),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R] >>",
        stream(TEXT),
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] "
        b"/A << /S /Launch /F (/bin/sh) /Next << /S /URI /URI (http://127.0.0.1:9/) >> >> >>",
    )


def _locked() -> bytes:
    noise = b"<" + b"5A" * 32 + b">"
    encrypt = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O %s /U %s >> /ID [%s %s]"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(TEXT),
        trailer=encrypt % (noise, noise, noise, noise),
    )


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes, and the failure classes or outcomes that are right."""
    fine = "not_report bad_content malformed empty"
    yield (
        "form that calls itself.pdf",
        one_page(stream(b"/X Do"), form(b"/X Do", b"/X 5 0 R"), resources=b"/XObject << /X 5 0 R >>"),
        f"parse_crash parse_memory too_large {fine}",
    )
    yield "forms doubled 28 times.pdf", _doubling(28), "parse_crash parse_memory parse_timeout too_large"
    yield "a million and a half rules.pdf", _rules(), "too_large not_report empty"
    yield (
        "two million characters.pdf",
        one_page(stream(b"BT /F1 1 Tf " + b"1 1 Td (aaaaaaaaaa) Tj " * 200_000 + b"ET", packed=True)),
        "too_large",
    )
    yield (
        "300 MB in one stream.pdf",
        one_page(stream(b" " * 300_000_000, packed=True)),
        f"too_large parse_memory parse_crash {fine}",
    )
    kids = b"3 0 R " * 100_000
    yield (
        "a hundred thousand pages.pdf",
        pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ),
        f"too_large {fine}",
    )
    yield (
        "page of a million points.pdf",
        one_page(stream(TEXT), box=b"0 0 1000000 1000000"),
        f"too_large {fine}",
    )
    yield "picture of 1.6 gigapixels.pdf", _gigapixels(), f"too_large parse_memory {fine}"
    yield (
        "page tree in a circle.pdf",
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 5 >>"),
        f"empty parse_crash {fine}",
    )
    yield "cut short.pdf", one_page(stream(TEXT * 400))[:600], f"empty {fine}"
    yield "header only.pdf", b"%PDF-1.7\n", "malformed empty"
    yield "noise after the header.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400, "malformed empty"
    yield "script and launch action.pdf", _active(), fine
    yield "locked with a password.pdf", _locked(), "malformed unsupported_carrier"
    whole = one_page(stream(TEXT))
    yield (
        "cross references in a circle.pdf",
        whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % whole.rindex(b"xref\n0")),
        fine,
    )
