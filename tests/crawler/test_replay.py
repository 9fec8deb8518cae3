"""Documents that no answer was, met in WARC files: each gets its original; our own archive gives the same."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.counts import Counts
from crawler.warcrecord import Capture
from crawler.webarchive.captures import Captures
from crawler.webarchive.records import entries_of
from crawler.webarchive.replay import Replay
from crawler.writer import Captured
from models.facts import SourceSeen
from parsers.failures import Failure
from spiders.rendering import Mark, marked
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


def test_lists_that_a_browser_has_shown_are_read_from_our_own_archive(tmp_path: Path) -> None:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    shell = page('<div id="app"></div><script src="/js/app.js"></script>', "政府信息公开年报").encode()
    titles = [TITLE.replace("2024", year) for year in ("2024", "2023")]
    shown_pages = [
        marked(
            Mark("an application", number, 2), page(rows((f"./t{number}.html", title)), "政府信息公开年报")
        )
        for number, title in enumerate(titles, 1)
    ]
    html = ((b"Content-Type", b"text/html"),)

    def capture(url: str, body: bytes, rendered: bool = False) -> Capture:
        digest = hashlib.sha256(body).hexdigest()
        return Capture(url, at, None if rendered else 200, html, body, digest, rendered=rendered)

    reports = [
        capture(f"{HOME}/nb/t{number}.html", report(title).encode()) for number, title in enumerate(titles, 1)
    ]
    by_browser = [capture(COLUMN, body, rendered=True) for body in (*shown_pages, shown_pages[0])]
    for captures, wanted in (([*by_browser, *reports], {"t1", "t2"}), (reports[:0], set())):
        folder = tmp_path / str(len(captures))
        with Archive.open(folder) as archive:
            archive.append([capture(COLUMN, shell), *captures])
        found = Captures(entry for file in folder.glob("*.gz") for entry in entries_of(file, tmp_path))
        failed: list[tuple[str, Failure, str]] = []
        put: list[Any] = []
        Replay(
            found, 1, put.append, Counts(), lambda *one, into=failed: into.append(one), lambda source: None
        ).run()
        sources = {fact.url for fact in put if isinstance(fact, SourceSeen)}
        assert {url.rpartition("/")[2].removesuffix(".html") for url in sources} == wanted
        assert ({Failure(kind) for _, kind, _ in failed} == {Failure.NEEDS_BROWSER}) is not bool(wanted)
        kept = [entry.capture for entry in put if isinstance(entry, Captured) and entry.capture.rendered]
        assert [one.payload for one in kept] == (shown_pages if wanted else [])
