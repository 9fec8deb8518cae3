"""Names of menus and columns that hold annual reports, told from the look-alikes beside them."""

from __future__ import annotations

import re
from typing import Any

from parsers.titling.text import normalise_title
from parsers.titling.words import WORDS, one_of

_COLUMNS: dict[str, Any] = WORDS["columns"]
_EXCLUDED = re.compile(one_of(_COLUMNS["exclude"]))
_YEAR = r"(?:20[0-4][0-9](?:年度?|度)?)"
_OF_A_KIND = re.compile(
    f"{_YEAR}?{one_of(_COLUMNS['generic'])}*{_YEAR}?{one_of(_COLUMNS['menu'])}{_YEAR}?{_COLUMNS['tails']}{_YEAR}?"
)
_OF_ONE_BODY = re.compile(f"[一-鿿]{{2,15}}{_COLUMNS['menu'][0]}{_COLUMNS['tails']}")
_LEADING_ORNAMENT = re.compile(r"^(?:[^\w]|_)+|^[0-9]{1,2}(?=[^0-9年])[^\w]*")
_TRAILING_ORNAMENT = re.compile(r"(?:[(\[][0-9]+[)\]]|[^\w)]|_)+$")


def is_column_name(text: str) -> bool:
    """Whether a menu word or column name stands for annual reports (政府信息公开年报, 2023年部门年报).

    The name of one body's report of one year (某县2023年政府信息公开工作年度报告) is a title, not a column; a
    name without a body (2023年政府信息公开年报) may be either, and counts as a column here.
    """
    name = _TRAILING_ORNAMENT.sub("", _LEADING_ORNAMENT.sub("", normalise_title(text)))
    name = name.replace("(", "").replace(")", "")
    if not 2 <= len(name) <= 40 or _EXCLUDED.search(name):
        return False
    return _OF_A_KIND.fullmatch(name) is not None or _OF_ONE_BODY.fullmatch(name) is not None
