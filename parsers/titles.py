"""What a title says: whether it names an annual report, whose, and of which year.

A title is read by its grammar, not by keywords alone: [body] [year] <name of the report> [decorations]. The
name of the report is searched, and then everything before and after it must be something that may stand
there. So a page beside a report (an explanation, a notice, a list of who published) fails on its remainder,
whatever its wording. The words are data: titling/words.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsers.titling import words
from parsers.titling.bodies import body_before, check_body, more_exactly, names_many
from parsers.titling.columns import is_column_name
from parsers.titling.regions import (
    EDGES,
    Refused,
    Region,
    body_in_brackets,
    brackets_after,
    carried,
    is_site_name,
    label_length,
    leftover,
    region_of,
)
from parsers.titling.text import Folded, fold, normalise_title
from parsers.titling.years import (
    YearMark,
    blank_dates,
    spans_years,
    year_marks,
    year_of_address,
    year_of_column,
    year_of_publication,
)

__all__ = ["TitleReading", "is_column_name", "names_collection", "normalise_title", "read_title"]


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says.

    `body_mention` is the body as printed (simplified script, without white space), None where the title names
    none; `year` the report year; `reason` says what decided. `year_in_title` is False for a year that only
    the column, the address or the date of publication suggests: the document itself overrules it.
    """

    is_report: bool
    body_mention: str | None
    year: int | None
    reason: str
    year_in_title: bool = True


def read_title(
    title: str,
    *,
    anchor: str | None = None,
    site_name: str | None = None,
    column: str | None = None,
    url: str | None = None,
    published: str | None = None,
) -> TitleReading:
    """Read a title with whatever else is known of its page.

    `anchor` is the other wording of the same title (link text for a page title, or the reverse), `site_name`
    the name of the site, which a page title may carry in front or at the end, `column` the name of the list
    it stands in. Body and year come from the wordings; only a title without a year takes it from the
    column's name, the address or the date of publication (YYYY-MM-DD). Pure; never raises.
    """
    expected = _expected(column, url)
    reading: TitleReading | None = None
    refusal = ""
    for wording in (title, anchor):
        if not wording or not wording.strip():
            continue
        try:
            found = _read(_without_site(wording, site_name), expected)
        except Refused as refused:
            if refused.beside:
                return TitleReading(False, None, None, refused.reason)
            refusal = refusal or refused.reason
            continue
        reading = found if reading is None else _merge(reading, found)
    if reading is None:
        return TitleReading(False, None, None, refusal or "no title")
    if reading.year is not None or not reading.year_in_title:
        return reading
    return _with_hints(reading, column, url, published)


def names_collection(title: str) -> bool:
    """Whether a title names the annual reports of many bodies: a list, a page or an archive of them.

    By a word for a collection behind the name of the report, or by several bodies before it. Pages about
    reports (who published, how to write one) are no collections.
    """
    folded = fold(title.strip()[:_LONGEST])
    text = blank_dates(_EXTENSION.sub("", folded.text))
    names = list(words.NAME.finditer(text))
    if not names:
        return False
    name, rest = names[-1], leftover(text[names[-1].end() :])
    before = text[: name.start()]
    if words.COMPANION.search(text) or words.COMPANION_IN_PREFIX.search(before):
        return False
    body = body_before(folded, text, 0, name.start(), year_marks(text), name["subject"]) or ""
    if words.ENTERPRISE.search(body):
        return False
    many = names_many(body) or any(map(names_many, brackets_after(text[name.end() :])))
    return bool(words.COLLECTED.fullmatch(rest)) or (many and not rest)


def _without_site(wording: str, site_name: str | None) -> str:
    """The wording without the site's name at its end, unless nothing else is left."""
    if site_name and len(site_name) > 2 and wording.rstrip().endswith(site_name):
        shorter = wording.rstrip().removesuffix(site_name).rstrip("-_|—–· \t\n")
        return shorter or wording
    return wording


def _expected(column: str | None, url: str | None) -> bool | None:
    """Whether the page stands where annual reports stand: yes, no (somewhere else), None (not known)."""
    if column:
        return is_column_name(column) or year_of_column(normalise_title(column)) is not None
    path = (url or "").partition("://")[2].partition("/")[2]
    if words.LOOKALIKE_SLUG.search(path):
        return False
    return True if words.REPORT_SLUG.search(path) else None


def _merge(first: TitleReading, second: TitleReading) -> TitleReading:
    if first.reason.endswith("(cut off)"):
        first, second = second, first
    body = first.body_mention or second.body_mention
    return replace(first, body_mention=body, year=first.year or second.year)


def _with_hints(
    reading: TitleReading, column: str | None, url: str | None, published: str | None
) -> TitleReading:
    hint: tuple[int, str] | None = None
    if column and (year := year_of_column(normalise_title(column))) is not None:
        hint = year, "year from the column's name"
    elif url and (hint := year_of_address(url)) is not None:
        pass
    elif published and (year := year_of_publication(published)) is not None:
        hint = year, "year from publication date"
    if hint is None:
        return replace(reading, year_in_title=False)
    return replace(reading, year=hint[0], reason=f"{reading.reason}; {hint[1]}", year_in_title=False)


_EXTENSION = re.compile(
    r"(?i)\.(?:pdf|docx?|wps|xlsx?|s?html?|jhtml|rtf|ofd|zip|rar|7z|txt|jpe?g|png|tiff?)(?:[(\[][0-9.]+[km]b?[)\]])?$"
)
_CUT = re.compile(r"(?:\.{2,}|…|·{3,})$")


_LONGEST = 200  # characters; what is longer is a text, of which the title can only be the beginning


def _read(wording: str, expected: bool | None) -> TitleReading:
    folded = fold(wording.strip()[:_LONGEST])
    text = _EXTENSION.sub("", folded.text)
    cut_off = _CUT.search(text) is not None
    text = blank_dates(_CUT.sub("", text))
    region = region_of(folded, text)
    names = list(words.NAME.finditer(text, region.start, region.end))
    if names:
        while len(names) > 1 and text[names[-1].start() - 1] in "([":  # the same again in brackets
            names.pop()
        start = names[-2].end() if len(names) > 1 else region.start
        return _with_name(folded, text, replace(region, start=start), names[-1])
    name = words.CUT_NAME.search(text, region.start, region.end)
    if name and (cut_off or "年度" in name["kind"]):
        return _with_name(folded, text, region, name, cut_off=True)
    name = words.WEAK_NAME.search(text, region.start, region.end) if expected else None
    if name:
        return _with_name(folded, text, region, name)
    return _without_name(text, expected)


def _with_name(
    folded: Folded, text: str, region: Region, name: re.Match[str], *, cut_off: bool = False
) -> TitleReading:
    if any(map(names_many, brackets_after(text[name.end() : region.end]))):
        raise Refused("a list of many bodies")
    marks = year_marks(text)
    start, end = region.start + label_length(text[region.start : name.start()]), name.start()
    sender = None
    rest = leftover(text[name.end() : region.end])
    if rest and not is_site_name(folded, text[: region.end], rest):
        sender = carried(text[start:end], rest, words.NOTICED)
        if sender is not None:
            start += sender.end()
        elif rest not in words.ANNOUNCED:
            raise Refused("text after the name of the report: " + rest)
    before = text[start:end]
    if words.COMPANION.search(before) or words.COMPANION_IN_PREFIX.search(before):
        raise Refused("a page about a report, not the report")
    subject = name["subject"]
    if not subject.startswith(("政府", "政务")) and words.OTHER_SUBJECT.search(before):
        raise Refused("disclosure of another kind")
    body = body_before(folded, text, start, end, marks, subject)
    body = more_exactly(body, body_in_brackets(text[name.end() : region.end]))
    if body is None and sender is not None:
        offset = start - sender.end()
        body = folded.printed(offset, offset + len(sender["body"])) or None
    body = body or region.outer_body
    check_body(body, subject)
    year = _year(text, marks, region, name, start)
    several = year is None and spans_years(text[region.start : region.end])
    _check_name(name[0], subject, year is not None or several, body, cut_off)
    if several:
        return TitleReading(True, body, None, "several years in the title", year_in_title=False)
    return TitleReading(True, body, year, "the name of a report" + (" (cut off)" if cut_off else ""))


def _check_name(phrase: str, subject: str, dated: bool, body: str | None, cut_off: bool) -> None:
    """A plain 报告 is an annual report only with a year, and only one on 信息公开."""
    if cut_off:
        if not dated:
            raise Refused("cut off before the name of a report", beside=False)
    elif "年度" not in phrase and "年报" not in phrase and "年底" not in phrase:
        if not dated or not ("信息" in subject or "资讯" in subject):
            raise Refused("a report on disclosure, but not of a year", beside=False)
    elif not dated and body is None and "报告" not in phrase:
        raise Refused("the name of a column", beside=False)


def _year(text: str, marks: list[YearMark], region: Region, name: re.Match[str], start: int) -> int | None:
    """The year nearest to the name of the report: inside it, before it, after it, then outside the region.

    A bare number counts where nothing is called a year.
    """
    if spans_years(text[region.start : region.end]):
        return None
    marks = [mark for mark in marks if mark.named] or marks
    inside = [mark.year for mark in marks if name.start() <= mark.start < name.end()]
    before = [mark.year for mark in marks if start <= mark.start < name.start()]
    after = [mark.year for mark in marks if name.end() <= mark.start < region.end]
    outside = [mark.year for mark in marks if not start <= mark.start < region.end]
    nearest = inside or before[::-1] or after or (outside if len(set(outside)) == 1 else [])
    return nearest[0] if nearest else None


def _without_name(text: str, expected: bool | None) -> TitleReading:
    bare = text.strip(EDGES + "()[]")
    if words.BARE_YEAR.fullmatch(bare) and (expected or (expected is None and bare.endswith("年度"))):
        marks = year_marks(bare)
        if marks:
            return TitleReading(True, None, marks[0].year, "a year alone, where reports stand")
    raise Refused("no name of an annual report", beside=words.EXPLAINING.search(text) is not None)
