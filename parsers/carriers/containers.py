"""The names inside ZIP and OLE2 files, read from their directories within fixed bounds.

Layouts: PKWARE APPNOTE 4.3.16 (end of central directory), [MS-CFB] 2.2 to 2.6 (header, FAT, directory).
"""

from __future__ import annotations

import io
import struct
import zipfile

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_DIRECTORY = 2_000_000
"""Bytes of a ZIP directory that are read; an office file has some kilobytes."""
MAX_SECTORS = 4_096
"""Sectors of an OLE2 directory that are walked: 16,384 entries of 128 bytes at least."""

_END = b"PK\x05\x06"
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_HEADER_FAT = 109


def zip_names(data: bytes) -> list[str]:
    """Names in the directory of a ZIP file, with forward slashes; none where it is unreadable or too big."""
    end = data.rfind(_END)
    if end < 0 or len(data) < end + 22 or struct.unpack_from("<L", data, end + 12)[0] > MAX_DIRECTORY:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [info.filename.replace("\\", "/").lstrip("/") for info in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, NotImplementedError):
        return []


def ole_names(data: bytes) -> set[str]:
    """Names of the streams and storages of an OLE2 file; fewer where its directory is damaged."""
    if len(data) < 512:
        return set()
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return set()
    size = 1 << shift
    fat = struct.unpack_from(f"<{_HEADER_FAT}L", data, 76)
    sector = struct.unpack_from("<L", data, 48)[0]
    names: set[str] = set()
    seen: set[int] = set()
    while sector < _LAST_SECTOR and sector not in seen and len(seen) < MAX_SECTORS:
        seen.add(sector)
        start = (sector + 1) * size
        block = data[start : start + size]
        for at in range(0, len(block) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", block, at + 64)[0]
            if 2 < length <= 64:
                names.add(block[at : at + length - 2].decode("utf-16-le", errors="replace"))
        sector = _next(data, fat, sector, size)
    return names


def _next(data: bytes, fat: tuple[int, ...], sector: int, size: int) -> int:
    """The sector that follows in a chain, as far as the header itself lists the allocation table."""
    table, place = divmod(sector, size // 4)
    if table >= len(fat) or fat[table] >= _LAST_SECTOR:
        return _LAST_SECTOR
    at = (fat[table] + 1) * size + 4 * place
    return int(struct.unpack_from("<L", data, at)[0]) if at + 4 <= len(data) else _LAST_SECTOR
