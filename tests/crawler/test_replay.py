"""Documents that no answer was, met in WARC files: each gets its original; our own archive gives the same."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.counts import Counts
from crawler.webarchive.captures import Captures
from crawler.webarchive.records import entries_of
from crawler.webarchive.replay import Replay
from crawler.writer import Captured
from models.facts import SourceSeen
from tests.crawler.test_webarchive import record, taken
from tests.spiders.markup import page, report, rows
from tests.spiders.test_pictures import COLUMN, HOME, LONG_PDF, SHEETS, TITLE, URL, shown

OTHER = f"{HOME}/nb/t2.html"
ALBUM, EMBEDDED = f"{URL}!/pages.cbz", f"{OTHER}!/embedded-1.pdf"


def pages() -> dict[str, tuple[str, bytes]]:
    """Content type and body by address: a column, a report of pictures, one with a file in its script."""
    inside = base64.b64encode(LONG_PDF).decode()
    title = TITLE.replace("2024", "2023")
    return {
        COLUMN: (
            "text/html",
            page(rows(("./t1.html", TITLE), ("./t2.html", title)), "政府信息公开年报").encode(),
        ),
        URL: ("text/html", report(TITLE, body=shown(*SHEETS)).encode()),
        OTHER: ("text/html", report(title, body=f'<script>show("{inside}")</script>').encode()),
        **{f"{HOME}{path}": ("image/png", data) for path, data in SHEETS.items()},
    }


def replayed(captures: Captures) -> tuple[dict[str, str], list[Captured]]:
    """Digest of each source, and what was archived."""
    put: list[Any] = []
    Replay(captures, 1, put.append, Counts(), lambda *failed: None, lambda source: None).run()
    sources = {fact.url: fact.sha256 for fact in put if isinstance(fact, SourceSeen)}
    return sources, [entry for entry in put if isinstance(entry, Captured)]


def test_what_is_put_together_has_an_original_and_is_met_again_in_our_own_archive(tmp_path: Path) -> None:
    files = [
        record("response", url, f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body)
        for url, (kind, body) in pages().items()
    ]
    sources, archived = replayed(taken(tmp_path, *files))
    assert {ALBUM, EMBEDDED} <= set(sources)
    originals = {entry.fetch.sha256: entry for entry in archived}
    for url, digest in sources.items():
        entry = originals[digest]
        assert hashlib.sha256(entry.capture.payload).hexdigest() == digest, url
        assert entry.fetch.via == "ingest"
    assert originals[sources[ALBUM]].fetch.detail == f"made of {' '.join(HOME + path for path in SHEETS)}"

    with Archive.open(tmp_path / "archive") as archive:
        archive.append([entry.capture for entry in archived])
    ours = sorted((tmp_path / "archive").glob("*.warc.gz"))
    again, _ = replayed(Captures(entry for file in ours for entry in entries_of(file, tmp_path)))
    assert again == sources
