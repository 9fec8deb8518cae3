"""Hostile and broken archives, pages and texts."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Iterator


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def nested(depth: int) -> bytes:
    """Archives in each other, each holding the next one five times."""
    data = zipped({"a.html": b"<html>" + bytes(1_000_000)})
    for _ in range(depth):
        data = zipped({f"{number}.zip": data for number in range(5)})
    return data


def overlapping() -> bytes:
    """A directory whose entries all point at the same bytes."""
    once = zipped({"a": bytes(20_000_000)})
    start = once.index(b"PK\x01\x02")
    entry = once[start : once.index(b"PK\x05\x06")]
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 400, 400, 400 * len(entry), start, 0)
    return once[:start] + entry * 400 + end


def locked() -> bytes:
    data = bytearray(zipped({"a.html": b"<html>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes, and the failure classes or outcomes that are right."""
    noise = random.Random(7).randbytes(100_000)
    yield "150 MB.zip", zipped({"a.html": bytes(150_000_000)}), "too_large"
    yield "archives in each other.zip", nested(4), "unpacked too_large"
    yield (
        "names that lead outside.zip",
        zipped({"../../outside.html": b"<p>1", "/outside.html": b"<p>2", "C:\\outside.html": b"<p>3"}),
        "unpacked",
    )
    yield "members over each other.zip", overlapping(), "unpacked too_large malformed"
    yield "locked.zip", locked(), "unsupported_carrier"
    yield "six hundred files.zip", zipped({f"{n}.html": b"1" for n in range(600)}), "too_large"
    yield "cut short.zip", zipped({"a.html": noise})[:5000], "malformed empty"
    yield "150 MB.gz", gzip.compress(bytes(150_000_000)), "too_large"
    yield "noise.7z", b"7z\xbc\xaf\x27\x1c" + noise, "malformed needs_converter"
    yield "noise.rar", b"Rar!\x1a\x07\x01\x00" + noise, "malformed needs_converter empty"
    yield "two hundred thousand open elements.html", b"<html><body>" + b"<div>" * 200_000, "not_report"
    span = b"<table><tr><td colspan=2000000000 rowspan=2000000000>1</td></tr></table>"
    yield "cell over everything.html", b"<html><body>" + span * 50, "not_report"
    tables = b"<table><tr><td>" * 20_000
    yield "twenty thousand tables in each other.html", b"<html><body>" + tables, "not_report too_large"
    yield "a line of twenty megabytes.txt", "报".encode() * 7_000_000, "not_report"
    yield "a hundred thousand cells.html", b"<table>" + b"<tr><td>1<td>2" * 100_000, "not_report too_large"
    yield "brackets.json", b"[" * 1_000_000, "not_report bad_content malformed"
    yield "noise.bin", noise, "bad_content"
    yield "nothing.html", b"", "empty"
    yield "white space.html", b" \n" * 5000, "empty"
    yield "zeros.html", bytes(1_000_000), "empty"
    yield (
        "halves of characters.html",
        "<html>\ud800\udfff年报".encode("utf-16-le", "surrogatepass"),
        ("not_report bad_content"),
    )
    yield (
        "script for ever.html",
        b"<html><script>while(1){}</script><body>" + b"&nbsp;" * 500_000,
        "not_report",
    )
