"""`--log-json`: whatever goes to stderr is an object a line; without it, it is for a person."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from crawler import jsonlogs
from crawler.cli import run
from crawler.commands.console import say
from crawler.report import print_summary
from crawler.summary import RunSummary


def objects(text: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in text.splitlines()]
    assert all({"time", "level", "message"} <= each.keys() for each in found)
    return found


@pytest.mark.parametrize("place", [0, 1, 3])
def test_option_may_stand_anywhere(place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["status", "--db", f"sqlite:///{tmp_path / 'none.db'}"]
    assert run([*arguments[:place], "--log-json", *arguments[place:]]) == 3
    (told,) = objects(capsys.readouterr().err)
    assert "there is no database" in str(told["message"])
    assert run(arguments) == 3
    assert capsys.readouterr().err.startswith("nianbao: there is no database")


def test_words_logs_and_summaries_are_objects(capsys: pytest.CaptureFixture[str]) -> None:
    jsonlogs.begin()
    try:
        handler = jsonlogs.handler()
        say("two\nlines")
        print("begun ", end="", file=sys.stderr)
        try:
            raise ValueError("why")
        except ValueError:
            record = logging.LogRecord("here", logging.ERROR, "", 1, "it %s", ("failed",), sys.exc_info())
        handler.handle(record)
        print("ended", file=sys.stderr)
        print_summary(RunSummary("crawl", 7, False, found=3, failed=(("https://a.gov.cn/", "dns", "no"),)))
    finally:
        jsonlogs.end()
    two, lines, failed, ended, summary, address = objects(capsys.readouterr().err)
    assert (two["message"], lines["message"], ended["message"]) == ("two", "lines", "begun ended")
    assert (failed["level"], failed["logger"], failed["message"]) == ("error", "here", "it failed")
    assert "ValueError: why" in str(failed["traceback"])
    assert summary["summary"]["found"] == 3  # type: ignore[index]
    assert address["message"] == "failed: https://a.gov.cn/: dns: no"
