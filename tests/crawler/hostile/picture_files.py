"""Hostile and broken picture files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator


def png(width: int, height: int, data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A grey PNG with any size in its header."""
    out = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    for kind, content in ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(data)), (b"IEND", b"")):
        out += struct.pack(">I", len(content)) + kind + content
        out += struct.pack(">I", zlib.crc32(kind + content))
    return out


def tiff(directories: int, circle: bool = False, width: int = 100) -> bytes:
    """Directories of white pages one behind the other, or in a circle."""
    size = 2 + 8 * 12 + 4
    out = bytearray(b"II*\x00" + struct.pack("<I", 8))
    pixels = 8 + directories * size
    for number in range(directories):
        tags = [
            (256, width),
            (257, 100),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, pixels),
            (278, 100),
            (279, 10_000),
        ]
        out += struct.pack("<H", len(tags))
        for tag, value in tags:
            out += struct.pack("<HHII", tag, 4, 1, value)
        after = 8 + (number + 1) * size if number + 1 < directories else 8 if circle else 0
        out += struct.pack("<I", after)
    return bytes(out) + b"\xff" * 10_000


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes, and the failure classes or outcomes that are right."""
    broken = "malformed bad_content not_report"
    yield "3.6 gigapixels.png", png(60_000, 60_000, bytes(1000)), "too_large"
    yield "cut short.png", png(900, 1200, bytes(901 * 1200))[:400], broken
    yield "one pixel.png", png(1, 1, b"\x00\xff"), "bad_content"
    bomb = b"key\x00\x00" + zlib.compress(bytes(200_000_000), 9)
    yield (
        "text chunk of 200 MB.png",
        png(900, 1200, bytes(901 * 1200), (b"zTXt", bomb)),
        f"too_large parse_memory {broken}",
    )
    yield "pixels of another size.png", png(900, 1200, bytes(200_000_000)), f"too_large {broken}"
    yield "directories in a circle.tiff", tiff(3, circle=True), f"too_large {broken}"
    yield "three hundred pages.tiff", tiff(300), "too_large parse_timeout"
    yield "four thousand million wide.tiff", tiff(1, width=4_000_000_000), f"too_large {broken}"
    yield "noise.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, broken
    yield "noise.webp", b"RIFF\x00\x01\x00\x00WEBPVP8 " + bytes(range(256)), broken
    yield "noise.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(range(256)), f"too_large {broken}"
    header = struct.pack("<IiiHHIIiiII", 40, 100_000, 100_000, 1, 24, 0, 0, 0, 0, 0, 0)
    yield "ten gigapixels.bmp", b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + header, "too_large"
