"""Report pages of about 60 kB, the size of real ones, made by the dirty suite's generator."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "parsers"))

from dirty.habit import Html  # noqa: E402
from dirty.habits.editors import wps_cell  # noqa: E402
from dirty.model import draw  # noqa: E402
from dirty.numbers import BY_NAME  # noqa: E402
from dirty.page import plain_page  # noqa: E402

SIZE = 60_000
PATTERNS = ("city", "small", "zeros", "commas")


def portal_page(title: str, body: str, rng: Random) -> str:
    """The article in a portal's frame, with menus until the page has its size."""
    links = "".join(
        f'<li><a href="/zwgk/lm{number}/" target="_blank">政务公开栏目{number:03d}</a></li>\n'
        for number in range(max(0, (SIZE - len(body.encode())) // 75))
    )
    return plain_page(title, body, rng).replace(
        '<div class="nav">', f'<ul class="menu">\n{links}</ul><div class="nav">'
    )


def report_pages(count: int) -> list[bytes]:
    """`count` pages pasted from WPS, different in figures; equal calls give equal pages."""
    write = Html(cell=wps_cell, page=portal_page)
    return [
        write(draw("G4", BY_NAME[PATTERNS[seed % len(PATTERNS)]], seed), Random(seed))
        for seed in range(count)
    ]
