"""How the files of the archive are called, and which of them a folder has."""

from __future__ import annotations

import re
from pathlib import Path

_NUMBERED = re.compile(r"nianbao-(\d{5,})\.warc\.gz")


def file_name(number: int) -> str:
    """Name of the file of a number."""
    return f"nianbao-{number:05d}.warc.gz"


def number_of(name: str) -> int | None:
    """Number of a file of the archive; None for any other file."""
    match = _NUMBERED.fullmatch(name)
    return int(match[1]) if match else None


def paths_in(folder: Path) -> list[Path]:
    """The files of the archive in a folder, by name."""
    return sorted(path for path in folder.iterdir() if number_of(path.name) is not None)


def numbers_in(folder: Path) -> list[int]:
    """Their numbers, in order."""
    return sorted(number for path in folder.iterdir() if (number := number_of(path.name)) is not None)
