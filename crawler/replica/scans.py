"""The pages of a report as pictures, as a scanner makes them; drawn with the font of the system."""

from __future__ import annotations

import io
import zlib
from typing import Any

from crawler.evidence.fonts import load_font
from crawler.replica.model import Placement
from crawler.replica.pdf import report_sheets
from crawler.replica.sheets import HEIGHT, WIDTH, Sheet

DPI = 200
ICON = (48, 48)


def report_pictures(placement: Placement, kind: str = "PNG") -> list[bytes]:
    """A report as one picture a page; `kind` is PNG or JPEG."""
    return [_drawn(sheet, kind) for sheet in report_sheets(placement)]


def code_to_scan(seed: str, side: int = 280) -> bytes:
    """A square of black and white fields, as the codes beside an article that telephones read."""
    from PIL import Image

    bits = zlib.crc32(seed.encode()).to_bytes(4, "big") * 32
    fields = Image.frombytes("1", (32, 32), bits).resize((side, side))
    return _saved(fields, "PNG")


def banner(width: int = 1000, height: int = 120) -> bytes:
    """A strip of one shade, as sites put above everything."""
    from PIL import Image

    return _saved(Image.new("L", (width, height), 90), "PNG")


def _drawn(sheet: Sheet, kind: str) -> bytes:
    from PIL import Image, ImageDraw

    scale = DPI / 72
    page = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(page)
    for box in sheet.boxes:
        left, right = box.left * scale, (box.left + box.width) * scale
        top, bottom = (HEIGHT - box.bottom - box.height) * scale, (HEIGHT - box.bottom) * scale
        pen.rectangle((round(left), round(top), round(right), round(bottom)), None, 0, 2)
    for line in sheet.lines:
        font: Any = load_font(round(line.size * scale))
        pen.text((line.left * scale, (HEIGHT - line.base) * scale), line.text, 0, font, anchor="ls")
    return _saved(page, kind)


def _saved(picture: Any, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, dpi=(DPI, DPI), **({"quality": 85} if kind == "JPEG" else {}))
    return out.getvalue()
