"""Scanned pages a minute on one core: our reader against whole-page OCR by the same kind of engine.

    python benchmarks/scan_speed.py [--reports 2] [--rounds 3] [--quality scan200]

Ours gives tables whose cells are vouched for, and running text; RapidOCR's own pipeline (detection, turn,
recognition of every line, the PP-OCRv6 networks of its package) gives lines of text with boxes. Both on the
same pages in one process, each with one thread, in turn; CPU time counts. The pages are made by the accuracy
benchmark from a fixed seed. At the end a child process reads the same pages and tells its peak memory.

Needs chromium and, for RapidOCR: pip install -e '.[peers]'
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy.make import make
from benchmarks.rounds import interleave, summary
from parsers.carriers.picture import PagePicture
from parsers.carriers.scan import scan_page
from parsers.parse import parse_document


def pictures(path: Path, dpi: float) -> list[PagePicture]:
    """The pages of an image-only PDF, at the resolution of the scan."""
    pages = []
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        for number in range(len(pdf)):
            bitmap = pdf[number].render(scale=dpi / 72, grayscale=True)
            grey = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width, -1)[:, :, 0])
            pages.append(PagePicture(number + 1, grey, dpi, pdf[number].get_size()))
    return pages


def rate(pages: list[PagePicture], read: Callable[[PagePicture], object]) -> Callable[[], float]:
    """A measurement: pages a minute of CPU time."""

    def measure() -> float:
        begun = time.process_time()
        for page in pages:
            read(page)
        return 60 * len(pages) / (time.process_time() - begun)

    return measure


def whole_page() -> Callable[[PagePicture], object]:
    """RapidOCR as it comes, with one thread."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine: Any = RapidOCR(params={"Global.log_level": "error", **threads})
    return lambda page: engine(cv2.cvtColor(page.grey, cv2.COLOR_GRAY2BGR))


def peak(paths: list[Path]) -> None:
    """Parse files as a worker does, and print the peak of resident memory."""
    outcomes = [parse_document(path.read_bytes(), path.name).outcome for path in paths]
    # Not getrusage: its peak is inherited from the process that forked this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    used = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(f"worker: {len(outcomes)} files, {outcomes.count('report')} reports, peak {used:.0f} MB")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--reports", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--quality", default="scan200")
    given = options.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), "scan_speed", given.reports, [given.quality], 1, say=lambda _: None)
        paths = sorted((Path(folder) / given.quality).glob("*.pdf"))
        dpi = float("".join(c for c in given.quality if c.isdigit())[:3])
        pages = [page for path in paths for page in pictures(path, dpi)]
        print(f"{len(pages)} pages of {len(paths)} reports at {dpi:.0f} dpi")
        theirs = whole_page()
        scan_page(pages[0])
        theirs(pages[0])
        figures = interleave(
            {"scan_page": rate(pages, scan_page), "RapidOCR": rate(pages, theirs)}, given.rounds
        )
        print(summary(figures, "pages/min"))
        child = multiprocessing.get_context("spawn").Process(target=peak, args=(paths,))
        child.start()
        child.join()


if __name__ == "__main__":
    main()
