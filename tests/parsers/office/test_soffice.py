"""LibreOffice in isolation: its limits, nothing left behind, nothing left running; and life without it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from parsers.carriers.office import soffice, warden, word
from parsers.carriers.office.docx import read_docx
from parsers.failures import Failure, Unreadable
from parsers.parse import parse_document

from ..dirty.model import draw
from ..dirty.numbers import BY_NAME
from . import word_files
from .word_files import document, package, paragraph, run

needs_office = pytest.mark.skipif(
    soffice.program() is None, reason=f"LibreOffice is not installed: {soffice.INSTALL}"
)
RTF = rb"{\rtf1\ansi\ansicpg936\uc1 {\b 1}2\par}"
FAMILY = """#!/bin/sh
echo $$ > "{folder}/parent"
sh -c 'echo $$ > "{folder}/child"; while :; do :; done' &
while :; do :; done
"""


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "program", lambda: None)


@pytest.fixture
def family(tmp_path: Path) -> list[str]:
    """A command that never ends and has a child that never ends."""
    script = tmp_path / "family"
    script.write_text(FAMILY.format(folder=tmp_path), encoding="utf-8")
    script.chmod(0o755)
    return [str(script)]


def gone(number: Path) -> bool:
    """Whether the process whose id a file holds has ended (or is a zombie that nobody has buried yet)."""
    try:
        status = Path(f"/proc/{number.read_text().strip()}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] in ("Z", "X")


def test_without_it_the_class_and_the_command_are_named(without: None) -> None:
    record = parse_document(RTF, "x")
    assert (record.outcome, record.carrier) == ("unreadable", "doc")
    assert (record.error or "").startswith("needs_converter:")
    assert soffice.INSTALL in (record.error or "")


def test_without_it_a_word_file_that_the_library_cannot_read_names_both_causes(without: None) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") * 90
    record = parse_document(data, "x")
    assert (record.error or "").startswith("needs_converter:")
    assert "InvalidCompoundFile" in (record.error or "")


def test_a_reading_without_tables_is_kept_where_there_is_no_second(
    without: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = package(
        document(paragraph(run("三、收到和处理情况")) + paragraph(run("本年新收政府信息公开申请数量 1")))
    )
    monkeypatch.setattr(word, "by_library", lambda data, carrier: flat)
    found = word.read_word("WordDocument".encode("utf-16-le"), "doc", "doc")
    assert any("outside of any table" in warning and soffice.INSTALL in warning for warning in found.warnings)


def test_a_reading_with_its_tables_goes_before_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    report = draw("G4", BY_NAME["city"], 1)
    flat = package(document(paragraph(run("本年新收政府信息公开申请数量 1"))))
    monkeypatch.setattr(word, "by_library", lambda data, carrier: flat)
    monkeypatch.setattr(
        soffice, "convert", lambda data, suffix, target, carrier: word_files.docx(report, "plain", Random(1))
    )
    found = word.read_word("WordDocument".encode("utf-16-le"), "doc", "doc")
    assert any(warning.startswith("read by LibreOffice") for warning in found.warnings)
    assert found.carrier == "doc"


def test_a_command_and_its_children_end_when_the_time_is_up(family: list[str], tmp_path: Path) -> None:
    done = subprocess.Popen(
        [sys.executable, "-I", "-S", warden.__file__, "1.5", str(1 << 30), str(tmp_path / "none"), *family],
        stdin=subprocess.PIPE,
    )
    assert done.wait() == warden.TIMED_OUT
    assert done.stdin is not None
    done.stdin.close()
    assert gone(tmp_path / "parent") and gone(tmp_path / "child")


def test_a_command_and_its_folder_go_when_the_parent_is_gone(family: list[str], tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    done = subprocess.Popen(
        [sys.executable, "-I", "-S", warden.__file__, "60", str(1 << 30), str(folder), *family],
        stdin=subprocess.PIPE,
    )
    child = tmp_path / "child"
    while not (child.exists() and child.read_text().strip()):
        os.sched_yield()
    assert done.stdin is not None
    done.stdin.close()
    assert done.wait() == warden.ABANDONED
    assert gone(tmp_path / "parent") and gone(child)
    assert not folder.exists()


def test_memory_of_the_command_is_bounded(tmp_path: Path) -> None:
    greedy = [sys.executable, "-c", "x = bytearray(3 << 30)"]
    done = subprocess.Popen(
        [sys.executable, "-I", "-S", warden.__file__, "60", str(1 << 30), str(tmp_path / "none"), *greedy],
        stdin=subprocess.PIPE,
    )
    assert done.wait() not in (0, warden.TIMED_OUT, warden.ABANDONED)
    assert done.stdin is not None
    done.stdin.close()


def test_a_file_that_it_does_not_answer_for_is_a_timeout(
    family: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(soffice, "program", lambda: family[0])
    monkeypatch.setattr(soffice, "TIMEOUT", 1.5)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Unreadable) as raised:
        soffice.convert(RTF, "rtf", "docx", "doc")
    assert raised.value.failure is Failure.PARSE_TIMEOUT
    assert gone(tmp_path / "parent") and gone(tmp_path / "child")
    assert not list(tmp_path.glob("nianbao-*"))


@needs_office
def test_a_conversion_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = read_docx(soffice.convert(RTF, "rtf", "docx", "doc"), "doc")
    assert [block.text for block in found.paragraphs()] == ["12"]
    assert list(tmp_path.iterdir()) == []
