"""Lists of other people: what is wrong is named, what is right is taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.inputs import BadInput, Document, documents_of


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
