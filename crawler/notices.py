"""Local notices on the day by which townships publish: a file that a person writes, `<data>/notices.toml`.

[[notice]]
division = "410381"   # townships whose codes begin so
by = "01-31"          # month and day of the year after the report year
since = 2020          # first report year; may be left out
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from crawler.config import ConfigError
from models.legal import LegalCalendar, Notice


def read_calendar(path: Path) -> LegalCalendar:
    """The legal calendar with the notices of a file; without the file, without them. Raises ConfigError."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("notice", [])
    except FileNotFoundError:
        return LegalCalendar()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: [[notice]] is a list of tables")
    notices: dict[str, tuple[Notice, ...]] = {}
    for entry in entries:
        division, notice = _read(entry, path)
        notices[division] = (*notices.get(division, ()), notice)
    return LegalCalendar(notices)


def _read(entry: Any, path: Path) -> tuple[str, Notice]:
    known = {"division", "by", "since"}
    if not isinstance(entry, dict) or not {"division", "by"} <= entry.keys() <= known:
        raise ConfigError(f"{path}: a notice has division, by and perhaps since, not {entry!r}")
    division, by, since = str(entry["division"]), str(entry["by"]), entry.get("since", 0)
    if not (division.isascii() and division.isdigit()) or not isinstance(since, int):
        raise ConfigError(f"{path}: no division code or no year in {entry!r}")
    try:
        day = date.fromisoformat(
            f"2001-{by}"
        )  # no leap year: a last day of 29 February is none in most years
    except ValueError as error:
        raise ConfigError(f"{path}: {by!r} is no month and day like 01-31") from error
    return division, Notice(day.month, day.day, since)
