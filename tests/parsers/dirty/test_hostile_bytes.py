"""Whatever the bytes: a record comes back, no exception, and damage to digits aside no figure is invented."""

from __future__ import annotations

from random import Random

import pytest

from parsers.parse import parse_document

from .habits import BY_NAME as HABITS
from .model import draw
from .numbers import BY_NAME as PATTERNS

BASES = ("clean", "word_paste", "text_tabs", "markdown", "pdf_dump", "gbk_declared")
TOKENS = (
    b"<td>",
    b"</td>",
    b"<tr>",
    b"</table>",
    b"<table>",
    b"<!--",
    b"-->",
    b"<script>",
    b"</div>",
    b"\x00",
    b"\xff",
    b"&#x110000;",
    b"<td colspan=99999999>",
    b"<td rowspan=99999999>",
    b"|",
    b"\t",
    b"\n",
    b'"',
    b"<",
    b"9" * 400,
    "１".encode() * 50,
)


def spoil(data: bytes, rng: Random) -> bytes:
    """Cut, double, drop and insert at random places."""
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        length = rng.randint(1, 60)
        match rng.randrange(4):
            case 0:
                data = data[:at] + data[at + length :]
            case 1:
                data = data[:at] + data[at : at + length] * 2 + data[at + length :]
            case 2:
                data = data[:at] + rng.choice(TOKENS) + data[at:]
            case _:
                data = data[:at] + bytes(rng.randrange(256) for _ in range(3)) + data[at:]
        data = data or b" "
    return data


@pytest.mark.parametrize("base", BASES)
def test_spoiled_bytes_give_a_record(base: str) -> None:
    data = HABITS[base].render(draw("G4", PATTERNS["city"], 1), Random(base))
    for seed in range(40):
        record = parse_document(spoil(data, Random(f"{base}/{seed}")), f"{base}/{seed}")
        assert record.outcome in {"report", "not_report", "unreadable", "blank_form", "several_reports"}


HOSTILE = (
    b"", b" ", b"\x00" * 5000, b"<" * 5000, b"<table>" * 3000, b"<td>" * 20000, b"\xff\xfe", b"\xef\xbb\xbf",
    b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff\xe0", b"{\\rtf1}",
    b"<table><tr><td colspan=1000000 rowspan=1000000>" * 50,
    "政府信息公开工作年度报告".encode() * 3000, b"0\t" * 50000, b"| 0 " * 20000, "一、".encode() * 10000,
)  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data[:16]))
def test_hostile_bytes_give_a_record_without_figures(data: bytes) -> None:
    record = parse_document(data, "hostile")
    assert not any(value is not None for value in record.values.values())
