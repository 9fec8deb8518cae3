"""What docs/fetching-elsewhere.md shows is what its commands say, over the replica of a portal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.replica.world import Served, World
from tests.acceptance.test_wget import needs_wget

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fetching-elsewhere.md"
NAMES = ("proxy", "second machine", "wget")
COST = re.compile(r"(requests(?: per document)?|by way of \w+|answers in WARC files): [\d.]+")
"""How many requests a crawl takes: that changes with the engine, and is not what the page is about."""
SAID = re.compile(r"^(?:failed|waiting): .*$", re.MULTILINE)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with World.serve() as served:
        yield served


def block(mark: str) -> str:
    """What stands in the block behind a mark of the page."""
    return PAGE.read_text("utf-8").split(f"<!-- {mark} -->\n```")[1].partition("\n")[2].split("```")[0]


def transcript(name: str) -> str:
    return block(f"transcript {name}")


def environment(served: Served, folder: Path) -> dict[str, str]:
    """A shell in which the commands of the page meet the replica."""
    (folder / "wgetrc").write_text(f"ca_certificate = {served.ca_file}\nhttp_proxy = {served.proxy_url}\n")
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return plain | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HTTP_PROXY": served.proxy_url,
        "HTTPS_PROXY": served.proxy_url,
        "WGETRC": str(folder / "wgetrc"),
        "NIANBAO_CA_FILE": str(served.ca_file),
        "NIANBAO_DELAY": "0",
        "NIANBAO_TIMEOUT": "120",
        "NIANBAO_WORKERS": "1",
    }


def run(commands: str, folder: Path, env: dict[str, str]) -> str:
    """Run the commands of a transcript; returns it as it should stand in the page."""
    lines = []
    for command in re.findall(r"^\$ (.*)$", commands, re.MULTILINE):
        done = subprocess.run(
            command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
        )
        lines += [f"$ {command}\n", done.stdout, *(f"{line}\n" for line in SAID.findall(done.stderr))]
    return "".join(lines)


def said(name: str, served: Served, folder: Path) -> str:
    """What the commands of a transcript say today."""
    env = environment(served, folder)
    if name == "proxy":
        (folder / "data").mkdir()
        proxies = block("file data/proxies.toml").replace("http://10.8.0.2:3128", served.proxy_url)
        (folder / "data" / "proxies.toml").write_text(proxies, "utf-8")
        del env["HTTP_PROXY"], env["HTTPS_PROXY"]
    return run(transcript(name), folder, env)


@pytest.mark.parametrize("name", NAMES)
@needs_wget
def test_the_page_shows_what_the_commands_say(name: str, served: Served, tmp_path: Path) -> None:
    now, shown = (COST.sub(r"\1: …", text) for text in (said(name, served, tmp_path), transcript(name)))
    assert now == shown, "run python -m tests.acceptance.test_elsewhere"


def main() -> None:
    """Write what the commands say into the page."""
    with World.serve() as served:
        for name in NAMES:
            with tempfile.TemporaryDirectory() as folder:
                before, now = transcript(name), said(name, served, Path(folder))
            PAGE.write_text(PAGE.read_text("utf-8").replace(before, now), "utf-8")


if __name__ == "__main__":
    main()
