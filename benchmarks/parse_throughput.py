"""Documents a second on one core: `parse_document` against `pandas.read_html` on the same pages.

    python benchmarks/parse_throughput.py [--pages 60] [--rounds 7]

The parser gives a whole record (encoding, outcome, title, chapters, every figure, all checks); pandas gives
data frames of the tables from text that is decoded already.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import pandas
from pages import report_pages
from rounds import interleave, summary

from parsers.parse import parse_document


def rate(pages: list[bytes], read: Callable[[bytes], object]) -> Callable[[], float]:
    """A measurement: documents a second of CPU time over all pages."""

    def measure() -> float:
        begun = time.process_time()
        for page in pages:
            read(page)
        return len(pages) / (time.process_time() - begun)

    return measure


def ours(page: bytes) -> None:
    """Parse, and make sure that it was a report."""
    record = parse_document(page, "benchmark")
    assert record.outcome == "report", record.error


def theirs(page: bytes) -> None:
    """Read the tables."""
    assert len(pandas.read_html(io.StringIO(page.decode()))) == 3


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=int, default=60)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    pages = report_pages(given.pages)
    print(f"{len(pages)} pages of {sum(map(len, pages)) / len(pages) / 1000:.1f} kB")
    ours(pages[0])
    theirs(pages[0])
    figures = interleave(
        {"parse_document": rate(pages, ours), "read_html": rate(pages, theirs)}, given.rounds
    )
    print(summary(figures, "documents/s per core"))


if __name__ == "__main__":
    main()
