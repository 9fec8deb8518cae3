"""Tables of born-digital PDF files: the parser's reader against pdfplumber's `extract_tables`.

Both read the same files in turns of one run. The reader gives more (places, paragraphs, joined pages, doubt);
the baseline gives rows of text. Exactness is measured apart: `python -m benchmarks.accuracy peers`. The files
are made on the spot, or those of a folder: `python -m benchmarks.accuracy make FOLDER --carriers chromium`.
"""

from __future__ import annotations

import argparse
import io
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.rounds import interleave, summary


def read_own(data: bytes) -> int:
    """Tables that the parser's reader finds."""
    from parsers.carriers.pdf import read_pdf
    from parsers.document import Table

    return sum(isinstance(block, Table) for block in read_pdf(data).blocks)


def read_pdfplumber(data: bytes) -> int:
    """Tables that pdfplumber finds, page by page."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_tables()) for page in pdf.pages)


def speed(read: Callable[[bytes], int], files: Sequence[bytes]) -> float:
    """Files a second of processor time."""
    started = time.process_time()
    for data in files:
        if not read(data):
            raise SystemExit(f"{read.__name__} found no table in a file")
    return len(files) / (time.process_time() - started)


def gathered(folder: Path | None, most: int) -> list[bytes]:
    """The files of a folder, or printed ones where none is given."""
    if folder is not None:
        return [path.read_bytes() for path in sorted(folder.rglob("*.pdf"))[:most]]
    from tests.parsers.dirty.model import draw
    from tests.parsers.dirty.numbers import PATTERNS
    from tests.parsers.pdf.printer import print_report

    return [print_report(draw("G4", pattern, seed)) for seed in (1, 2) for pattern in PATTERNS][:most]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=20)
    given = parser.parse_args()
    files = gathered(given.folder, given.files)
    if not files:
        raise SystemExit("no PDF files there")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it has an opinion on every font
    figures = interleave(
        {"parsers": lambda: speed(read_own, files), "pdfplumber": lambda: speed(read_pdfplumber, files)},
        given.rounds,
    )
    print(f"{len(files)} files")
    print(summary(figures, "files/s"))


if __name__ == "__main__":
    main()
