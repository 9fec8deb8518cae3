"""Who uses the archive: those who write it or rely on its places share it, compaction wants it alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InUse(Exception):
    """Another process uses the archive."""


def share(folder: Path) -> int:
    """Take part in using the archive until the descriptor that is returned is closed.

    Waits while it is compacted. Raises OSError.
    """
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Keep all places of records where they are until the block ends; a missing folder has none."""
    if not folder.is_dir():
        yield
        return
    handle = share(folder)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep everybody else out until the block ends; raises InUse where somebody is in."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(str(folder)) from None
        yield
    finally:
        os.close(handle)
