"""The pipeline fed from disk: every way in gives the same reports, twice gives nothing new."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import read_original
from crawler.config import Config
from crawler.ingest import ingest
from crawler.inputs import BadInput, Document, documents_of, files_of
from crawler.replica.truth import TrueReport
from models.corpus import Corpus
from parsers.failures import Failure

Pages = list[tuple[str, bytes, TrueReport]]


@pytest.fixture
def config(db: str, tmp_path: Path) -> Config:
    return Config(db=db, data=tmp_path / "data", workers=1)


def reports(config: Config) -> int:
    corpus = Corpus.open(config.db)
    try:
        return corpus.status().counts["reports"]
    finally:
        corpus.close()


def folder_of(pages: Pages, folder: Path) -> Path:
    folder.mkdir()
    for number, (_, body, _) in enumerate(pages):
        (folder / f"{number}.html").write_bytes(body)
    return folder


def warc_of(pages: Pages, path: Path, packed: bool = False) -> Path:
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for url, body, _ in pages:
            fields = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
            sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            if packed:
                fields = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
                sent = gzip.compress(body)
            headers = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=BytesIO(sent),
                    length=len(sent),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2025-02-03T04:05:06Z"},
                )
            )
        missing = StatusAndHeaders("404 Not Found", [], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://www.example.gov.cn/gone",
                "response",
                payload=BytesIO(b"gone"),
                length=4,
                http_headers=missing,
            )
        )
    return path


def test_every_way_in_gives_the_same_reports(config: Config, tmp_path: Path, report_pages: Pages) -> None:
    folder = folder_of(report_pages, tmp_path / "reports")
    summary = ingest(config, [str(folder)])
    expected = len({(truth.body_id, truth.year) for _, _, truth in report_pages})
    assert (summary.found, summary.new, summary.exit_code) == (len(report_pages), expected, 0)

    again = ingest(config, [str(folder)])
    assert (again.found, again.new, again.changed, again.exit_code) == (len(report_pages), 0, 0, 0)

    for packed in (False, True):
        warc = ingest(config, [str(warc_of(report_pages, tmp_path / f"pages{packed}.warc.gz", packed))])
        assert (warc.found, warc.new, warc.changed) == (len(report_pages), 0, 0)
    assert reports(config) == expected

    corpus = Corpus.open(config.db)
    url = report_pages[0][0]
    page = corpus.known_pages()[url]
    corpus.close()
    assert page.is_source
    assert page.first_seen == datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC), "the time of the WARC record"


def test_originals_are_archived(config: Config, tmp_path: Path, report_pages: Pages) -> None:
    ingest(config, [str(folder_of(report_pages, tmp_path / "reports"))])
    corpus = Corpus.open(config.db)
    originals = {read_original(config.archive, document.archive).payload for document in corpus.documents()}
    corpus.close()
    assert originals == {body for _, body, _ in report_pages}


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_lists_bring_what_is_known_of_each_file(tmp_path: Path, report_pages: Pages, kind: str) -> None:
    folder = folder_of(report_pages, tmp_path / "reports")
    rows = [
        {
            "path_or_url": f"{n}.html",
            "url": url,
            "title": f"标题{n}",
            "host": "www.example.gov.cn",
            "province_code": "410000",
            "published": "2025-01-31",
        }
        for n, (url, _, _) in enumerate(report_pages)
    ]
    rows.append({**rows[0], "path_or_url": "missing.html"})
    rows.append({**rows[0], "path_or_url": "https://www.example.gov.cn/x"})
    path = folder / f"list.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    found = list(documents_of([str(path)]))
    good = [entry for entry in found if isinstance(entry, Document)]
    bad = [entry for entry in found if isinstance(entry, BadInput)]
    assert [(entry.url, entry.title, entry.published, entry.province_code, entry.data) for entry in good] == [
        (url, f"标题{n}", "2025-01-31", "410000", body) for n, (url, body, _) in enumerate(report_pages)
    ]
    assert [entry.failure for entry in bad] == [Failure.IO, Failure.IO]


def test_bad_inputs_are_named_and_the_rest_goes_on(
    config: Config, tmp_path: Path, report_pages: Pages
) -> None:
    folder = folder_of(report_pages[:1], tmp_path / "reports")
    (folder / "empty.html").write_bytes(b"")
    (folder / "garbage.bin").write_bytes(bytes(range(256)) * 8)
    (folder / "broken.warc.gz").write_bytes(b"no warc at all")
    (folder / "strange.jsonl").write_text('{"a": 1}\n{"b": 2}\n')
    (folder / ".hidden").write_text("not looked at")
    summary = ingest(config, [str(folder), str(tmp_path / "missing.html")])
    assert summary.new == 1
    assert summary.exit_code == 1
    failed = {Path(source).name: failure for source, failure, _ in summary.failed}
    assert failed.pop("garbage.bin") in {"bad_content", "malformed", "unsupported_carrier"}
    assert failed == {
        "empty.html": "empty",
        "broken.warc.gz": "malformed",
        "strange.jsonl": "malformed",
        "missing.html": "io",
    }


def test_two_files_of_one_name_are_two_sources(config: Config, tmp_path: Path, report_pages: Pages) -> None:
    for number in (0, 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "report.html").write_bytes(report_pages[number][1])
    summary = ingest(config, [str(tmp_path / "0"), str(tmp_path / "1")])
    assert summary.found == 2
    corpus = Corpus.open(config.db)
    assert corpus.status().counts["sources"] == 2
    corpus.close()


def test_a_folder_that_may_not_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.html", "closed/b.html", ".hidden/c.html", "open/d.html", "open/.e.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"<p>x</p>")
    scandir = os.scandir

    def guarded(place: str) -> object:
        if str(place).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", guarded)
    read = list(files_of([str(tmp_path)]))
    assert [entry for entry in read if isinstance(entry, Path)] == [
        tmp_path / "a.html",
        tmp_path / "open" / "d.html",
    ]
    assert [entry for entry in read if isinstance(entry, BadInput)] == [
        BadInput(str(tmp_path / "closed"), Failure.IO, "Permission denied")
    ]
