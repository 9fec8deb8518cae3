"""Picture files: every format, several pages, and those that are made to hurt."""

from __future__ import annotations

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from parsers.carriers import scan
from parsers.carriers.album import compose
from parsers.carriers.scan import decode
from parsers.carriers.scan.decode import MOST_PAGES, pictures
from parsers.failures import Failure, Unreadable
from parsers.parse import parse_document


def encoded(name: str, size: tuple[int, int] = (300, 400), **more: object) -> bytes:
    out = io.BytesIO()
    shades = np.tile(np.linspace(0, 255, size[0], dtype=np.uint8), (size[1], 1))
    Image.fromarray(shades).convert("RGB").save(out, name, **more)
    return out.getvalue()


def failure_of(data: bytes) -> Failure:
    with pytest.raises(Unreadable) as caught:
        list(pictures(data))
    assert caught.value.carrier == "image"
    return caught.value.failure


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_every_format_is_decoded_to_grey(name: str) -> None:
    (page,) = pictures(encoded(name))
    assert page.grey.shape == (400, 300)
    assert page.grey.dtype == np.uint8
    assert page.grey[200, 5] < 40 and page.grey[200, 295] > 215


def test_frames_of_a_tiff_are_pages_and_those_of_a_gif_are_not() -> None:
    frames = [Image.new("L", (200, 300), shade) for shade in (10, 120, 240)]
    tiff, gif = io.BytesIO(), io.BytesIO()
    frames[0].save(tiff, "TIFF", save_all=True, append_images=frames[1:])
    frames[0].save(gif, "GIF", save_all=True, append_images=frames[1:])
    assert [(page.page, int(page.grey[0, 0])) for page in pictures(tiff.getvalue())] == [
        (1, 10),
        (2, 120),
        (3, 240),
    ]
    assert len(list(pictures(gif.getvalue()))) == 1


def test_the_turn_of_exif_data_is_followed() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("L", (300, 400), 200).save(out, "JPEG", exif=exif.tobytes())
    (page,) = pictures(out.getvalue())
    assert page.grey.shape == (300, 400)


def test_transparent_paper_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 300), (0, 0, 0, 0)).save(out, "PNG")
    (page,) = pictures(out.getvalue())
    assert page.grey.min() == 255


def test_a_stated_resolution_counts_only_if_it_makes_a_page() -> None:
    (stated,) = pictures(encoded("PNG", (1654, 2339), dpi=(200, 200)))
    (absurd,) = pictures(encoded("PNG", (1654, 2339), dpi=(72, 72)))
    assert stated.dpi == pytest.approx(200, abs=0.1)
    assert absurd.dpi == pytest.approx(200, abs=1)


def test_a_picture_of_gigapixels_is_refused_by_its_header() -> None:
    assert failure_of(png_claiming(60_000, 60_000)) is Failure.TOO_LARGE
    assert failure_of(png_claiming(9_000, 9_000)) is Failure.TOO_LARGE


def test_a_picture_cut_short_is_malformed() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 300), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG")
    assert failure_of(out.getvalue()[:9000]) is Failure.MALFORMED
    assert failure_of(png_claiming(500, 500)) is Failure.MALFORMED
    assert failure_of(b"\xff\xd8\xff" + bytes(200)) is Failure.MALFORMED


def test_an_icon_is_no_page() -> None:
    assert failure_of(encoded("PNG", (16, 16))) is Failure.BAD_CONTENT


def test_a_film_of_thousands_of_frames_is_one_page() -> None:
    frames = [Image.new("L", (80, 80), number % 2 * 255) for number in range(2000)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert len(list(pictures(out.getvalue()))) == 1


def tiff_of_directories(count: int, *, loop: bool) -> bytes:
    """A TIFF of tiny grey frames; with `loop` the last directory leads back to the first."""
    body = bytearray(b"II*\x00\x08\x00\x00\x00")
    strip = 8 + count * 114
    for number in range(count):
        entries = [
            (256, 4, 64), (257, 4, 64), (258, 3, 8), (259, 3, 1), (262, 3, 1),
            (273, 4, strip), (277, 3, 1), (278, 4, 64), (279, 4, 4096),
        ]  # fmt: skip
        body += struct.pack("<H", len(entries))
        for tag, kind, value in entries:
            body += struct.pack("<HHII", tag, kind, 1, value)
        after = 8 + (number + 1) * 114 if number + 1 < count else 8 if loop else 0
        body += struct.pack("<I", after)
    return bytes(body) + bytes(4096)


def test_directories_without_end_are_cut_off() -> None:
    assert len(list(pictures(tiff_of_directories(3, loop=False)))) == 3
    assert failure_of(tiff_of_directories(MOST_PAGES + 5, loop=False)) is Failure.TOO_LARGE
    with pytest.raises(Unreadable) as caught:
        pages = list(pictures(tiff_of_directories(3, loop=True)))
        assert len(pages) <= MOST_PAGES
        raise Unreadable(Failure.TOO_LARGE, "the reader of directories noticed the loop itself", "image")
    assert caught.value.failure in (Failure.TOO_LARGE, Failure.MALFORMED)


def test_too_many_pages_are_refused_before_the_first_is_decoded() -> None:
    for data in (tiff_of_directories(MOST_PAGES + 1, loop=False), tiff_of_directories(300, loop=False)):
        with pytest.raises(Unreadable) as caught:
            next(pictures(data))
        assert caught.value.failure is Failure.TOO_LARGE
    assert next(pictures(tiff_of_directories(MOST_PAGES, loop=False))).page == 1


def test_pages_that_are_too_large_together_are_refused_before_the_first_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decode, "MOST_PIXELS_IN_ALL", 5 * 64 * 64)
    assert len(list(pictures(tiff_of_directories(5, loop=False)))) == 5
    with pytest.raises(Unreadable) as caught:
        next(pictures(tiff_of_directories(6, loop=False)))
    assert caught.value.failure is Failure.TOO_LARGE


def test_a_fault_of_the_picture_library_is_named_and_not_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        cv2.resize(np.zeros((0, 0), np.uint8), (5, 5))

    monkeypatch.setattr(scan, "read_page", failing)
    record = parse_document(encoded("PNG"), "shades.png")
    assert (record.carrier, record.outcome) == ("image", "unreadable")
    assert record.error is not None and record.error.startswith("malformed: page 1: cv2.error: ")


def test_a_picture_without_a_report_is_no_report() -> None:
    record = parse_document(encoded("PNG"), "shades.png")
    assert (record.carrier, record.outcome) == ("image", "not_report")


def test_an_album_is_read_page_by_page() -> None:
    sheets = [encoded(name, (200 + 10 * number, 300)) for number, name in enumerate(("PNG", "JPEG", "TIFF"))]
    assert [(page.page, page.size_points) for page in pictures(compose(sheets))] == [
        (1, (200.0, 300.0)),
        (2, (210.0, 300.0)),
        (3, (220.0, 300.0)),
    ]


def test_an_album_is_bounded_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MOST_PIXELS_IN_ALL", 2 * 200 * 300)
    monkeypatch.setattr(decode, "_grey", None)
    assert failure_of(compose([encoded("PNG", (200, 300))] * 3)) is Failure.TOO_LARGE


def test_a_broken_album_is_malformed() -> None:
    album = compose([encoded("PNG")] * 2)
    assert failure_of(album.replace(b"IDAT", b"IDAX", 1)) is Failure.MALFORMED
