"""Fuzzing of what meets foreign bytes first: nothing but `Unreadable` may come out.

    python benchmarks/fuzz.py [--target docx] [--minutes 10] [--seed 1] [--engine atheris|random]

Targets: grid (spans and ruled lines), sniff, docx, xlsx, xls, doc, mhtml. Inputs are real files (made by the
tests' builders) that are mutated: bytes, pieces of one file in another, words of the formats; of packages
also the XML inside, packed anew. With `--engine atheris` (`pip install atheris`) the choice of inputs follows
the branches that they reach; else they are drawn at random. A crash is written to a file that is named, and
the run ends with code 1 (atheris: 77).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ATHERIS = "atheris" in sys.argv and importlib.util.find_spec("atheris") is not None
if ATHERIS:
    import atheris

    _watched = atheris.instrument_imports(include=["parsers", "doc2docx", "xlrd"])
else:
    _watched = contextlib.nullcontext()

with _watched:
    from parsers.carriers import containers, ruled, sniff
    from parsers.carriers.office import mhtml, soffice, word
    from parsers.carriers.office.docx import read_docx
    from parsers.carriers.office.sheets import read_sheets
    from parsers.failures import Unreadable
    from parsers.grid import MAX_SLOTS, lay_out
    from tests.parsers.dirty.model import draw
    from tests.parsers.dirty.numbers import PATTERNS
    from tests.parsers.office import sheet_files, word_files
    from tests.parsers.office.test_sniff import MHTML, archive, ole


WORDS = (
    b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"</w:tc>", b"<w:vMerge/>", b'<w:gridSpan w:val="99999"/>', b"<w:del>",
    b'<w:gridBefore w:val="7"/>', b"<w:txbxContent>", b"<mc:AlternateContent>",
    b'<w:fldChar w:fldCharType="begin"/>',
    b'<mergeCell ref="A1:XFD1048576"/>', b'r="XFD1048576"', b't="s"', b"<v>", b"&a;", b"<!DOCTYPE",
    b"]]>", b"\0", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"PK\x01\x02", b"PK\x05\x06",
    b"MIME-Version: 1.0\n", b"boundary=", b"{\\rtf", b"%PDF-", containers.OLE,
    "WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le"),
)  # fmt: skip


def pack(part: str, content: bytes, whole: bytes) -> bytes:
    """The package with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, content if info.filename == part else source.read(info))
    return stream.getvalue()


def unpack(part: str, whole: bytes) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(whole)) as source:
        return source.read(part)


def reports() -> list[bytes]:
    """DOCX files in every style."""
    report = draw("G4", PATTERNS[9], 1)
    return [word_files.docx(report, style, Random(1)) for style in word_files.TABLES]


def grid(data: bytes) -> None:
    """Spans and ruled lines, read from the bytes as numbers."""
    numbers = struct.unpack(f"<{len(data) // 2}h", data[: len(data) // 2 * 2])
    rows: list[list[tuple[int, int]]] = [[]]
    for across, down in zip(numbers[::2], numbers[1::2], strict=False):
        if across % 7 == 0:
            rows.append([])
        rows[-1].append((across, down))
    layout = lay_out(rows)
    assert len(layout.starts) == len(rows)
    assert sum(map(len, layout.starts)) == sum(map(len, rows)) or layout.width <= MAX_SLOTS
    lines = [
        ruled.Rule(float(at), float(min(start, end)), float(max(start, end)))
        for at, start, end in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False)
    ]
    with contextlib.suppress(ruled.TooManyRules):
        ruled.tables(lines[::2], lines[1::2])


def sniffing(data: bytes) -> None:
    """Kinds, and the directories behind them."""
    sniff(data)
    containers.ole_names(data)
    containers.zip_names(data)


def docx(data: bytes) -> None:
    """Bytes that open a ZIP file as they are; all others as the text part of one."""
    with contextlib.suppress(Unreadable):
        read_docx(data if data.startswith(b"PK") else pack("word/document.xml", data, DOCX))


def xlsx(data: bytes) -> None:
    """Bytes that open a ZIP file as they are; all others as the sheet of one."""
    with contextlib.suppress(Unreadable):
        read_sheets(data if data.startswith(b"PK") else pack("xl/worksheets/sheet1.xml", data, XLSX), "xlsx")


def xls(data: bytes) -> None:
    """Workbooks of the binary kind."""
    with contextlib.suppress(Unreadable):
        read_sheets(data, "xls")


def doc(data: bytes) -> None:
    """Word files of the binary kind, by the library alone."""
    with contextlib.suppress(Unreadable):
        read_docx(word.by_library(data, "doc"), "doc")


def saved_page(data: bytes) -> None:
    """Pages saved as one file."""
    with contextlib.suppress(Unreadable):
        mhtml.html_of(data)


Target = Callable[[bytes], None]
DOCX = word_files.docx(draw("G4", PATTERNS[1], 1), "plain", Random(1))
XLSX = sheet_files.xlsx(draw("G4", PATTERNS[1], 1))
TARGETS: dict[str, Target] = {
    "grid": grid,
    "sniff": sniffing,
    "docx": docx,
    "xlsx": xlsx,
    "xls": xls,
    "doc": doc,
    "mhtml": saved_page,
}


def seeds(target: str) -> list[bytes]:
    """Files to begin with."""
    if target == "grid":
        return [struct.pack("<8h", 1, 2, 3, 1, 1, 1, 7, 1), bytes(range(256)), b"\x64\x00\x0a\x00" * 60]
    if target == "docx":
        return [*(unpack("word/document.xml", whole) for whole in reports()), DOCX]
    if target == "xlsx":
        return [unpack("xl/worksheets/sheet1.xml", XLSX), XLSX]
    if target == "xls":
        return [sheet_files.xls(draw(shape, PATTERNS[1], 1), sheets=True) for shape in ("G4", "G3")]
    if target == "doc":
        if soffice.program() is None:
            raise SystemExit(f"the target doc begins with files by LibreOffice: {soffice.INSTALL}")
        return [soffice.convert(whole, "docx", "doc", "doc") for whole in reports()[:3]]
    page = MHTML % b"PHRhYmxlPjx0cj48dGQ+MQ=="
    if target == "mhtml":
        return [page]
    old = sheet_files.xls(draw("G4", PATTERNS[1], 1))
    return [DOCX, XLSX, old, ole("WordDocument", "a", "b", "c", "d"), archive("OFD.xml"), page, b"{\\rtf1"]


def mutated(rng: Random, pool: Sequence[bytes]) -> bytes:
    """One of the files with some of its bytes, pieces or words changed."""
    data = bytearray(rng.choice(pool))
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        size = min(rng.choice((1, 2, 8, 64, 512)), len(data) - at)
        match rng.randrange(6):
            case 0:
                data[at : at + size] = rng.randbytes(size)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = rng.choice(WORDS) * rng.choice((1, 1, 1, 50))
            case 3:
                other = rng.choice(pool)
                begin = rng.randrange(len(other) + 1)
                data[at : at + size] = other[begin : begin + rng.choice((8, 64, 512, 4096))]
            case 4:
                data[at:at] = data[at : at + size] * rng.choice((1, 2, 30))
            case _:
                del data[at : None if rng.random() < 0.2 else at + 1]
    return bytes(data[:2_000_000])


def at_random(name: str, seconds: float, seed: int) -> int:
    """Draw and try until the time is up; the exit code."""
    target, pool, rng = TARGETS[name], seeds(name), Random(seed)
    end, tried, slowest = time.monotonic() + seconds, 0, 0.0
    while (begun := time.monotonic()) < end:
        data = mutated(rng, pool)
        try:
            target(data)
        except Exception:
            traceback.print_exc()
            return crashed(name, data)
        tried += 1
        slowest = max(slowest, time.monotonic() - begun)
    print(f"{name}: {tried} inputs, none crashed; the slowest took {slowest:.2f} s", flush=True)
    return 0


def crashed(name: str, data: bytes) -> int:
    """Keep the input."""
    with tempfile.NamedTemporaryFile(prefix=f"crash-{name}-", delete=False) as file:
        file.write(data)
    print(f"{name}: crashed on {file.name}", file=sys.stderr)
    return 1


def guided(name: str, seconds: float, seed: int) -> None:
    """Let atheris choose; it ends the process itself."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, data in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(data)
        limits = [f"-max_total_time={int(seconds)}", "-timeout=60", "-rss_limit_mb=2048", "-max_len=400000"]
        options = [f"-seed={seed}", f"-artifact_prefix=crash-{name}-", "-print_final_stats=1", folder]
        atheris.Setup([sys.argv[0], *limits, *options], TARGETS[name])
        atheris.Fuzz()


def main() -> int:
    """Fuzz one target, or one after the other."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--target", choices=list(TARGETS), help="without it all, one after the other")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--engine", choices=["atheris", "random"], default="random")
    given = options.parse_args()
    if given.engine == "atheris":
        if not ATHERIS or given.target is None:
            options.error("atheris has to be installed, and takes one --target at a time")
        guided(given.target, 60 * given.minutes, given.seed)
        return 0
    names = [given.target] if given.target else list(TARGETS)
    return max(at_random(name, 60 * given.minutes, given.seed) for name in names)


if __name__ == "__main__":
    sys.exit(main())
