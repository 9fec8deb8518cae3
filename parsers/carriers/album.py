"""Pictures of the pages of one document as one file: a ZIP of numbered pictures, as comic books are kept.

Portals put a scanned report on a page as one picture a sheet. Only together are they a document: a table goes
on from one to the next. The file is made of them without a date or an address, so that the same pictures are
the same document wherever they stand.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence

from parsers.failures import Failure, Unreadable

MEDIA_TYPE = "application/vnd.comicbook+zip"
MOST_PICTURES = 200
MOST_BYTES = 100_000_000

_NAME = re.compile(r"page-(\d{3})\.[a-z]{3,4}")
_ENDINGS = (
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"RIFF", "webp"),
    (b"BM", "bmp"),
)
_FAULTS = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, SyntaxError)


def ending_of(picture: bytes) -> str | None:
    """The usual ending of a picture file by its first bytes; None for anything else."""
    return next((ending for magic, ending in _ENDINGS if picture.startswith(magic)), None)


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, from its header; None where that cannot be read."""
    from PIL import Image  # here: who only sniffs files needs no pictures

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(picture)) as opened:
                return opened.size
        except (Image.DecompressionBombError, *_FAULTS):
            return None


def compose(pictures: Sequence[bytes]) -> bytes:
    """Make one file of pictures of pages, in their order. Equal pictures make equal bytes.

    Raises ValueError for none, for more than `MOST_PICTURES`, and for what is no picture.
    """
    if not 0 < len(pictures) <= MOST_PICTURES:
        raise ValueError(f"{len(pictures)} pictures make no document")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as album:
        for number, picture in enumerate(pictures, start=1):
            ending = ending_of(picture)
            if ending is None:
                raise ValueError(f"page {number} is no picture")
            album.writestr(zipfile.ZipInfo(f"page-{number:03d}.{ending}"), picture)
    return out.getvalue()


def is_album(names: Sequence[str]) -> bool:
    """Whether the names in a ZIP file are those that `compose` gives."""
    numbers = [int(found[1]) if (found := _NAME.fullmatch(name)) else 0 for name in names]
    return 0 < len(names) <= MOST_PICTURES and numbers == list(range(1, len(names) + 1))


def pages_of(data: bytes) -> list[bytes]:
    """The pictures of an album in their order. Raises Unreadable: TOO_LARGE, MALFORMED."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as album:
            infos = album.infolist()
            if len(infos) > MOST_PICTURES or sum(info.file_size for info in infos) > MOST_BYTES:
                raise Unreadable(Failure.TOO_LARGE, f"{len(infos)} pictures of pages", "image")
            return [album.read(info) for info in infos]
    except _FAULTS as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable pictures of pages: {fault}", "image") from fault
