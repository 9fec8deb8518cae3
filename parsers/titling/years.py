"""Which year a title, a column name, an address or a date of publication speaks of.

The year in a title is the report year. Everything else is a hint, used only where the title has no year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST, LAST = 2000, 2049
_NUMERALS = {c: d for d, group in enumerate(("〇○零Oo0О", "一1壹", "二2贰", "三3叁", "四4肆", "五5伍", "六6陆", "七7柒", "八8捌", "九9玖")) for c in group}
_DIGIT = "[" + "".join(_NUMERALS) + "]"
_YEAR = re.compile(rf"(?<![0-9])(?P<year>[2二贰]{_DIGIT}{{3}})(?![0-9号])(?P<mark>年(?:度(?!假))?|度(?!假))?")
_SHORT = re.compile(r"(?<![0-9.])(?P<year>[0-4][0-9])(?P<mark>年(?:度(?!假))?)(?!代|[0-9]{1,2}月)")
_DAY = r"20[0-9]{2}(?:年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[-./][0-9]{1,2}[-./][0-9]{1,2})"
_PERIOD = re.compile(rf"(?P<first>{_DAY})(?:起)?(?:至|到|-|~)+(?:(?P<last>{_DAY})|(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}[日号]?)(?:止|期间)?")
_DATE = re.compile(rf"(?:\[?{_DAY}\]?(?:发布|公布|公开|更新|印发)?|20[0-9]{{2}}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]))")
_DOCUMENT_NUMBER = re.compile(r"[(\[]?[一-鿿]{0,12}[〔\[(]20[0-9]{2}[〕\])]第?[0-9]+号[)\]]?")
_RANGE = re.compile(r"20[0-9]{2}年?度?(?:-|~|至|到)20[0-9]{2}(?=年|度)")


@dataclass(frozen=True, slots=True)
class YearMark:
    """A year in a folded text: where it stands, with its 年 or 年度."""

    year: int
    start: int
    end: int


def blank_dates(text: str) -> str:
    """The text with document numbers and full dates blanked by `#`, so that no year is read from them.

    A period inside one year keeps its first year: 2021年1月1日至2021年12月31日 speaks of 2021.
    """
    def period(match: re.Match[str]) -> str:
        first, last = match["first"][:4], (match["last"] or match["first"])[:4]
        return (first if first == last else "").ljust(len(match[0]), "#")

    text = _DOCUMENT_NUMBER.sub(lambda m: "#" * len(m[0]), text)
    text = _PERIOD.sub(period, text)
    return _DATE.sub(lambda m: "#" * len(m[0]), text)


def year_marks(text: str) -> list[YearMark]:
    """All years of a folded text, in order. Two-digit years (09年度) count only where there is no full one."""
    marks = []
    for match in _YEAR.finditer(text):
        year = int("".join(str(_NUMERALS[c]) for c in match["year"]))
        if FIRST <= year <= LAST:
            marks.append(YearMark(year, match.start(), match.end()))
    if not marks:
        marks = [YearMark(2000 + int(m["year"]), m.start(), m.end()) for m in _SHORT.finditer(text) if int(m["year"]) >= 3]
    return marks


def spans_years(text: str) -> bool:
    """Whether the text names a range of years (2022-2023年)."""
    return _RANGE.search(text) is not None


_COLUMN = re.compile(r"(?:公开|信息公开|政府信息公开)?(20[0-4][0-9])(?:年度?)?(?:度|(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告))?")


def year_of_column(column: str) -> int | None:
    """The year that a column's (folded) name names plainly: 2023年, 2023年度, 2023, 2023年年报; else None."""
    match = _COLUMN.fullmatch(column.strip("[]()<>·. "))
    return int(match[1]) if match else None


_FBTIME = re.compile(r"[?&]fbtime=(20[0-4][0-9])(?:&|$)")
_PUBLISHED_IN_URL = (
    re.compile(r"/t(20[0-4][0-9])([01][0-9])[0-3][0-9]_"),
    re.compile(r"/art/(20[0-4][0-9])/([01]?[0-9])/[0-3]?[0-9]/"),
    re.compile(r"/(20[0-4][0-9])[-/]?([01]?[0-9])[-/]?[0-3][0-9]/"),
    re.compile(r"/(20[0-4][0-9])[-/]?([01][0-9])/"),
)
_YEAR_FOLDER = re.compile(r"(?<![0-9])(20[0-4][0-9])(?![0-9])")
_DATED = re.compile(r"t20[0-9]{6}_|/art/20[0-9]{2}/(?:[0-9]{1,2}/[0-9]{1,2}/)?|/20[0-9]{2}[-/]?[01]?[0-9](?:[-/]?[0-3]?[0-9])?/")


def year_of_address(url: str) -> tuple[int, str] | None:
    """The report year an address speaks for, with the reason; None where it is silent or contradicts itself.

    A `fbtime` parameter is the report year. A date of publication in January, February or March speaks for
    the year before, the season the regulation sets for reports; a year folder may support or contradict that.
    """
    parameter = _FBTIME.search(url)
    if parameter:
        return int(parameter[1]), "year from the address parameter"
    path = url.split("://", 1)[-1].partition("/")[2]
    path = "/" + path
    folders = {int(y) for y in _YEAR_FOLDER.findall(_DATED.sub("/", path))}
    folder = folders.pop() if len(folders) == 1 else None
    for pattern in _PUBLISHED_IN_URL:
        match = pattern.search(path)
        if match and 1 <= int(match[2]) <= 12:
            before = _year_before(int(match[1]), int(match[2]))
            if before is None or (folder is not None and folder not in (before, before + 1)):
                return None
            return before, "year from publication date in the address"
    return None


_PUBLISHED = re.compile(r"(20[0-4][0-9])[-/.年]([01]?[0-9])")


def year_of_publication(published: str) -> int | None:
    """The year before a date of publication (YYYY-MM-DD) in January to March; None for other months."""
    match = _PUBLISHED.match(published.strip())
    return _year_before(int(match[1]), int(match[2])) if match else None


def _year_before(year: int, month: int) -> int | None:
    return year - 1 if 1 <= month <= 3 else None
