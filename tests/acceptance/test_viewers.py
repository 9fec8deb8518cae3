"""Every carrier of a report page, fetched, archived and read: each report with all its figures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.demo import compared
from crawler.config import Config
from crawler.evidence.fonts import font_file
from crawler.replica.world import World


@pytest.mark.skipif(font_file() is None, reason="needs a font with Chinese characters: fonts-noto-cjk")
def test_reports_in_viewers_scripts_files_and_pictures_are_read(tmp_path: Path) -> None:
    with World.serve(name="viewers") as served:
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment = plain | {
            "HTTP_PROXY": served.proxy_url,
            "HTTPS_PROXY": served.proxy_url,
            "NIANBAO_CA_FILE": str(served.ca_file),
            "NIANBAO_DB": f"sqlite:///{tmp_path / 'n.db'}",
            "NIANBAO_DATA": str(tmp_path),
            "NIANBAO_DELAY": "0",
        }
        urls = [option for entry in served.world.entry_points() for option in ("--url", entry)]
        command = [sys.executable, "-m", "crawler", "crawl", *urls]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    comparison, _ = compared(World.load(name="viewers"), Config(db=f"sqlite:///{tmp_path / 'n.db'}"))
    assert comparison.perfect, (comparison, done.stdout, done.stderr)
    assert len(comparison.found) == 11
