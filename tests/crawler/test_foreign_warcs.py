"""WARC files as Heritrix and browsertrix write them: the same portal in either gives the same reports."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.config import Config
from crawler.ingest import ingest
from crawler.inputs import BadInput
from crawler.replica.exchange import Reply, Request
from crawler.replica.world import World
from crawler.webarchive.records import entries_of
from models.corpus import Corpus
from models.figures import current_figures
from parsers.failures import Failure

HOST = "www.spt.gov.cn"
_LINK = re.compile(rb"(?:href|src)=[\"']?([^\"'\s>]+)")
DATES = ("2026-02-03T04:05:06Z", "2026-03-04T05:06:07Z")


@pytest.fixture(scope="module")
def answers() -> dict[str, Reply]:
    """Everything that a crawler finds on the portal by following links, and its robots.txt."""
    portal = World.load().portals[HOST]
    start = next(url for url in World.load().entry_points() if urlsplit(url).hostname == HOST)
    found: dict[str, Reply] = {}
    waiting = [start, urljoin(start, "/robots.txt")]
    while waiting:
        url = waiting.pop()
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        found[url] = reply = portal.answer(Request(parts.scheme, HOST, "GET", target))
        for link in _LINK.findall(reply.body) if reply.body[:1] == b"<" else ():
            named = urljoin(url, link.decode("utf-8", "replace").replace("&amp;", "&")).split("#")[0]
            if urlsplit(named).hostname == HOST and named not in found and named not in waiting:
                waiting.append(named)
    return found


class Scribe:
    """Writes records of one file; `date` is that of all of them."""

    def __init__(self, path: Path, date: str) -> None:
        self._handle = path.open("wb")
        self._writer = WARCWriter(self._handle, gzip=True)
        self._date = date

    def close(self) -> None:
        self._handle.close()

    def put(
        self, kind: str, url: str, payload: bytes, http: StatusAndHeaders | None = None, **more: str
    ) -> str:
        """Write a record; returns its id."""
        fields = {name.replace("_", "-"): value for name, value in more.items()}
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            http_headers=http,
            warc_headers_dict={"WARC-Date": self._date, **fields},
            warc_content_type=fields.get("Content-Type", ""),
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))


def answered(reply: Reply, *more: tuple[str, str]) -> StatusAndHeaders:
    kind = [("Content-Type", reply.content_type)] if reply.content_type else []
    return StatusAndHeaders(f"{reply.status} X", [*kind, *reply.headers, *more], protocol="HTTP/1.1")


def asked(url: str) -> StatusAndHeaders:
    return StatusAndHeaders(f"GET {urlsplit(url).path} HTTP/1.1", [("Host", HOST)], is_http_request=True)


def heritrix(answers: dict[str, Reply], folder: Path) -> list[Path]:
    """Two crawls: names looked up, requests and metadata beside the answers, the second by revisits alone."""
    paths = []
    for number, date in enumerate(DATES):
        paths.append(folder / f"WEB-2026030405060{number}-00000-1~crawler~8443.warc.gz")
        scribe = Scribe(paths[-1], date)
        scribe.put("warcinfo", "", b"software: Heritrix/3.4.0\r\n", Content_Type="application/warc-fields")
        name = f"2026030405\n{HOST}. 60 IN A 192.0.2.1\n".encode()
        scribe.put("response", f"dns:{HOST}", name, Content_Type="text/dns")
        for url, reply in answers.items():
            digest = f"sha1:{hashlib.sha1(reply.body).hexdigest()}"
            fields = {"WARC_Payload_Digest": digest, "WARC_IP_Address": "192.0.2.1"}
            chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(reply.body), reply.body)
            http = answered(reply, ("Transfer-Encoding", "chunked"))
            if number == 0 or reply.status != 200:
                answer = scribe.put("response", url, chunked, http, **fields)
            else:
                fields |= {
                    "WARC_Profile": "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
                    "WARC_Refers_To_Target_URI": url,
                    "WARC_Refers_To_Date": DATES[0],
                    "WARC_Truncated": "length",
                }
                answer = scribe.put("revisit", url, b"", http, **fields)
            scribe.put("request", url, b"", asked(url), WARC_Concurrent_To=answer)
            told = b"fetchTimeMs: 31\r\noutlink: http://x/ L a/@href\r\n"
            kind = "application/warc-fields"
            scribe.put("metadata", url, told, WARC_Concurrent_To=answer, Content_Type=kind)
        scribe.close()
    return paths


def browsertrix(answers: dict[str, Reply], folder: Path) -> list[Path]:
    """A WACZ file: two WARC files, answers decoded, requests behind them, what the browser made besides."""
    names = ["rec-0-20260304-0.warc.gz", "rec-1-20260304-1.warc.gz"]
    scribes = [Scribe(folder / name, DATES[1]) for name in names]
    for number, (url, reply) in enumerate(answers.items()):
        scribe = scribes[number % 2]
        http = answered(reply, ("x-orig-content-encoding", "br"), ("Content-Length", str(len(reply.body))))
        answer = scribe.put("response", url, reply.body, http)
        scribe.put("request", url, b"", asked(url), WARC_Concurrent_To=answer)
        for made in ("urn:view", "urn:text", "urn:pageinfo"):
            scribe.put("resource", f"{made}:{url}", b"{}", Content_Type="application/json")
    for scribe in scribes:
        scribe.close()
    wacz = folder / "crawl.wacz"
    with zipfile.ZipFile(wacz, "w") as packed:
        for name in names:
            packed.write(folder / name, f"archive/{name}")
        packed.writestr("indexes/index.cdx.gz", b"")
        packed.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        packed.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
    return [wacz]


def test_files_of_heritrix_and_browsertrix_give_the_reports_of_the_portal(
    tmp_path: Path, corpus_template: bytes, answers: dict[str, Reply]
) -> None:
    truth = {
        (report.body_id, report.year)
        for report in World.load().truth()
        if HOST in {urlsplit(url).hostname for url in report.urls}
    }
    found = {}
    for name, write in (("heritrix", heritrix), ("browsertrix", browsertrix)):
        data = tmp_path / name
        data.mkdir()
        (data / "n.db").write_bytes(corpus_template)
        config = Config(db=f"sqlite:///{data}/n.db", data=data, workers=2)
        files = write(answers, tmp_path)
        summary = ingest(config, [str(path) for path in files])
        assert not [failed for failed in summary.failed if failed[1] != Failure.NOT_CAPTURED], name
        with Corpus.open(config.db) as corpus:
            found[name] = {(one.body_id, one.year): one.values for one in current_figures(corpus)}
        assert not list(data.glob("unpacked-*")), "what was unpacked is taken away again"
    assert found["heritrix"] == found["browsertrix"]
    assert len(truth) > 5
    assert set(found["heritrix"]) == truth


def faults(path: Path, scratch: Path) -> list[tuple[Failure, str]]:
    return [(one.failure, one.source) for one in entries_of(path, scratch) if isinstance(one, BadInput)]


def wacz_files(folder: Path) -> Iterator[tuple[str, list[Failure]]]:
    """Names of files that are not right, with what is said of them."""
    (folder / "text.wacz").write_bytes(b"no zip file")
    yield "text.wacz", [Failure.MALFORMED]
    with zipfile.ZipFile(folder / "none.wacz", "w") as packed:
        packed.writestr("datapackage.json", "{}")
    yield "none.wacz", [Failure.EMPTY]
    with zipfile.ZipFile(folder / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/a.warc", bytes(30_000_000))
    yield "bomb.wacz", [Failure.TOO_LARGE, Failure.MALFORMED]
    with zipfile.ZipFile(folder / "outside.wacz", "w") as packed:
        packed.writestr("../archive/../../outside.warc", b"no record")
    yield "outside.wacz", [Failure.MALFORMED]


def test_wacz_files_that_are_not_right_are_named_and_leave_nothing_outside(tmp_path: Path) -> None:
    folder, scratch = tmp_path / "in", tmp_path / "out" / "scratch"
    folder.mkdir()
    scratch.mkdir(parents=True)
    for name, wanted in wacz_files(folder):
        assert [failure for failure, _ in faults(folder / name, scratch)] == wanted, name
    assert [path.name for path in scratch.parent.iterdir()] == ["scratch"]


def test_a_collection_of_wacz_files_is_taken_apart(tmp_path: Path) -> None:
    scribe = Scribe(tmp_path / "a.warc.gz", DATES[0])
    scribe.put("response", f"https://{HOST}/", b"<p>x</p>", answered(Reply(b"")))
    scribe.close()
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.write(tmp_path / "a.warc.gz", "archive/a.warc.gz")
    with zipfile.ZipFile(tmp_path / "many.wacz", "w") as packed:
        packed.writestr("first.wacz", inner.getvalue())
        packed.writestr("second.wacz", inner.getvalue())
    found = list(entries_of(tmp_path / "many.wacz", tmp_path))
    assert [getattr(entry, "url", entry) for entry in found] == [f"https://{HOST}/"] * 2
