"""Progress: what it says, and that it says it only to those who wait."""

from __future__ import annotations

import pytest

from crawler.progress import Progress


def test_the_line_tells_how_far_it_is() -> None:
    progress = Progress("documents")
    for name in ("a.html", "b.html"):
        progress.step(name)
    assert progress.text() == "2 documents · 0 s · b.html"
    progress.step("figures", 300)
    assert progress.text().startswith("302 documents")


def test_a_description_takes_the_place_of_steps() -> None:
    assert Progress("", lambda: "3 requests").text() == "3 requests · 0 s"


def test_what_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("documents") as progress:
        progress.step("a.html")
    with Progress("documents", shown=False):
        pass
    assert capsys.readouterr() == ("", "")
