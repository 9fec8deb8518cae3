"""A font with Chinese characters, wherever the system keeps one."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

_NAMES = (
    "notosanscjk-regular",
    "notosanscjksc-regular",
    "notosanssc",
    "sourcehansans",
    "notoserifcjk-regular",
    "wqy-microhei",
    "wqy-zenhei",
    "droidsansfallback",
    "pingfang",
    "msyh",
    "simsun",
    "simhei",
    "uming",
    "ukai",
)
"""Beginnings of file names, the best first."""
_SUFFIXES = {".ttf", ".ttc", ".otf"}


def font_file() -> Path | None:
    """The file of a font with Chinese characters; None where there is none."""
    return _font_file()


@cache
def _font_file() -> Path | None:
    found: dict[int, Path] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            name = path.name.lower().replace(" ", "")
            if path.suffix.lower() in _SUFFIXES:
                for place, beginning in enumerate(_NAMES):
                    if name.startswith(beginning):
                        found.setdefault(place, path)
    return found[min(found)] if found else None


def load_font(size: int) -> Any:
    """That font in a size in pixels, or the small Latin one that the drawing library brings."""
    from PIL import ImageFont

    path = font_file()
    return ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size)


def _folders() -> list[Path]:
    own = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), own / "Library" / "Fonts"]
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        own / ".fonts",
        own / ".local/share/fonts",
    ]
