"""The documentation against the code: generated pages, verbs, files that are linked or named."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import pages
from parsers.failures import Failure

ROOT = Path(__file__).resolve().parent.parent
PROSE = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"])


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], "run python docs/generate.py"


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_modules_that_are_named_exist(page: Path) -> None:
    for name in re.findall(
        r"`((?:crawler|spiders|parsers|models|tests|benchmarks)/[\w./]+)`", page.read_text("utf-8")
    ):
        assert (ROOT / name).exists(), name


def verbs() -> set[str]:
    """Every verb with a page of help, sub-verbs as `group verb`."""
    from typer.main import get_command

    from crawler.cli import app

    found = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found |= {f"{name} {sub}" for sub in below} if below else {name}
    return found


def test_every_verb_is_in_the_readme_and_the_other_way_round() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {verb for verb in verbs() if f"nianbao {verb}" in readme}
    assert named == verbs()
    groups = {verb.split()[0] for verb in verbs()}
    for word in re.findall(r"`nianbao ([a-z]+)\b", readme):
        assert word in groups, word


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_help_shows_an_example(verb: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *verb.split(), "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Example: nianbao" in done.stdout


def test_every_event_is_explained() -> None:
    from models.events import MEANINGS

    page = (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")
    table = page.partition("<!-- events -->")[2].partition("<!-- /events -->")[0]
    rows = [f"| `{kind}` | {meaning} |" for kind, meaning in MEANINGS.items()]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows


def test_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for mark in ("demo", "test"):
        found = re.search(rf"<!-- {mark} command -->\n```sh\n(.+)\n```", readme)
        assert found and found[1].startswith("python3 -m venv .venv && ")


def faults() -> list[list[str]]:
    """The rows of the table of faults."""
    page = (ROOT / "docs" / "durability.md").read_text(encoding="utf-8")
    table = page.partition("## Faults")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_fault_is_shown_by_a_test_and_seen_as_the_page_says() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("crawler", "models")
        for path in (ROOT / room).rglob("*.py")
    )
    classes = {failure.value for failure in Failure}
    for fault, seen, _, lost, shown in faults():
        path, _, name = shown.strip("`").partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), fault
        for sentence in re.findall("“([^”]+)”", seen):
            assert sentence in source, sentence
        for word in re.findall("`([a-z_]+)`", seen):
            assert word in classes, word
        assert lost.startswith("nothing"), fault
    shown_files = {row[4].strip("`").partition("::")[0] for row in faults()}
    assert "tests/acceptance/test_faults.py" in shown_files
