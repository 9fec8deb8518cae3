"""The text of a value cell, read: a number, a named state, or an honest doubt.

Never a guess: a text that allows two readings gives no value. The printed text is kept wherever it is not the
plain number itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from parsers.record import CellState, Value
from parsers.words import NOTE_MARK, chinese, plain

_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_UNIT = r"(?:亿元|万元|元|件次|人次|件|条|次|项|个|宗|份|起|人|例)?"
_NUMBER = re.compile(rf"(?P<sign>[+-]?)(?P<whole>{_GROUPED})(?P<fraction>\.[0-9]+)?\s*(?P<unit>{_UNIT})")
_SIGNED_WORD = re.compile(rf"(?P<word>增加|[减減]少|增|[减減]|↑|↓|\+|-)\s*(?P<whole>{_GROUPED})\s*{_UNIT}")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕")
_OPEN_REMARK = re.compile(r"\(.*$", re.DOTALL)
_BARE_REMARK = re.compile(r"[,;:。]?\s*其中.*$", re.DOTALL)  # whose brackets were not printed, or not read
_RUN = re.compile(rf"(?:{_GROUPED})(?:\.[0-9]+)?")
_SLASH = re.compile(r"[/\\|]+")
_DASH = re.compile(r"[-\u2010-\u2015\u2212_~\u2500\u2501\u30fc]+")
_NO_FIGURE = re.compile(
    r"[/-]?(?:无|没有|暂无|不涉及|不适用|无此项|null|nan|none|undefined|n/a|#n/a)[。.]?", re.IGNORECASE
)
_ZERO_LIKE = re.compile(r"[Oo〇○◯零Ｏ]")
_SPACE = re.compile(r"\s+")
_MOST_DIGITS = 12
_MOST_NOISE = 2  # Chinese characters beside a number, beyond which the cell is a sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says.

    `raw` is None where the text is the plain number. `joined` is the number that a text such as "1 2"
    would be if its pieces belonged together: no value, but the sums may settle it.
    """

    value: Value
    state: CellState | None = None
    raw: str | None = None
    uncertain: bool = False
    joined: Value = None
    spread: bool = False

    @property
    def blank(self) -> bool:
        return self.state == "blank"

    def put_together(self) -> Reading:
        """The reading with its pieces taken as one number."""
        return replace(self, value=self.joined, state="corrected", uncertain=True)


BLANK = Reading(None, "blank")
MISSING = Reading(None, "missing", None, True)


@lru_cache(maxsize=2048)
def read_value(text: str, kind: str = "count") -> Reading:
    """Read the text of a cell of the given value kind: count, signed_count, money_wan or money."""
    printed = text.strip()
    if (
        printed.isascii()
        and printed.isdigit()
        and (len(printed) == 1 or printed[0] != "0")
        and len(printed) <= _MOST_DIGITS
    ):
        return Reading(printed if kind.startswith("money") else int(printed))
    unmarked = NOTE_MARK.sub("", printed)
    folded = plain(unmarked).strip()
    if not folded and not plain(printed).strip():
        return BLANK
    raw = _SPACE.sub(" ", printed)
    reading = _read_folded(folded, kind)
    if unmarked != printed:
        reading = replace(reading, uncertain=True)
    if reading.value is not None and not reading.uncertain and raw == str(reading.value):
        return reading
    return replace(reading, raw=raw)


def _read_folded(text: str, kind: str) -> Reading:
    tight = _SPACE.sub("", text)
    if _SLASH.fullmatch(tight):
        return Reading(None, "slash")
    if _DASH.fullmatch(tight):
        return Reading(None, "dash")
    if _NO_FIGURE.fullmatch(tight):
        return Reading(None, "text")
    if kind == "signed_count":
        signed = _SIGNED_WORD.fullmatch(text)
        if signed:
            count = _integer(signed["whole"])
            return Reading(-count if signed["word"][0] in "减減↓-" else count)
    number = _NUMBER.fullmatch(text)
    if number:
        return _number(number, kind)
    outside = _OPEN_REMARK.sub("", _BRACKETED.sub("", text)).strip()
    if outside != text:
        number = _NUMBER.fullmatch(outside)
        if number:
            before = text.lstrip().startswith("(")
            reading = _number(number, kind)
            return replace(reading, uncertain=True) if before else reading
    number = _NUMBER.fullmatch(_BARE_REMARK.sub("", outside).strip())
    if number:
        return replace(_number(number, kind), uncertain=True)
    if _ZERO_LIKE.fullmatch(tight):
        return Reading(0 if not kind.startswith("money") else "0", uncertain=True)
    return _noisy(outside or text, kind)


def _integer(digits: str) -> int:
    return int(digits.replace(",", ""))


def _number(match: re.Match[str], kind: str) -> Reading:
    whole = match["whole"].replace(",", "")
    doubtful = len(whole) > 1 and whole[0] == "0"
    if len(whole) > _MOST_DIGITS:
        return Reading(None, "text", uncertain=True)
    if kind.startswith("money"):
        return _money(match, whole, doubtful, kind)
    if match["unit"] in ("元", "万元", "亿元"):
        return Reading(None, "text", uncertain=True)
    fraction = match["fraction"]
    if fraction and fraction.strip(".0"):
        return Reading(None, "text", uncertain=True)
    value = -int(whole) if match["sign"] == "-" else int(whole)
    doubtful = doubtful or fraction is not None or (kind == "count" and bool(match["sign"]))
    return Reading(value, uncertain=doubtful)


def _money(match: re.Match[str], whole: str, doubtful: bool, kind: str) -> Reading:
    amount = (
        Decimal(whole.lstrip("0") or "0") if not match["fraction"] else Decimal(whole + match["fraction"])
    )
    if match["sign"] == "-":
        return Reading(f"-{amount}", uncertain=True)
    if kind == "money_wan" and match["unit"] in ("元", "亿元"):
        # The id's unit is 万元; the conversion is ours, the printed text stays in raw.
        scaled = amount / 10_000 if match["unit"] == "元" else amount * 10_000
        return Reading(f"{scaled:f}", uncertain=True)
    return Reading(f"{amount:f}", uncertain=doubtful or match["unit"] not in ("", "元", "万元", "亿元"))


def _noisy(text: str, kind: str) -> Reading:
    """One clear number among other characters is the value, with a doubt; two numbers are none."""
    runs = _RUN.findall(text)
    money = kind.startswith("money")
    if (
        len(runs) == 1
        and chinese(text) <= _MOST_NOISE
        and "%" not in text
        and "‰" not in text
        and "-" not in text
    ):
        if re.search(r"[A-Za-z〇○]", text):
            return Reading(None, "text", uncertain=True)
        number = _NUMBER.fullmatch(runs[0])
        if number:
            return replace(_number(number, kind), uncertain=True)
    if len(runs) > 1 and not re.sub(r"[0-9,.\s]", "", text):
        joined = "".join(runs)
        spread = "\n" not in text and all(len(run) == 1 for run in runs)
        if money and joined.replace(".", "", 1).isdigit():
            return Reading(None, "text", uncertain=True, joined=joined, spread=spread)
        if joined.isdigit() and len(joined) <= _MOST_DIGITS and (joined[0] != "0" or joined == "0"):
            return Reading(None, "text", uncertain=True, joined=int(joined), spread=spread)
    return Reading(None, "text", uncertain=True)
