"""The manifest of a backup: what it holds and of which chunks; its own digest is in it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.backups.chunks import PARTIAL, BackupError
from models.disk import sync

NAME = "manifest.json"
FORMAT = 1
_PLAIN = re.compile(r"[a-z_]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table: its chunks are gzip members of lines, a JSON array for each row in the order of `columns`."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    chunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of the data folder: its path there, its size in bytes, its chunks one behind the other."""

    path: str
    size: int
    chunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup. `made` is ISO time in UTC, `schema` the revision of the database."""

    made: str
    program: str
    schema: str
    tables: tuple[TablePart, ...]
    files: tuple[FilePart, ...]

    def chunks(self) -> Iterator[str]:
        """Digests of all chunks, in the order of their use; one may come more than once."""
        for table in self.tables:
            yield from table.chunks
        for file in self.files:
            yield from file.chunks

    def write(self, folder: Path) -> None:
        """Put the manifest into the folder, by another name and a rename."""
        content = _content(self)
        partial = folder / f"{PARTIAL}{NAME}"
        text = json.dumps(content | {"sha256": _digest(content)}, ensure_ascii=False, indent=1)
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            out.write(f"{text}\n")
            out.flush()
            os.fsync(out.fileno())
        partial.replace(folder / NAME)
        sync(folder)

    @staticmethod
    def read(folder: Path) -> Manifest:
        """Read and prove the manifest of a folder; raises BackupError."""
        path = folder / NAME
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            told = content.pop("sha256")
        except FileNotFoundError:
            raise BackupError(f"there is no backup in {folder}: it has no {NAME}") from None
        except (OSError, ValueError, LookupError, AttributeError) as error:
            raise BackupError(f"{path} cannot be read: {error}") from error
        if content.get("format") != FORMAT:
            raise BackupError(f"{path} has format {content.get('format')!r}, this program knows {FORMAT}")
        if told != _digest(content):
            raise BackupError(f"{path} is damaged: its digest is not that of its content")
        return _manifest(content)


def _content(manifest: Manifest) -> dict[str, Any]:
    return {"format": FORMAT, **json.loads(json.dumps(asdict(manifest)))}


def _digest(content: dict[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _manifest(content: dict[str, Any]) -> Manifest:
    """The digest has proved the content; what a hand has made is refused where it could do harm."""
    manifest = Manifest(
        content["made"],
        content["program"],
        content["schema"],
        tuple(
            TablePart(
                part["name"],
                tuple((name, kind) for name, kind in part["columns"]),
                part["rows"],
                tuple(part["chunks"]),
            )
            for part in content["tables"]
        ),
        tuple(FilePart(part["path"], part["size"], tuple(part["chunks"])) for part in content["files"]),
    )
    for part in manifest.files:
        if Path(part.path).is_absolute() or ".." in Path(part.path).parts:
            raise BackupError(f"the backup names a file outside of the data folder: {part.path}")
    if not all(_PLAIN.fullmatch(part.name) for part in manifest.tables):
        raise BackupError("the backup names a table by something that is no name")
    if not all(_DIGEST.fullmatch(digest) for digest in manifest.chunks()):
        raise BackupError("the backup names a chunk by something that is no digest")
    return manifest
