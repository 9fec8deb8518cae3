"""Fonts that are installed, of those that material is printed in."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from random import Random

_CHINESE = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Noto Serif CJK SC Light",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "WenQuanYi Zen Hei",
)
_LATIN = ("Liberation Serif", "Liberation Sans", "DejaVu Sans", "Liberation Sans Narrow")


@cache
def installed() -> frozenset[str]:
    """Names of the font families that fontconfig knows."""
    if shutil.which("fc-list") is None:
        return frozenset()
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))


def font_stack(rng: Random) -> tuple[str, str]:
    """A font for figures and one for Chinese; both the same in half of the reports."""
    known = installed()
    chinese = rng.choice([name for name in _CHINESE if name in known] or ["serif"])
    latin = [name for name in _LATIN if name in known]
    return (rng.choice(latin) if latin and rng.random() < 0.5 else chinese), chinese
