"""A list that only a script fills: shown by Chromium, killed, resumed; and said where no browser is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.browser.finding import find_chromium
from crawler.replica import world
from crawler.replica.world import Served, World

needs_chromium = pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium is installed")


def start(served: Served, folder: Path, **more: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")} | {
        "HTTP_PROXY": served.proxy_url,
        "HTTPS_PROXY": served.proxy_url,
        "NIANBAO_CA_FILE": str(served.ca_file),
        "NIANBAO_DELAY": "0",
        "NIANBAO_DB": f"sqlite:///{folder}/n.db",
        "NIANBAO_DATA": str(folder),
        "NIANBAO_WORKERS": "1",
    }
    asked = [part for address in served.world.entry_points() for part in ("--url", address)]
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", *asked],
        env=env | more,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def browsers() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"nianbao-browser-" in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture(autouse=True)
def only_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.WORLDS, "script", lambda: ("china/script",))  # type: ignore[arg-type]


@needs_chromium
def test_all_reports_are_found_and_a_killed_crawl_leaves_no_browser(tmp_path: Path) -> None:
    before = browsers()
    with World.serve(name="script") as served:
        killed = start(served, tmp_path)
        deadline = time.monotonic() + 60
        while not browsers() - before:
            assert killed.poll() is None and time.monotonic() < deadline
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        deadline = time.monotonic() + 30
        while browsers() - before:
            assert time.monotonic() < deadline, "the browser outlives the crawl"
        out, err = start(served, tmp_path).communicate(timeout=240)
        assert f"new reports: {len(served.world.truth())}\n" in out, out + err
        assert "through a browser: " in out
        assert {asked.host for asked in served.requests} == set(served.world.hosts())


def test_without_a_browser_the_source_says_what_to_install(tmp_path: Path) -> None:
    with World.serve(name="script") as served:
        process = start(served, tmp_path, PATH=str(tmp_path), PLAYWRIGHT_BROWSERS_PATH=str(tmp_path))
        _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.count("needs_browser") == 2 and "apt-get install chromium" in err
