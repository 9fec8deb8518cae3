"""The house rules: who may know whom, typing, lint, and nothing of one machine in tracked files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("crawler", "spiders", "parsers", "models")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home)/[\w.]+")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_import_rules_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_lint_is_clean() -> None:
    done = run("ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_strict() -> None:
    done = run("mypy")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lstrip()
    assert text.startswith(('"""', "#!", "'''")), f"{path} has no docstring"


def test_no_path_of_one_machine_in_tracked_text() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for pattern in ("*.py", "*.md", "*.toml", "*.cfg")
        for path in ROOT.rglob(pattern)
        if ".venv" not in path.parts and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found


def test_province_modules_are_short_and_declare_only() -> None:
    reserved = {"__init__", "base", "registry", "items", "discovery"}
    for path in sorted((ROOT / "spiders").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.stem in reserved or "(ProvinceSpider)" not in text:
            continue
        assert len(text.splitlines()) <= 40, path
        assert "def parse" not in text, path
