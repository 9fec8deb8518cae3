"""The parts of an office package: a ZIP file, or one flat XML file, opened within fixed bounds.

Sizes in a ZIP directory are claims, so what is unpacked is counted as well. XML is parsed without entities,
without document types and without any access outside the file.
"""

from __future__ import annotations

import base64
import binascii
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import lxml.etree as etree

from parsers.carriers.containers import MAX_DIRECTORY
from parsers.failures import Failure, Unreadable
from parsers.record import Carrier

MAX_ENTRIES = 5_000
MAX_UNPACKED = 100_000_000
"""Bytes of all parts that are unpacked from one file."""
MAX_RATIO = 200
_SMALL = 1_000_000  # below this a part may be as repetitive as it likes
_CHUNK = 1 << 16

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OSError, ValueError)
_WORD_PART = re.compile(r"(?:^|/)word/document\d*\.xml$", re.IGNORECASE)
_ILLEGAL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def local(tag: Any) -> str:
    """The name of an element or attribute without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(node: Any, name: str = "val") -> str | None:
    """An attribute of the element's own namespace: `w:val` of a `w:` element, whichever edition `w` is."""
    tag: str = node.tag
    found: str | None = node.get(tag[: tag.find("}") + 1] + name)
    return found


def child(node: Any, name: str) -> Any:
    """The first child element of that local name, or None."""
    return next((inner for inner in node if local(inner.tag) == name), None)


def parse_xml(data: bytes, carrier: Carrier) -> tuple[Any, bool]:
    """The root of an XML part, and whether it had to be mended. Raises `Unreadable`."""
    try:
        return _parse(data, recover=False), False
    except etree.XMLSyntaxError as error:
        cause = error.msg or "not well-formed"
    if "DOCTYPE" in cause or "entity" in cause.lower():
        raise Unreadable(Failure.MALFORMED, f"XML with a document type: {cause}"[:200], carrier)
    if "Excessive" in cause or "HUGE" in cause:
        raise Unreadable(Failure.MALFORMED, f"XML beyond what any editor writes: {cause}"[:200], carrier)
    lawful = _ILLEGAL.sub(b"", data) if b"\x00" not in data[:4] else data
    for recover in (False, True):
        try:
            return _parse(lawful, recover=recover), recover
        except etree.XMLSyntaxError as error:
            cause = error.msg or cause
    raise Unreadable(Failure.MALFORMED, f"XML that cannot be read: {cause}"[:200], carrier)


def _parse(data: bytes, *, recover: bool) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise etree.XMLSyntaxError("no element", 0, 0, 0)
    if root.getroottree().docinfo.doctype:
        raise etree.XMLSyntaxError("DOCTYPE is not allowed in office files", 0, 0, 0)
    return root


class Package:
    """Parts by name. `mended` is true once any part had to be parsed with its faults passed over."""

    def __init__(self, data: bytes, carrier: Carrier) -> None:
        self.carrier = carrier
        self.mended = False
        self._roots: dict[str, Any] = {}
        self._plain: dict[str, bytes] = {}
        self._archive: zipfile.ZipFile | None = None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._unpacked = 0
        if data.startswith(b"PK"):
            self._open(data)
        else:
            self._unfold(data)

    def _open(self, data: bytes) -> None:
        end = data.rfind(b"PK\x05\x06")
        if end >= 0 and len(data) >= end + 22:
            size = struct.unpack_from("<L", data, end + 12)[0]
            if size > MAX_DIRECTORY:
                raise self._too_large(f"a directory of {size} bytes")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except _DAMAGE as error:
            raise Unreadable(Failure.MALFORMED, f"damaged ZIP file: {error}"[:200], self.carrier) from None
        if len(entries) > MAX_ENTRIES:
            raise self._too_large(f"{len(entries)} parts, the limit is {MAX_ENTRIES}")
        for info in entries:
            self._entries.setdefault(_name(info.filename), info)

    def _unfold(self, data: bytes) -> None:
        """A flat package (`pkg:package`), or Word's XML of 2003, whose root stands for the main part."""
        root, self.mended = parse_xml(data, self.carrier)
        if local(root.tag) != "package":
            self._roots = {"word/document.xml": root, "word/styles.xml": root}
            return
        for part in root:
            name = _name(next((text for key, text in part.attrib.items() if local(key) == "name"), ""))
            held = child(part, "xmlData")
            if held is not None and len(held):
                self._roots[name] = held[0]
            elif (binary := child(part, "binaryData")) is not None:
                self._plain[name] = _from_base64(binary)

    @property
    def names(self) -> Iterable[str]:
        """Names of all parts, in lower case, with forward slashes."""
        return [*self._roots, *self._plain, *self._entries]

    def __contains__(self, name: str) -> bool:
        return any(_name(name) in held for held in (self._entries, self._roots, self._plain))

    def read(self, name: str) -> bytes:
        """The bytes of a part, counted while they are unpacked. Raises `Unreadable` or KeyError."""
        if _name(name) in self._plain:
            return self._plain[_name(name)]
        info = self._entries[_name(name)]
        assert self._archive is not None
        if info.flag_bits & 0x1:
            raise Unreadable(Failure.UNSUPPORTED_CARRIER, "a file locked with a password", self.carrier)
        claimed = info.file_size
        if claimed + self._unpacked > MAX_UNPACKED:
            raise self._too_large(f"{name} unpacks to {claimed} bytes")
        if claimed > _SMALL and claimed > MAX_RATIO * max(info.compress_size, 1):
            raise self._too_large(f"{name} unpacks to {claimed // max(info.compress_size, 1)} times its size")
        pieces: list[bytes] = []
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    pieces.append(piece)
                    self._unpacked += len(piece)
                    if self._unpacked > MAX_UNPACKED:
                        raise self._too_large(f"{name} unpacks to more than it claims")
        except _DAMAGE as error:
            raise Unreadable(Failure.MALFORMED, f"{name} is damaged: {error}"[:200], self.carrier) from None
        return b"".join(pieces)

    def xml(self, name: str) -> Any:
        """The root of an XML part, None where the package has no such part. Raises `Unreadable`."""
        key = _name(name)
        if key not in self._roots:
            if key not in self._entries:
                return None
            self._roots[key], mended = parse_xml(self.read(key), self.carrier)
            self.mended = self.mended or mended
        return self._roots[key]

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relations of a part inside the package: id -> (last word of the type, name of the target).

        Targets outside of the file are left out and never followed.
        """
        folder, _, base = _name(name).rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            target = relation.get("Target")
            if target is None or (relation.get("TargetMode") or "").lower() == "external":
                continue
            path = target if target.startswith("/") else posixpath.join(folder, target.replace("\\", "/"))
            kind = (relation.get("Type") or "").rpartition("/")[2]
            found[relation.get("Id") or ""] = (kind, _name(posixpath.normpath(path)))
        return found

    def main_part(self) -> str | None:
        """The name of the part that holds the text."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self:
                return target
        return next((name for name in self.names if _WORD_PART.search(name)), None)

    def _too_large(self, what: str) -> Unreadable:
        return Unreadable(Failure.TOO_LARGE, what, self.carrier)


def _from_base64(node: Any) -> bytes:
    try:
        return base64.b64decode("".join(node.itertext()))
    except (binascii.Error, ValueError):
        return b""


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
