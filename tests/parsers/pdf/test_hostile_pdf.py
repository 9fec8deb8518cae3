"""Broken and hostile files, each in a process of its own with bounded memory and time: all end by name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.carriers.pdf.forms import EndlessForms, check_forms
from parsers.parse import parse_document
from tests.parsers.dirty.model import draw
from tests.parsers.dirty.numbers import BY_NAME
from tests.parsers.pdf.bombs import BOMBS, nested_forms, self_calling_form
from tests.parsers.pdf.printer import print_report

ROOT = Path(__file__).resolve().parents[3]
CHILD = """
import json, re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from parsers.parse import parse_document
record = parse_document(sys.stdin.buffer.read(), "bomb.pdf")
# Not getrusage: its peak is inherited from the process that forked this one.
used = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps({"outcome": record.outcome, "error": record.error, "megabytes": used}))
"""
NAMED = {
    "a form that draws itself": "too_large",
    "forms that double": "too_large",
    "300 000 rules": "empty",
    "100 000 pages": "too_large",
    "a loop of pages": "malformed",
    "a page of 350 metres": "too_large",
    "200 MB in one stream": "empty",
    "a script that never ends": "empty",
    "no page at all": "malformed",
    "only the first bytes": "malformed",
    "noise behind the first bytes": "malformed",
}


@pytest.mark.parametrize("name", BOMBS)
def test_each_ends_within_its_limits_under_a_name(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input=BOMBS[name](), capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    told = json.loads(done.stdout)
    assert told["megabytes"] < 1000
    if name in NAMED:
        assert told["outcome"] == "unreadable" and told["error"].startswith(NAMED[name]), told
    else:
        assert told["outcome"] in ("unreadable", "not_report"), told


def test_forms_are_counted_before_anything_is_drawn() -> None:
    for bomb in (self_calling_form(), nested_forms(40)):
        with pytest.raises(EndlessForms):
            check_forms(bomb)
    check_forms(nested_forms(8))


@pytest.fixture(scope="module")
def report() -> bytes:
    return print_report(draw("G4", BY_NAME["small"], 1))


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(0.01, 0.99), noise=st.binary(max_size=40))
def test_a_damaged_file_ends_in_a_record(report: bytes, cut: float, noise: bytes) -> None:
    at = int(cut * len(report))
    for data in (report[:at] + noise, report[:at] + noise + report[at + len(noise) :]):
        record = parse_document(data, "damaged.pdf")
        assert record.outcome in ("report", "unreadable", "not_report", "blank_form")
        assert record.outcome != "unreadable" or record.error
