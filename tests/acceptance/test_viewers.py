"""Every carrier of a report page, fetched, archived and read: each report with all its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.demo import compared
from crawler.config import Config
from crawler.evidence.fonts import font_file
from crawler.replica.world import World
from tests.served import crawl_arguments, environment, program


@pytest.mark.skipif(font_file() is None, reason="needs a font with Chinese characters: fonts-noto-cjk")
def test_reports_in_viewers_scripts_files_and_pictures_are_read(tmp_path: Path) -> None:
    with World.serve(name="viewers") as served:
        done = program(crawl_arguments(served.world.entry_points()), environment(served, tmp_path))
    comparison, _ = compared(World.load(name="viewers"), Config(db=f"sqlite:///{tmp_path / 'nianbao.db'}"))
    assert comparison.perfect, (comparison, done.stdout, done.stderr)
    assert len(comparison.found) == 11
