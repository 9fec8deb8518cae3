"""The demo as a user runs it: perfect, idempotent, and aware of what changed some weeks later."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from crawler.replica.world import World


def demo(folder: Path, *options: str) -> dict[str, int]:
    """Run the demo; gives the figures that it printed, by their label."""
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "demo", "--data", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        label.strip(" :"): int(number)
        for label, number in re.findall(r"^  (\D+?)[: ]+(\d+)$", done.stdout, re.M)
    }


def test_demo_finds_everything_and_the_second_run_nothing_new(tmp_path: Path) -> None:
    first = demo(tmp_path)
    world = World.load()
    assert first["reports on the portals"] == len(world.truth())
    assert first["new reports"] == first["read"] == len(world.truth())
    assert first["of these only as PDF"] == sum(report.carrier == "pdf" for report in world.truth()) > 0
    for label in ("missing", "invented", "exported twice", "wrong figures"):
        assert first[label] == 0

    again = demo(tmp_path)
    assert again["new reports"] == 0
    assert "changed reports" not in again
    assert {label: again[label] for label in ("read", "missing", "invented", "figures compared")} == {
        label: first[label] for label in ("read", "missing", "invented", "figures compared")
    }

    later = demo(tmp_path, "--later")
    assert (later["new reports"], later["changed reports"]) == (1, 1)
