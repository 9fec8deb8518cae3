"""Picture files to grey pages, within bounds: size is known from the header before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from parsers.carriers.album import pages_of
from parsers.carriers.containers import ZIP
from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.clean import Picture
from parsers.failures import Failure, Unreadable

MOST_PIXELS = 40_000_000
MOST_PAGES = 200
MOST_PIXELS_IN_ALL = 1_000_000_000
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
_PAGED = ("TIFF",)  # what other formats call frames are films, not pages
_LEAST_SIDE = 60
_A4 = (8.27, 11.69)
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    KeyError,
    IndexError,
    OverflowError,
    MemoryError,
)


def pictures(data: bytes) -> Iterator[PagePicture]:
    """The pages of a picture file, or of an album of them, turned as their EXIF data says.

    Raises Unreadable: TOO_LARGE beyond `MOST_PIXELS` a page or `MOST_PAGES`, MALFORMED for what does not
    decode.
    """
    files = pages_of(data) if data.startswith(ZIP) else [data]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = [_opened(file) for file in files]
        _bounded(opened)
        last = 0
        for picture in opened:
            for page in _pages(picture, last + 1):
                last = page.page
                yield page


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise Unreadable(Failure.TOO_LARGE, f"the picture is too large: {bomb}", "image") from bomb
    except _FAULTS as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable picture: {fault}", "image") from fault


def _pages(picture: Image.Image, first: int) -> Iterator[PagePicture]:
    """The pages of one opened file, the first of them with a given number."""
    for frame in range(1, MOST_PAGES + 1):
        if frame > 1 and not _next(picture, frame):
            return
        width, height = picture.size
        if min(width, height) < _LEAST_SIDE:
            raise Unreadable(
                Failure.BAD_CONTENT, f"a picture of {width} x {height} pixels is no page", "image"
            )
        number = first + frame - 1
        try:
            grey = _grey(picture)
        except _FAULTS as fault:
            raise Unreadable(Failure.MALFORMED, f"page {number} does not decode: {fault}", "image") from fault
        size = (float(grey.shape[1]), float(grey.shape[0]))
        yield PagePicture(number, grey, _dpi(picture, grey), size, picture.mode == "1")


def _bounded(opened: Sequence[Image.Image]) -> None:
    """Refuse what is beyond the limits by its headers alone, before the first page is decoded and read: the
    reader of a long document would run out of time instead."""
    total = number = 0
    for picture in opened:
        for frame in range(1, MOST_PAGES + 2):
            if frame > 1 and not _next(picture, frame):
                break
            number += 1
            if number > MOST_PAGES:
                raise Unreadable(Failure.TOO_LARGE, f"more than {MOST_PAGES} pages", "image")
            width, height = picture.size
            total += width * height
            if width * height > MOST_PIXELS or total > MOST_PIXELS_IN_ALL:
                raise Unreadable(Failure.TOO_LARGE, f"page {number} has {width} x {height} pixels", "image")
        if picture.format in _PAGED:
            picture.seek(0)


def _next(picture: Image.Image, number: int) -> bool:
    if picture.format not in _PAGED:
        return False
    try:
        picture.seek(number - 1)
    except EOFError:
        return False
    except _FAULTS as fault:
        raise Unreadable(Failure.MALFORMED, f"page {number} cannot be found: {fault}", "image") from fault
    return True


def _grey(picture: Image.Image) -> Picture:
    """The frame in grey on white, upright."""
    frame: Any = ImageOps.exif_transpose(picture)
    if frame.mode.startswith(("I", "F")):
        values = np.asarray(frame, np.float32)
        top = 65535.0 if values.max() > 255 else 255.0
        return np.asarray(np.clip(values * (255.0 / top), 0, 255), np.uint8)
    if frame.mode in ("P", "PA", "LA", "RGBA", "La", "RGBa"):
        frame = frame.convert("RGBA")
        white = Image.new("RGBA", frame.size, (255, 255, 255, 255))
        frame = Image.alpha_composite(white, frame)
    return np.array(frame.convert("L"), np.uint8)


def _dpi(picture: Image.Image, grey: Picture) -> float:
    """The resolution: as the file says if that makes a page of it, else as of a page of A4."""
    short, long = sorted((int(grey.shape[0]), int(grey.shape[1])))
    stated: Any = picture.info.get("dpi")
    try:
        dpi = float(stated[0]) if stated else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if 80 <= dpi <= 1300 and 5.5 <= short / dpi <= 13 and 6 <= long / dpi <= 25:
        return dpi
    if 1.25 <= long / short <= 1.6:
        return short / _A4[0]
    width, height = int(grey.shape[1]), int(grey.shape[0])
    return width / (_A4[0] if height > width else _A4[1] if width > 1.25 * height else _A4[0])
