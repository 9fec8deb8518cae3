"""The program run against a served world, as a person would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crawler.replica.world import Served

PROGRAM = (sys.executable, "-m", "crawler")


def environment(served: Served, folder: Path, **more: str) -> dict[str, str]:
    """The environment in which the program asks a world for everything, as fast as its hosts allow.

    What it keeps lies in `folder`.
    """
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {
        **plain,
        "HTTP_PROXY": served.proxy_url,
        "HTTPS_PROXY": served.proxy_url,
        "NIANBAO_CA_FILE": str(served.ca_file),
        "NIANBAO_DB": f"sqlite:///{folder / 'nianbao.db'}",
        "NIANBAO_DATA": str(folder),
        "NIANBAO_DELAY": "0",
        **more,
    }


def crawl_arguments(urls: list[str]) -> list[str]:
    """The verb that crawls these addresses."""
    return ["crawl", *(part for url in urls for part in ("--url", url))]


def program(
    arguments: list[str], env: dict[str, str], stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end; nobody sits before it unless `stdin` is a terminal."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=env,
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
