"""WACZ files (browsertrix, ArchiveWeb.page): zip files with WARC files in the folder `archive/`.

A collection of several is a zip file with WACZ files in it. Indexes, page lists and logs are not needed.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

from crawler.inputs import BadInput
from crawler.printable import printable
from parsers.failures import Failure

SUFFIX = ".wacz"
_WARCS = (".warc", ".warc.gz")
_CHUNK = 1 << 16
_MOST_UNPACKED = 200
"""A file may unpack to so many times the size of the whole; more is a bomb."""


def unpacked(path: Path, scratch: Path, nested: bool = False) -> Iterator[Path | BadInput]:
    """Copy the WARC files inside into the folder `scratch`, one by one; what is wrong as BadInput.

    `nested`: the file lies in another one itself, and must hold no further ones.
    """
    folder = scratch / sha256(str(path.absolute()).encode()).hexdigest()[:16] / path.name
    folder.mkdir(parents=True, exist_ok=True)
    most = path.stat().st_size * _MOST_UNPACKED + _CHUNK
    found = False
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                name = PurePosixPath(entry.filename)
                warc = name.suffix and entry.filename.lower().endswith(_WARCS) and "archive" in name.parts
                inner = not nested and name.suffix.lower() == SUFFIX
                if not (warc or inner):
                    continue
                found = True
                # The name as it stands in the file may point anywhere; only its last part is used.
                target = folder / f"{len(list(folder.iterdir()))}-{name.name}"
                if fault := _copy(packed, entry, target, most):
                    yield BadInput(f"{path}!/{printable(entry.filename)}", *fault)
                if inner:
                    yield from unpacked(target, scratch, nested=True)
                else:
                    yield target
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield BadInput(
            str(path), Failure.MALFORMED, f"not a readable WACZ file: {printable(str(error))[:200]}"
        )
        return
    if not found:
        yield BadInput(str(path), Failure.EMPTY, "no WARC file in this WACZ file")


def _copy(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int
) -> tuple[Failure, str] | None:
    """Copy one file out; what is wrong with it, where something is. What comes before a fault is kept."""
    try:
        with packed.open(entry) as source, target.open("wb") as out:
            while chunk := source.read(_CHUNK):
                out.write(chunk)
                if out.tell() > most:
                    return Failure.TOO_LARGE, f"unpacks to more than {most >> 20} MB"
                if shutil.disk_usage(target.parent).free < 2 * _CHUNK:
                    return Failure.IO, "no room on the disk to unpack it"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return Failure.MALFORMED, f"cannot be unpacked: {printable(str(error))[:200]}"
    return None
