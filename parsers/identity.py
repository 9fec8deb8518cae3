"""Whose report it is, and of which year: title line, reporting period, signature; own or consolidated
figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import Document, Paragraph
from parsers.headings import chapter_of
from parsers.record import Scope, Value
from parsers.titles import TitleReading, read_title
from parsers.titling.words import EXPLAINING
from parsers.words import plain

_LOOK_AHEAD = 12
_LONGEST_TITLE = 90
_PERIOD_WITHIN = 30  # lines of a text, from either end
_LONGEST_TEXT = 20_000
_PERIOD = re.compile(
    r"(20\d{2})\s*年\s*1\s*月\s*1\s*日\s*(?:0时)?\s*(?:起|开始)?\s*(?:至|到|-|—|–|~|、)+\s*(?:(20\d{2})\s*年|本年|当年|同年)?\s*12\s*月\s*31\s*日"
)
_SIGNATURE = re.compile(
    r"^.{2,30}(?:人民政府|办公室|办公厅|委员会|局|厅|街道办事处|办事处|管委会|公署|部|院|中心)$"
)
_DATE_LINE = re.compile(
    r"^(?:20\d{2}|二[〇○零O]{1}[一二三四五六七八九十〇○零]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日$"
)
_COMPILED = re.compile(
    r"(?:现)?由(.{4,30}?(?:人民政府|办公室|办公厅|委员会|局|厅|办事处|管委会))(?:编制|发布|公布)"
)
_OWN = re.compile(
    r"(?:办公厅|办公室|局|厅|委员会|委|办|所|队|站|中心|大队|分局|镇|乡|苏木|街道|办事处|镇人民政府|乡人民政府|镇政府|乡政府|街道办|管委会|管理委员会)$"
)
_GOVERNMENT = re.compile(r"(?:省|市|县|区|旗|州|盟|自治区|自治州|自治县)(?:人民政府|政府)?$")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$")
_GATHERED = re.compile(
    r"(?:全省|全市|全县|全区|全州|全盟|全旗)(?:各级|各|共|累计|新收|收到|主动|政府信息|行政机关)|汇总|综合(?:了)?各(?:县|市|区|乡|镇|部门)|各(?:县|市、县|县（市|区县|县区).{0,12}(?:汇总|统计)|涵盖"
)
_LARGE = 50_000
_ATTACHED = re.compile(
    "[附及和与含](?:相关|政策|图文|视频)*(?:解读|图解|视频|图表)"
)  # beside the report itself
_BESIDE = ("a page about a report", "text after the name")


@dataclass(frozen=True, slots=True)
class Identity:
    """The title as printed with its reading, and the report year with where it was found.

    `explains`: the wording in which the page calls itself an explanation of a report, where that wording
    comes before any that calls it a report.
    """

    title: str | None
    reading: TitleReading
    year: int | None
    period: int | None
    explains: str | None = None


_UNTITLED = TitleReading(False, None, None, "no title")


def identify(document: Document, hint: str | None, **context: str | None) -> Identity:
    """Find the title: in the text above chapter one, then in the mark-up, then as the caller knows it.

    `context` is handed to `read_title` (site_name, url, published).
    """
    printed = [*document.headings, *_joined(_opening(document))]
    best, rejected = _best(
        [*document.headings, *document.titles, *printed, *([hint] if hint else [])], context
    )
    period = reporting_period(document)
    declared = [*document.headings, *document.titles]
    explains = _explains(declared if best else [*declared, *printed, *([hint] if hint else [])], context)
    if best is None:
        title = document.titles[0] if document.titles else hint or (rejected[0] if rejected else None)
        return Identity(title, rejected[1] if rejected else _UNTITLED, period, period, explains)
    title, reading = best
    agreeing = [text for text in printed if _agree(read_title(text, **context), reading)]
    agreeing.sort(key=lambda text: read_title(text, **context).body_mention != reading.body_mention)
    year = reading.year if reading.year_in_title and reading.year else period or reading.year
    return Identity(agreeing[0] if agreeing else title, reading, year, period, explains)


def _best(
    texts: list[str], context: dict[str, str | None]
) -> tuple[tuple[str, TitleReading] | None, tuple[str, TitleReading] | None]:
    """The first text that is a report's title, completed by others that do not contradict it; the first
    that is none."""
    best: tuple[str, TitleReading] | None = None
    rejected: tuple[str, TitleReading] | None = None
    for text in dict.fromkeys(texts):
        reading = read_title(text, **context)
        if not reading.is_report:
            rejected = rejected or (text, reading)
        elif best is None:
            best = (text, reading)
        elif _compatible(best[1], reading):
            best = (best[0], _completed(best[1], reading))
        if best is not None and best[1].body_mention and best[1].year:
            break
    return best, rejected


def _explains(texts: Sequence[str], context: dict[str, str | None]) -> str | None:
    """The first text that names an annual report, if what it names is an explanation (解读, 图解) of it."""
    for text in texts:
        reading = read_title(text, **context)
        if reading.is_report:
            return None
        if reading.reason.startswith(_BESIDE) and EXPLAINING.search(_ATTACHED.sub("", text)):
            return text
    return None


def _compatible(one: TitleReading, other: TitleReading) -> bool:
    years = {reading.year for reading in (one, other) if reading.year and reading.year_in_title}
    return len(years) < 2 and (
        one.body_mention is None or other.body_mention is None or one.body_mention == other.body_mention
    )


def _agree(printed: TitleReading, chosen: TitleReading) -> bool:
    return (
        printed.is_report
        and printed.year == chosen.year
        and printed.body_mention in (None, chosen.body_mention)
    )


def _completed(reading: TitleReading, other: TitleReading) -> TitleReading:
    """What the title lacks, from another; a year that a title prints goes before one that is only
    suggested."""
    year = other if other.year and (reading.year is None or not reading.year_in_title) else reading
    return replace(
        reading,
        body_mention=reading.body_mention or other.body_mention,
        year=year.year,
        year_in_title=year.year_in_title,
    )


def _opening(document: Document) -> list[Paragraph]:
    lines: list[Paragraph] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            break
        if chapter_of(block.text) == 1 and lines:
            break
        lines.append(block)
        if len(lines) >= _LOOK_AHEAD:
            break
    return lines


def _joined(lines: Sequence[Paragraph]) -> list[str]:
    """Lines that may be the title, and neighbours joined: a title is often broken over two or three lines."""
    texts = [line.text.strip("# \u3000\xa0") for line in lines]
    found = []
    for count in (1, 2, 3):
        for start in range(len(texts) - count + 1):
            pieces = texts[start : start + count]
            joined = "".join(pieces) if not pieces[0].isascii() else " ".join(pieces)
            if (
                6 <= len(joined) <= _LONGEST_TITLE
                and "报" in joined
                and not joined.endswith(("。", "；"))
                and "，" not in joined
            ):
                found.append(joined)
    return found


def reporting_period(document: Document) -> int | None:
    """The year of the sentence that names the period (1 January to 31 December), if all such sentences
    agree."""
    texts = [paragraph.text for paragraph in document.paragraphs()]
    if document.carrier == "text":
        texts = ["".join(texts[:_PERIOD_WITHIN]), "".join(texts[_PERIOD_WITHIN:][-_PERIOD_WITHIN:])]
    years = set()
    for text in texts:
        if "12" in text and "31" in text:
            for match in _PERIOD.finditer(plain(text[:_LONGEST_TEXT])):
                if match[2] is None or match[2] == match[1]:
                    years.add(int(match[1]))
    return years.pop() if len(years) == 1 else None


def body_outside_title(document: Document) -> str | None:
    """The issuing body where the title names none: a signature over a date, or a sentence that says who
    compiled."""
    lines = [line.text.strip("# \u3000\xa0") for line in document.paragraphs()]
    for above, below in zip(lines[-8:], lines[-7:], strict=False):
        if _SIGNATURE.match(above) and _DATE_LINE.match(below.replace(" ", "")):
            return above
    for text in lines[:6]:
        compiled = _COMPILED.search(text)
        if compiled:
            return compiled[1]
    return None


def scope_of(
    body: str | None, published: str | None, texts: Sequence[str], values: dict[str, Value]
) -> Scope | None:
    """Own or consolidated figures; None where the clues are too few or contradict."""
    if not body:
        return None
    name = plain(body).replace(" ", "")
    if _TOWNSHIP.search(name):
        return "own"
    if _OWN.search(name) and not name.endswith("人民政府"):
        return "own"
    if not _GOVERNMENT.search(name):
        return None
    clues = 0
    if any(_GATHERED.search(text) for text in texts):
        clues += 1
    if published and re.search(
        r"(?:-0?2-(?:1[5-9]|2\d)|-0?3-\d{1,2}|年0?2月(?:1[5-9]|2\d)|年0?3月)", published
    ):
        clues += 1
    volumes = [values.get(cell) for cell in ("proactive.licences@decisions", "proactive.penalties@decisions")]
    if any(isinstance(value, int) and value >= _LARGE for value in volumes):
        clues += 1
    return "consolidated" if clues else None
