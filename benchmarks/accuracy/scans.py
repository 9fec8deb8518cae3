"""Turn the pages of a PDF into scans: turned, blurred, shaded, noisy, compressed; fax and photographs too.

Every page keeps the matrix from points of the PDF page (left top origin) to pixels of the picture, so that
the place of each cell stays known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
_POINTS = 72.0


@dataclass(frozen=True)
class Quality:
    """One way of scanning. Ranges are drawn uniformly for each page: degrees, pixels, grey levels, JPEG."""

    name: str
    dpi: int
    turn: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    shade: float
    jpeg: tuple[int, int]
    bilevel: bool = False
    perspective: float = 0.0
    stamps: bool = False
    """Whether seals and watermarks lie over the tables, grey like the ink."""
    kind: str = "pdf"
    """File of the pages: pdf, tiff (all in one), png or jpg (one file a page), long (one JPEG of all)."""


QUALITIES = {
    quality.name: quality
    for quality in (
        Quality("scan300", 300, 1.5, (0.0, 1.0), (1, 5), 0.10, (70, 90)),
        Quality("scan200", 200, 1.5, (0.0, 0.7), (1, 6), 0.12, (60, 90)),
        Quality("scan200q50", 200, 1.5, (0.0, 0.7), (1, 6), 0.12, (50, 50)),
        Quality("stamped", 200, 1.5, (0.0, 0.7), (1, 6), 0.12, (60, 90), stamps=True),
        Quality("scan150", 150, 1.5, (0.0, 0.6), (1, 6), 0.12, (60, 90)),
        Quality("scan120", 120, 1.5, (0.0, 0.5), (1, 5), 0.12, (65, 90)),
        Quality("fax", 200, 1.0, (0.2, 0.7), (2, 8), 0.05, (0, 0), bilevel=True),
        Quality("photo", 200, 1.5, (0.3, 0.9), (1, 5), 0.30, (75, 92), perspective=0.025),
        Quality("tiff", 200, 1.5, (0.0, 0.7), (1, 5), 0.10, (0, 0), kind="tiff"),
        Quality("png", 150, 0.5, (0.0, 0.3), (0, 2), 0.0, (0, 0), kind="png"),
        Quality("jpg", 200, 1.5, (0.0, 0.7), (1, 6), 0.15, (60, 90), kind="jpg"),
        Quality("long", 150, 0.0, (0.0, 0.2), (0, 1), 0.0, (75, 95), kind="long"),
    )
}


@dataclass(frozen=True)
class Scan:
    """One page: its picture (grey levels, 0 or 255 only for a fax) and the matrix points to pixels."""

    picture: Grey
    matrix: Matrix
    jpeg: int


def scan_pdf(data: bytes, quality: Quality, rng: Random) -> Iterator[Scan]:
    """Scan each page of a PDF."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(pdf)):
            page = pdf[number]
            yield scan_page(_rendered(page, quality), quality, rng)
            page.close()
    finally:
        pdf.close()


def _rendered(page: pypdfium2.PdfPage, quality: Quality) -> Grey:
    """The page at twice the dots of coarse qualities, so that the scan averages over its ink."""
    fine = 1 if quality.dpi >= 300 else 2
    bitmap = page.render(scale=quality.dpi * fine / _POINTS, grayscale=True)
    return np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width, -1)[:, :, 0])


def scan_page(page: Grey, quality: Quality, rng: Random) -> Scan:
    """Scan a picture that was rendered by `_rendered`."""
    fine = 1 if quality.dpi >= 300 else 2
    noise = np.random.default_rng(rng.getrandbits(63))
    matrix = _warp(page.shape, quality, rng)
    height, width = page.shape
    if quality.perspective:
        table = noise.integers(60, 120)
        page = cv2.warpPerspective(
            page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=int(table)
        )
    else:
        page = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    if fine > 1:
        page = cv2.resize(page, (width // fine, height // fine), interpolation=cv2.INTER_AREA)
    picture = _light(page.astype(np.float32), quality, rng)
    if (blur := rng.uniform(*quality.blur)) > 0.15:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    picture += noise.normal(0, rng.uniform(*quality.noise), picture.shape).astype(np.float32)
    if quality.bilevel:
        picture = np.where(picture > rng.uniform(120, 175), 255.0, 0.0)
        picture[noise.random(picture.shape) < 0.0004] = 0.0
    scale = np.diag([1 / fine, 1 / fine, 1.0]) @ matrix @ np.diag([quality.dpi * fine / _POINTS] * 2 + [1.0])
    return Scan(np.clip(picture, 0, 255).astype(np.uint8), scale, rng.randint(*quality.jpeg))


def _warp(shape: tuple[int, ...], quality: Quality, rng: Random) -> Matrix:
    """Turn about the middle, shift a little, and pull the corners for a photograph."""
    height, width = shape[:2]
    angle = radians(rng.uniform(-quality.turn, quality.turn))
    middle = np.array([width / 2, height / 2])
    shift = np.array([rng.uniform(-0.006, 0.006) * width, rng.uniform(-0.006, 0.006) * height])
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = turn, middle + shift - turn @ middle
    if quality.perspective:
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        pull = np.array(
            [
                [
                    rng.uniform(0, quality.perspective) * width * x,
                    rng.uniform(0, quality.perspective) * height * y,
                ]
                for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1))
            ],
            np.float32,
        )
        matrix = cv2.getPerspectiveTransform(corners, corners + pull) @ matrix
    return matrix


def _light(picture: NDArray[np.float32], quality: Quality, rng: Random) -> NDArray[np.float32]:
    """Paper and ink of their own grey, uneven light."""
    paper, ink = rng.uniform(225, 255), rng.uniform(0, 60)
    picture = ink + picture * ((paper - ink) / 255)
    if quality.shade:
        height, width = picture.shape
        across, down = (
            np.linspace(-1, 1, width, dtype=np.float32),
            np.linspace(-1, 1, height, dtype=np.float32),
        )
        slope = rng.uniform(-1, 1) * across[None, :] + rng.uniform(-1, 1) * down[:, None]
        picture = picture * (1 - quality.shade * (slope - slope.min()) / max(1e-6, float(np.ptp(slope))))
    return picture


def write_pdf(pages: Sequence[Scan], quality: Quality) -> bytes:
    """An image-only PDF: JPEG pages, or CCITT for a fax."""
    first, *rest = [_image(page, quality) for page in pages]
    stream = BytesIO()
    options = {} if quality.bilevel else {"quality": pages[0].jpeg}
    first.save(stream, "PDF", resolution=quality.dpi, save_all=True, append_images=rest, **options)
    return stream.getvalue()


def _image(page: Scan, quality: Quality) -> Image.Image:
    image = Image.fromarray(page.picture)
    return image.convert("1", dither=Image.Dither.NONE) if quality.bilevel else image


def write_tiff(pages: Sequence[Scan], quality: Quality) -> bytes:
    """All pages in one TIFF."""
    first, *rest = [_image(page, quality) for page in pages]
    stream = BytesIO()
    dots = (quality.dpi, quality.dpi)
    first.save(stream, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw", dpi=dots)
    return stream.getvalue()


def write_long(page: Scan, quality: Quality) -> bytes:
    """One JPEG as long as its content."""
    inked = np.flatnonzero((page.picture < 128).any(axis=1))
    end = int(inked[-1]) + quality.dpi // 2
    stream = BytesIO()
    Image.fromarray(page.picture[:end]).save(stream, "JPEG", quality=page.jpeg)
    return stream.getvalue()


def write_picture(path: Path, page: Scan, quality: Quality) -> None:
    """One page as PNG or JPEG; half of them do not say their dots per inch."""
    dots = {} if page.jpeg % 2 or page.picture.shape[0] % 2 else {"dpi": (quality.dpi, quality.dpi)}
    if quality.kind == "jpg":
        _image(page, quality).save(path, "JPEG", quality=page.jpeg, **dots)
    else:
        _image(page, quality).save(path, "PNG", **dots)
