"""Archives of reports (zip, rar, 7z, gzip, tar) taken apart in memory: nothing is ever written to a disk.

Runs in a bounded child process. An archive that is a bomb, locked or broken is refused as a whole; a member
that is locked or broken only itself. The address of a member is `address of the archive!/name`.
"""

from __future__ import annotations

import io
import locale
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.printable import printable
from parsers.carriers import Kind, sniff
from parsers.carriers.album import MOST_PICTURES, compose, ending_of
from parsers.failures import Failure, Unreadable

ARCHIVES: frozenset[Kind | None] = frozenset({"zip", "rar", "7z", "gzip"})
MOST_MEMBERS = 500
MOST_BYTES = 100_000_000
"""Bytes of all members together, those of archives inside included."""
MOST_RATIO = 200
"""Unpacked bytes for each packed one; asked only of what is large."""
MOST_NESTING = 2
"""Archives inside each other; the outermost counts."""

_NUMBERED_PICTURE = re.compile(r"(?P<of>.*?)(?P<number>\d{1,3})[页張张)）]*\.[A-Za-z]{3,4}", re.DOTALL)
_LARGE = 5_000_000
_CHUNK = 1 << 16
_LOCKED = 0x1
_GZIP = b"\x1f\x8b"
_UTF8 = 0x800
_FURNITURE = ("__MACOSX", "Thumbs.db", "desktop.ini")
_MISSING = "rar and 7z archives need libarchive: apt-get install libarchive13"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name without anything that leads elsewhere, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BadMember:
    """A file of an archive that cannot be had."""

    name: str
    failure: Failure
    detail: str


def is_archive(data: bytes) -> bool:
    """Whether bytes are an archive of files, not an office file that happens to be packed."""
    return sniff(data) in ARCHIVES


def member_address(archive: str, name: str) -> str:
    """The address of a file inside an archive."""
    return f"{archive}!/{name}"


def unpack(data: bytes) -> list[Member | BadMember]:
    """The files of an archive, those of archives inside it included, in their order.

    Raises Unreadable: `too_large` for more than the limits, `unsupported_carrier` where all is locked,
    `needs_converter` where the library for its kind is missing, `malformed`, `empty`.
    """
    found = list(_Unpacking(len(data)).members(data, "", 1))
    if not found:
        raise Unreadable(Failure.EMPTY, "the archive holds no file")
    locked = [each for each in found if isinstance(each, BadMember) and "password" in each.detail]
    if len(locked) == len(found):
        raise Unreadable(Failure.UNSUPPORTED_CARRIER, "the archive is locked with a password")
    return _bound(found)


def _bound(found: list[Member | BadMember]) -> list[Member | BadMember]:
    """Pictures that are numbered pages of one document become that document, at the place of the first."""
    pages: dict[str, dict[int, Member]] = {}
    for each in found:
        numbered = _NUMBERED_PICTURE.fullmatch(each.name)
        if numbered and isinstance(each, Member) and ending_of(each.data) is not None:
            pages.setdefault(numbered["of"], {}).setdefault(int(numbered["number"]), each)
    bound: dict[str, Member] = {}
    dropped: set[str] = set()
    for of, by_number in pages.items():
        members = [by_number[number] for number in sorted(by_number)]
        if 1 < len(members) <= MOST_PICTURES:
            name = f"{of.rstrip('/_- .(（第') or 'pages'}.cbz"
            bound[members[0].name] = Member(name, compose([member.data for member in members]))
            dropped |= {member.name for member in members}
    return [bound.get(each.name, each) for each in found if each.name in bound or each.name not in dropped]


class _Unpacking:
    """One archive being taken apart; counts what came out, whatever the archive claims."""

    def __init__(self, packed: int) -> None:
        self._packed = max(packed, 1)
        self._files = 0
        self._bytes = 0
        self._names: set[str] = set()

    def members(self, data: bytes, within: str, depth: int) -> Iterator[Member | BadMember]:
        if depth > MOST_NESTING:
            yield BadMember(within, Failure.TOO_LARGE, f"archives nested deeper than {MOST_NESTING}")
            return
        for raw, read in _entries(data):
            self._files += 1
            if self._files > MOST_MEMBERS:
                raise Unreadable(Failure.TOO_LARGE, f"more than {MOST_MEMBERS} files in the archive")
            name = self._unique(f"{within}!/{clean_name(raw)}" if within else clean_name(raw))
            try:
                content = self._counted(read())
            except _Locked:
                yield BadMember(name, Failure.UNSUPPORTED_CARRIER, "locked with a password")
            except _FAULTS as fault:
                yield BadMember(name, Failure.MALFORMED, f"cannot be unpacked: {printable(str(fault))[:200]}")
            else:
                if is_archive(content):
                    yield from self._inner(content, name, depth)
                else:
                    yield Member(name, content)

    def _inner(self, content: bytes, name: str, depth: int) -> Iterator[Member | BadMember]:
        try:
            yield from self.members(content, name, depth + 1)
        except Unreadable as refusal:
            if refusal.failure is Failure.TOO_LARGE:
                raise
            yield BadMember(name, refusal.failure, refusal.sentence)

    def _counted(self, blocks: Iterable[bytes]) -> bytes:
        content = bytearray()
        for block in blocks:
            self._bytes += len(block)
            if self._bytes > MOST_BYTES:
                raise Unreadable(Failure.TOO_LARGE, f"unpacks to more than {MOST_BYTES // 1_000_000} MB")
            if self._bytes > _LARGE and self._bytes > MOST_RATIO * self._packed:
                raise Unreadable(Failure.TOO_LARGE, f"unpacks to more than {MOST_RATIO} times its size")
            content += block
        return bytes(content)

    def _unique(self, name: str) -> str:
        """Two files of one name are two sources."""
        number, unique = 2, name
        while unique in self._names:
            number, unique = number + 1, f"{name}#{number}"
        self._names.add(unique)
        return unique


class _Locked(Exception):
    """A member that needs a password."""


_FAULTS = (
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    tarfile.TarError,
)

_Entry = tuple[str, Callable[[], Iterable[bytes]]]


def _entries(data: bytes) -> Iterator[_Entry]:
    """Name and reader of each file that a person would call one. Raises Unreadable."""
    kind = sniff(data)
    entries = _zip if kind == "zip" else _gzip if kind == "gzip" else _libarchive
    for name, read in entries(data):
        parts = clean_name(name).split("/")
        if not any(part.startswith((".", "~$")) or part in _FURNITURE for part in parts):
            yield name, read


def _zip(data: bytes) -> Iterator[_Entry]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable ZIP archive: {fault}") from fault
    with archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise Unreadable(Failure.TOO_LARGE, f"unpacks to more than {MOST_BYTES // 1_000_000} MB")
        for info in infos:
            if not info.is_dir():
                yield zip_name(info), lambda info=info: _zip_blocks(archive, info)  # type: ignore[misc]


def _zip_blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.flag_bits & _LOCKED:
        raise _Locked
    with archive.open(info) as file:
        while block := file.read(_CHUNK):
            yield block


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a ZIP entry: UTF-8 where it says so or is so, else GB18030 as Chinese programs write it."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _gzip(data: bytes) -> Iterator[_Entry]:
    """The one file of a gzip archive, or the files of the tar archive in it."""
    head = zlib.decompressobj(wbits=31)
    try:
        begin = head.decompress(data, 512)
    except zlib.error as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable gzip archive: {fault}") from fault
    if begin[257:262] != b"ustar":
        yield "content", lambda: _gunzipped(data)
        return
    whole = bytearray()
    try:
        for block in _gunzipped(data):
            whole += block
            if len(whole) > MOST_BYTES:
                raise Unreadable(Failure.TOO_LARGE, f"unpacks to more than {MOST_BYTES // 1_000_000} MB")
    except (zlib.error, EOFError) as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable gzip archive: {fault}") from fault
    try:
        with tarfile.open(fileobj=io.BytesIO(bytes(whole)), mode="r:") as archive:
            for info in archive:
                if info.isreg():
                    yield info.name, lambda info=info: _file_blocks(archive.extractfile(info))  # type: ignore[misc]
    except tarfile.TarError as fault:
        raise Unreadable(Failure.MALFORMED, f"no readable tar archive: {fault}") from fault


def _gunzipped(data: bytes) -> Iterator[bytes]:
    """What a gzip file holds: all its streams, one behind the other. Raises EOFError where one is cut off."""
    while data.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        block = unpacker.decompress(data, _CHUNK)
        while block:
            yield block
            block = unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
        if not unpacker.eof:
            raise EOFError("the gzip stream ends early")
        data = unpacker.unused_data


def _file_blocks(file: Any) -> Iterator[bytes]:
    while file is not None and (block := file.read(_CHUNK)):
        yield block


def _libarchive(data: bytes) -> Iterator[_Entry]:
    try:
        import libarchive.exception
        import libarchive.read
    except (ImportError, OSError, AttributeError, TypeError):  # as the library that it binds is missing
        raise Unreadable(Failure.NEEDS_CONVERTER, _MISSING) from None
    # Names come as text only where the locale can say them.
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    try:
        with libarchive.read.memory_reader(data) as archive:
            for entry in archive:
                if entry.isfile:
                    yield str(entry.pathname or "file"), lambda entry=entry: _blocks(entry)  # type: ignore[misc]
    except libarchive.exception.ArchiveError as fault:
        if _is_about_password(fault):
            raise Unreadable(Failure.UNSUPPORTED_CARRIER, "the archive is locked with a password") from fault
        raise Unreadable(Failure.MALFORMED, f"no readable archive: {printable(str(fault))[:200]}") from fault


def _blocks(entry: Any) -> Iterator[bytes]:
    import libarchive.exception

    try:
        yield from entry.get_blocks(_CHUNK)
    except libarchive.exception.ArchiveError as fault:
        if _is_about_password(fault):
            raise _Locked from fault
        raise ValueError(str(fault)) from fault


def _is_about_password(fault: Exception) -> bool:
    words = str(fault).lower()
    return "encrypt" in words or "passphrase" in words or "password" in words


def clean_name(name: str) -> str:
    """A name that leads nowhere: no drive, no root, no way up."""
    parts = printable(name).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in ("", ".", "..") and not part.endswith(":")]
    return "/".join(kept)[:200] or "file"
