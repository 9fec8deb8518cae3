"""Lists and WARC files of other people: what is wrong is named, what is right is taken in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawler.inputs import BadInput, Document, documents_of

GOOD_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"


def warc(*responses: tuple[bytes, bytes]) -> bytes:
    return b"".join(
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        b"WARC-Target-URI: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (url, len(response), response)
        for url, response in responses
    )


def taken(path: Path) -> tuple[int, list[str]]:
    documents = list(documents_of([str(path)]))
    bad = [f"{entry.failure.value}: {entry.detail}" for entry in documents if isinstance(entry, BadInput)]
    return sum(isinstance(entry, Document) for entry in documents), bad


@pytest.mark.parametrize(
    "line",
    [
        '{"path_or_url": 5}',
        '{"path_or_url": ["good.html"]}',
        '{"path_or_url": "a\\u0000b"}',
        '{"path_or_url": "\\ud800"}',
        '{"path_or_url": "' + "x" * 5000 + '"}',
        '{"path_or_url": "http://[x"}',
        '{"path_or_url": "good.html", "title": 5}',
        '{"path_or_url": "good.html", "url": ["a"]}',
        '{"path_or_url": "good.html", "url": "http://[x"}',
        '{"path_or_url": "good.html", "published": "\\ud800"}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_of_wrong_types_does_not_stop_the_next(tmp_path: Path, line: str) -> None:
    (tmp_path / "good.html").write_text("<p>x</p>")
    (tmp_path / "list.jsonl").write_text(f'{line}\n{{"path_or_url": "good.html"}}\n')
    documents, bad = taken(tmp_path / "list.jsonl")
    assert (documents, len(bad)) == (1, 1)


def test_a_csv_with_an_endless_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text("<p>x</p>")
    (tmp_path / "list.csv").write_text('path_or_url\ngood.html\n"' + "x" * 300_000)
    documents, bad = taken(tmp_path / "list.csv")
    assert documents == 1
    assert bad[0].startswith("malformed: not CSV from here on")


@pytest.mark.parametrize(
    ("url", "response"),
    [
        (b"http://a.gov.cn/", b"HTTP/1.1 abc OK\r\n\r\nx"),
        (b"http://[a.gov.cn/", GOOD_RESPONSE),
    ],
)
def test_a_bad_record_does_not_lose_the_next(tmp_path: Path, url: bytes, response: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(warc((url, response), (b"http://b.gov.cn/", GOOD_RESPONSE)))
    documents, bad = taken(tmp_path / "a.warc")
    assert (documents, len(bad)) == (1, 1)


def test_a_header_line_without_an_end_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: " + b"a" * 10_000_000))
    documents, bad = taken(tmp_path / "a.warc.gz")
    assert documents == 0
    assert "without an end" in bad[0]


def test_a_warc_file_without_a_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    assert taken(tmp_path / "a.warc") == (0, ["empty: no page in this WARC file"])
