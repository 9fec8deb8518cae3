"""Files a second: `parse_document` on DOC and WPS against a LibreOffice start for each file.

    python benchmarks/office_speed.py [--files 6] [--rounds 5]

The parser gives a whole record (tables, chapters, checks); LibreOffice only writes the file as DOCX, which
has still to be read. Both run on the same files, one after the other, by the clock on the wall.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rounds import interleave, summary

from parsers.carriers.office import soffice
from parsers.parse import parse_document
from tests.parsers.dirty.model import draw
from tests.parsers.dirty.numbers import PATTERNS
from tests.parsers.office import word_files


def material(count: int) -> list[bytes]:
    """DOC files of drawn reports, every second one as WPS Writer keeps it."""
    files: list[bytes] = []
    for number in range(count):
        report = draw(("G4", "G3", "mixed")[number % 3], PATTERNS[number % len(PATTERNS)], number)
        source = word_files.docx(report, "plain", Random(number))
        made = soffice.convert(source, "docx", "doc", "doc")
        files.append(word_files.as_wps(made) if number % 2 else made)
    return files


def rate(files: list[bytes], read: Callable[[bytes], object]) -> Callable[[], float]:
    """A measurement: files a second over all files."""

    def measure() -> float:
        begun = time.perf_counter()
        for data in files:
            read(data)
        return len(files) / (time.perf_counter() - begun)

    return measure


def ours(data: bytes) -> None:
    """Parse, and make sure that it was a report."""
    record = parse_document(data, "benchmark")
    assert record.outcome == "report" and record.carrier in ("doc", "wps"), record.error


def theirs(data: bytes) -> None:
    """Convert by a LibreOffice of its own."""
    soffice.convert(data, "doc", "docx", "doc")


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--files", type=int, default=6)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    if soffice.program() is None:
        print(f"LibreOffice is not installed: {soffice.INSTALL}", file=sys.stderr)
        return 3
    files = material(given.files)
    print(f"{len(files)} files of {sum(map(len, files)) / len(files) / 1000:.1f} kB")
    ours(files[0])
    theirs(files[0])
    figures = interleave({"parse_document": rate(files, ours), "soffice": rate(files, theirs)}, given.rounds)
    print(summary(figures, "files/s"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
