"""Names of menus and columns that hold annual reports, told from the look-alikes beside them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from parsers.titletext import normalise_title

_ALL: dict[str, Any] = tomllib.loads(Path(__file__).with_name("titles.toml").read_text(encoding="utf-8"))
_COLUMNS: dict[str, Any] = _ALL["columns"]
_EXCLUDED = re.compile("|".join(_COLUMNS["exclude"]))
_YEAR = r"(?:20[0-4][0-9](?:年度?|度)?)"
_GENERIC = f"(?:{'|'.join(_COLUMNS['generic'])})"
_MENU = f"(?:{'|'.join(_COLUMNS['menu'])})"
_GENERIC_COLUMN = re.compile(f"{_YEAR}?{_GENERIC}*{_YEAR}?{_MENU}{_YEAR}?{_COLUMNS['tails']}{_YEAR}?")
_NAMED_COLUMN = re.compile(f"[一-鿿]{{2,15}}(?:{_COLUMNS['menu'][0]}){_COLUMNS['tails']}")


def is_column_name(text: str) -> bool:
    """Whether a menu word or column name stands for annual reports (政府信息公开年报, 2023年部门年报, 历年年报 …).

    The name of one body's report of one year (某县2023年政府信息公开工作年度报告) is a title, not a column; a
    name without a body (2023年政府信息公开年报) may be either and counts as a column here.
    """
    name = normalise_title(text)
    if not 2 <= len(name) <= 40:
        return False
    if not name[:4].isdigit():
        name = re.sub(r"^[\W_0-9]+", "", name)
    name = re.sub(r"[(\[][0-9]+[)\]]$|[^\w)]+$", "", name)
    if _EXCLUDED.search(name):
        return False
    return _GENERIC_COLUMN.fullmatch(name) is not None or _NAMED_COLUMN.fullmatch(name) is not None
