"""After the archive was damaged: find the originals that are gone, so that the next crawl asks for them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from crawler.archive import Archive, ArchiveError, ArchiveReader
from models.corpus import Corpus
from models.facts import ArchiveRef

logger = logging.getLogger(__name__)


def heal(corpus: Corpus, archive: Archive, folder: Path) -> int:
    """Let the corpus know of files that lost their end; returns how many originals went with them.

    Called when a run begins, before anything is written behind the new ends. An archive that ended with a
    record torn by a kill has lost nothing: the database never knew of it.
    """
    ends = archive.torn()
    for file, end in corpus.farthest_originals().items():
        size = _size(folder / file)
        if size < end:
            ends[file] = min(size, ends.get(file, size))
    if not ends:
        return 0
    lost = corpus.lose_tails(ends)
    if lost:
        # A repeated answer lies in one file and its payload in another one.
        lost += lose_damaged(corpus, folder)
        logger.warning("%d originals were lost with the end of %s", len(lost), ", ".join(sorted(ends)))
    archive.mended()
    return len(lost)


def lose_damaged(corpus: Corpus, folder: Path, step: Callable[[str], None] = lambda what: None) -> list[str]:
    """Read every original; those that cannot be read, or are others, lose their place unless a copy is found.

    Returns the digests of the documents that are lost until they are fetched again.
    """
    archive = ArchiveReader(folder)
    try:
        lost: list[str] = []
        copies: dict[str, ArchiveRef] = {}
        for document in corpus.documents():
            step(document.url or document.sha256)
            if holds(archive, document.archive, document.sha256):
                continue
            copy = archive.find(document.sha256)
            if copy is not None and holds(archive, copy, document.sha256):
                copies[document.sha256] = copy
                continue
            archive.forget(document.sha256)
            lost.append(document.sha256)
    finally:
        archive.close()
    corpus.move_originals(copies, lost)
    return lost


def holds(archive: ArchiveReader, ref: ArchiveRef, sha256: str) -> bool:
    """True where the record at `ref` has the payload of that digest."""
    try:
        return hashlib.sha256(archive.read(ref).payload).hexdigest() == sha256
    except ArchiveError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
