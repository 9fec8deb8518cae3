"""WARC files of any crawler: what is wrong is named, what is right is found by its address."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.inputs import BadInput
from crawler.warcrecord import Capture, Sent
from crawler.webarchive.answers import BadAnswer, read_answer
from crawler.webarchive.captures import Captures
from crawler.webarchive.records import entries_of
from parsers.failures import Failure

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
GOOD = HTML + b"\r\n<p>x</p>"


def record(kind: str, url: str, block: bytes, version: str = "1.0", **fields: str) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2025-02-03T04:05:06Z",
        "Content-Type": f"application/http; msgtype={'request' if kind == 'request' else 'response'}",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def taken(tmp_path: Path, *files: bytes) -> Captures:
    paths = [tmp_path / f"{number}.warc" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    return Captures(entry for path in paths for entry in entries_of(path, tmp_path))


def faults(captures: Captures) -> list[Failure]:
    return [fault.failure for fault in captures.faults]


def body(captures: Captures, url: str) -> bytes:
    best = captures.find(url)[0]
    return read_answer(best, captures.original(best)).body


@pytest.mark.parametrize(
    ("url", "response"),
    [
        ("http://a.gov.cn/", b"HTTP/1.1 abc OK\r\n\r\nx"),
        ("http://[a.gov.cn/", GOOD),
        ("http://a.gov.cn:99999/", GOOD),
        ("http://a.gov.cn:x/", GOOD),
    ],
)
def test_a_bad_record_does_not_lose_the_next(tmp_path: Path, url: str, response: bytes) -> None:
    captures = taken(
        tmp_path, record("response", url, response) + record("response", "http://b.gov.cn/", GOOD)
    )
    assert (captures.hosts, faults(captures)) == (["b.gov.cn"], [Failure.MALFORMED])


def test_a_header_line_without_an_end_is_not_read_whole(tmp_path: Path) -> None:
    captures = taken(tmp_path, gzip.compress(b"WARC/1.0\r\nWARC-Type: " + b"a" * 10_000_000))
    assert not captures.records
    assert "without an end" in captures.faults[0].detail


def test_a_file_without_a_page_is_named_unless_it_tells_of_a_crawl(tmp_path: Path) -> None:
    empty = taken(tmp_path, record("warcinfo", "", b""))
    assert [fault.detail for fault in empty.faults] == ["no page in this WARC file"]
    log = record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"x")
    assert not taken(tmp_path, log).faults


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_cut_anywhere_gives_what_is_whole(tmp_path: Path, packed: bool) -> None:
    parts = [record("response", f"http://{name}.gov.cn/", GOOD) for name in "ab"]
    parts = [gzip.compress(part) for part in parts] if packed else parts
    for cut in range(len(parts[0]) + 1, len(parts[0]) + len(parts[1]) - 8, 7):
        captures = taken(tmp_path, b"".join(parts)[:cut])
        assert body(captures, "http://a.gov.cn/") == b"<p>x</p>"
        for torn in captures.find("http://b.gov.cn/"):
            assert read_answer(torn).body == b"<p>x</p>", "only its end was cut off"
        assert captures.faults or captures.find("http://b.gov.cn/"), cut


def test_a_file_in_one_gzip_stream_is_unpacked(tmp_path: Path) -> None:
    parts = [record("response", f"http://{name}.gov.cn/", GOOD) for name in "abc"]
    captures = taken(tmp_path, gzip.compress(b"".join(parts)))
    assert set(captures.hosts) == {"a.gov.cn", "b.gov.cn", "c.gov.cn"}
    assert body(captures, "http://c.gov.cn/") == b"<p>x</p>"


def test_encodings_and_addresses_of_other_crawlers(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>packed</p>")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    coded = HTML + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" + chunked
    captures = taken(
        tmp_path,
        record("response", "<https://www.a.gov.cn/x/index.html>", coded)
        + record("response", "http://b.gov.cn/", HTML + b"Content-Length: 900\r\n\r\n<p>", version="1.1")
        + record("response", "http://c.gov.cn/", GOOD, WARC_Truncated="length"),
    )
    assert body(captures, "http://a.gov.cn/x/") == b"<p>packed</p>", "another variant of the address"
    for host, failure in (("b", Failure.BAD_CONTENT), ("c", Failure.PARTIAL)):
        with pytest.raises(BadAnswer) as refused:
            body(captures, f"http://{host}.gov.cn/")
        assert refused.value.failure is failure


def test_a_revisit_has_the_payload_of_another_file(tmp_path: Path) -> None:
    first = record("response", "http://a.gov.cn/1", GOOD, WARC_Payload_Digest="sha1:A", WARC_Record_ID="<id>")
    revisits = b"".join(
        record("revisit", f"http://a.gov.cn/{number}", HTML + b"\r\n", **fields)
        for number, fields in enumerate(
            (
                {"WARC_Refers_To": "<id>"},
                {
                    "WARC_Refers_To_Target_URI": "http://a.gov.cn/1",
                    "WARC_Refers_To_Date": "2025-02-03T04:05:06Z",
                },
                {"WARC_Payload_Digest": "sha1:A"},
                {"WARC_Payload_Digest": "sha1:B"},
            ),
            2,
        )
    )
    captures = taken(tmp_path, revisits, first)
    for number in (2, 3, 4):
        assert body(captures, f"http://a.gov.cn/{number}") == b"<p>x</p>"
    with pytest.raises(BadAnswer, match="first capture"):
        body(captures, "http://a.gov.cn/5")


def test_the_good_capture_of_an_address_comes_first_and_the_latest_of_these(tmp_path: Path) -> None:
    captures = taken(
        tmp_path,
        record("response", "http://a.gov.cn/", HTML.replace(b"200 OK", b"503 Busy") + b"\r\n")
        + record("response", "http://a.gov.cn/", HTML + b"\r\nnew", WARC_Date="2025-03-01T00:00:00Z")
        + record("response", "http://a.gov.cn/", HTML + b"\r\nold", WARC_Date="2024-03-01T00:00:00Z")
        + record("response", "http://a.gov.cn/", HTML.replace(b"200 OK", b"302 Moved") + b"\r\n"),
    )
    assert body(captures, "http://a.gov.cn/") == b"new"


def test_answers_to_forms_are_found_in_an_archive_of_our_own(tmp_path: Path) -> None:
    def posted(body: bytes, answer: bytes) -> Capture:
        at = datetime(2025, 1, 1, tzinfo=UTC)
        sent = Sent("POST", "application/json", body)
        return Capture("http://a.gov.cn/list", at, 200, (), answer, answer.hex().ljust(64, "0"), sent)

    with Archive.open(tmp_path / "archive") as archive:
        archive.append([posted(b'{"page": 1, "size": 9}', b"one"), posted(b'{"page": 2, "size": 9}', b"two")])
    files = sorted((tmp_path / "archive").glob("*.warc.gz"))
    captures = Captures(entry for file in files for entry in entries_of(file, tmp_path))
    found = captures.find("http://a.gov.cn/list", "POST", b'{"size": 9, "page": 2}')
    assert [read_answer(one).body for one in found] == [b"two"]
    assert not captures.find("http://a.gov.cn/list")
    assert not [fault for fault in captures.faults if isinstance(fault, BadInput)]
