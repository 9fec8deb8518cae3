"""Which year a title, a column name, an address or a date of publication speaks of.

The year in a title is the report year. Everything else is a hint, for titles without a year only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST, LAST = 2000, 2049
_SPELLINGS = (
    ("0", "〇○零Oo"),
    ("1", "一壹"),
    ("2", "二贰"),
    ("3", "三叁"),
    ("4", "四肆"),
    ("5", "五伍"),
    ("6", "六陆"),
    ("7", "七柒"),
    ("8", "八捌"),
    ("9", "九玖"),
)
_NUMERALS = {char: digit for digit, chars in _SPELLINGS for char in digit + chars}
_DIGIT = "[" + "".join(_NUMERALS) + "]"
_MARK = r"(?P<mark>年(?:年(?=度|政府|政务|信息))?(?:度(?![假佳]))?|度(?![假佳]))"
_YEAR = re.compile(rf"(?<![0-9])(?P<year>[2二贰]{_DIGIT}{{3}})(?![0-9号]){_MARK}?")
_SHORT_YEAR = re.compile(rf"(?<![0-9.])(?P<year>[0-4][0-9]){_MARK}(?!代|[0-9]{{1,2}}月)")
_DAY = r"20[0-9]{2}(?:年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[-./][0-9]{1,2}[-./][0-9]{1,2})"
_PERIOD = re.compile(
    rf"(?P<first>{_DAY})起?(?:至|到|-|~)+(?:(?P<last>{_DAY})|(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}[日号]?)(?:止|期间)?"
)
_DATE = re.compile(
    rf"\[?{_DAY}\]?(?:发布|公布|公开|更新|印发)?|(?<![0-9])20[0-9]{{2}}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9])"
)
_DAYS_OF_YEAR = re.compile(r"[(\[][0-9]{1,2}月[0-9]{1,2}日[至到-]+[0-9]{1,2}月[0-9]{1,2}日[)\]]")
_DOCUMENT_NUMBER = re.compile(r"(?:(?<=[(\[])[一-鿿]{1,12})?[〔\[(]20[0-9]{2}[〕\])]第?[0-9]+号")
_RANGE = re.compile(r"20[0-9]{2}年?度?(?:-|~|至|到)20[0-9]{2}(?=年|度)")


@dataclass(frozen=True, slots=True)
class YearMark:
    """A year in a folded text; `start:end` covers its 年 or 年度 and brackets that hold nothing else."""

    year: int
    start: int
    end: int
    named: bool


def blank_dates(text: str) -> str:
    """The text with document numbers and full dates blanked by `#`, so that no year is read from them.

    A period inside one year keeps its year: 2021年1月1日至2021年12月31日 speaks of 2021.
    """

    def blank(match: re.Match[str]) -> str:
        return "#" * len(match[0])

    def period(match: re.Match[str]) -> str:
        first, last = match["first"][:4], (match["last"] or match["first"])[:4]
        return (first if first == last else "").ljust(len(match[0]), "#")

    if "20" not in text:
        return text
    text = _DAYS_OF_YEAR.sub(blank, _DOCUMENT_NUMBER.sub(blank, text))
    return _DATE.sub(blank, _PERIOD.sub(period, text))


def year_marks(text: str) -> list[YearMark]:
    """All years of a folded text, in order.

    `named` tells 2021年 from a bare 2021. A two-digit year (09年度) counts where there is no full one.
    """
    marks = []
    for match in _YEAR.finditer(text):
        year = int("".join(_NUMERALS[char] for char in match["year"]))
        if FIRST <= year <= LAST:
            marks.append(_mark(text, year, match))
    if not marks:
        return [_mark(text, 2000 + int(m["year"]), m) for m in _SHORT_YEAR.finditer(text) if m["year"] > "03"]
    return marks


def _mark(text: str, year: int, match: re.Match[str]) -> YearMark:
    start, end = match.span()
    if start and end < len(text) and text[start - 1] + text[end] in ("()", "[]", "〔〕"):
        start, end = start - 1, end + 1
    return YearMark(year, start, end, match["mark"] is not None)


def spans_years(text: str) -> bool:
    """Whether the text names a range of years (2022-2023年)."""
    return _RANGE.search(text) is not None


_COLUMN = re.compile(
    r"(?:(?:政府)?信息)?(?:公开)?(?P<year>20[0-4][0-9])(?:年度?|度)?(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告)?"
)


def year_of_column(column: str) -> int | None:
    """The year that a column's (normalised) name names plainly (2023, 2023年度, 2023年年报); else None."""
    match = _COLUMN.fullmatch(column.strip("[]()<>·. "))
    return int(match["year"]) if match else None


_YEAR_PARAMETER = re.compile(r"[?&]fbtime=(20[0-4][0-9])(?:&|$)")
_PUBLISHED_IN_PATH = (
    re.compile(r"/t(20[0-4][0-9])([01][0-9])[0-3][0-9]_"),
    re.compile(r"/art/(20[0-4][0-9])/([01]?[0-9])/[0-3]?[0-9]/"),
    re.compile(r"/(20[0-4][0-9])[-/]?([01]?[0-9])[-/]?[0-3][0-9]/"),
    re.compile(r"/(20[0-4][0-9])[-/]?([01][0-9])/"),
)
_FOLDER_YEAR = re.compile(r"(?<![0-9])(20[0-4][0-9])(?![0-9])")
_DATED_SEGMENT = re.compile(
    r"t20[0-9]{6}_|/art/20[0-9]{2}/(?:[0-9]{1,2}/[0-9]{1,2}/)?|/20[0-9]{2}[-/]?[01]?[0-9](?:[-/]?[0-3]?[0-9])?/"
)


def year_of_address(url: str) -> tuple[int, str] | None:
    """The report year an address speaks for, with the reason; None where it is silent or contradicts itself.

    The parameter `fbtime` of the disclosure module is the report year. A date of publication in January,
    February or March, the season that the regulation sets, speaks for the year before; a year folder of
    another year than these two contradicts it.
    """
    parameter = _YEAR_PARAMETER.search(url)
    if parameter:
        return int(parameter[1]), "year from the address parameter"
    path = "/" + url.partition("://")[2].partition("/")[2]
    for pattern in _PUBLISHED_IN_PATH:
        match = pattern.search(path)
        if match is None:
            continue
        published, month = int(match[1]), int(match[2])
        folders = {int(year) for year in _FOLDER_YEAR.findall(_DATED_SEGMENT.sub("/", path))}
        if not 1 <= month <= 3 or folders - {published, published - 1}:
            return None
        return published - 1, "year from the publication date in the address"
    return None


_PUBLISHED = re.compile(r"(20[0-4][0-9])[-/.年]([01]?[0-9])(?![0-9])")


def year_of_publication(published: str) -> int | None:
    """The year before a date of publication (YYYY-MM-DD) in January to March; None for other months."""
    match = _PUBLISHED.match(published.strip())
    return int(match[1]) - 1 if match and 1 <= int(match[2]) <= 3 else None
