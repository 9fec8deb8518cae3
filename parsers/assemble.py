"""From a document to its record: tables read, cells filled, identity and outcome decided, checks run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.chapters import read_chapters
from parsers.checks import run_checks
from parsers.document import Document, Paragraph
from parsers.formats.disputes import read_disputes
from parsers.formats.inference import doubt_dotted_thousands, infer
from parsers.formats.older.fill import fill_prose, fill_statistics, outcome_of
from parsers.formats.older.statistics import Statistics, read_statistics
from parsers.formats.proactive import read_proactive
from parsers.formats.requests import read_requests
from parsers.formats.result import TableReading, put_cells
from parsers.formats.sections import Sections, sections
from parsers.formats.settle import doubt_unvouched, settle, unsure_cells
from parsers.formats.spec import TABLES, formats, markers
from parsers.hints import Hints
from parsers.identity import Identity, body_outside_title, identify, scope_of
from parsers.parts import split_reports
from parsers.record import Generation, Outcome, Record
from parsers.words import letters, plain

_FEWEST_ROWS = 3
_FEWEST_ROWS_BEFORE = 10  # in a report of a year before the form: a whole table, no likeness
_FIRST_YEAR = 2019
_YEAR_MENTION = re.compile(r"(20\d{2})\s*年")
_NO_ORGAN = ("an enterprise", "not an administrative organ")
_BESIDE = ("a page about a report", "text after the name", "a list of")
_FEWEST_CHAPTERS = 4
_FEWEST_LETTERS = 200


@dataclass(slots=True)
class _Tables:
    proactive: TableReading
    requests: TableReading
    disputes: TableReading

    def statutory(self, titled: bool, year: int | None) -> bool:
        """Whether the document holds tables of the official form; under a report's title a piece of one
        is enough, but not in a report of a year before the form."""
        least = 1 if titled else _FEWEST_ROWS
        if year is not None and year < _FIRST_YEAR:
            least = _FEWEST_ROWS_BEFORE
        return (
            self.requests.rows_found >= least
            or self.proactive.rows_found >= least
            or (self.disputes.rows_found > 0 and self.disputes.figures > 0)
        )

    def complete(self) -> bool:
        """Whether all three tables were found."""
        return bool(self.proactive.cells and self.requests.cells and self.disputes.cells)

    @property
    def figures(self) -> int:
        return self.proactive.figures + self.requests.figures + self.disputes.figures

    def marked(self) -> bool:
        """Whether any cell says something: a figure, a dash, a word."""
        return any(
            placed.reading.state in (None, "slash", "dash", "text")
            for table in (self.proactive, self.requests, self.disputes)
            for placed in table.cells.values()
        )


def assemble(document: Document, source: str, digest: str, hints: Hints) -> Record:
    """The record of one document; of several reports in one document, a record with `parts`."""
    parts = split_reports(document, hints)
    if parts:
        record = Record(source, digest, document.carrier, "several_reports")
        record.title = hints.title or (document.titles[0] if document.titles else None)
        record.parts = [_single(part, source, digest, hints) for part in parts]
        record.attachments = document.attachments
        record.warnings = [*document.warnings, f"{len(parts)} reports in one document"]
        return record
    return _single(document, source, digest, hints)


def _single(document: Document, source: str, digest: str, hints: Hints) -> Record:
    record = Record(source, digest, document.carrier, "report")
    identity = identify(
        document, hints.title, site_name=hints.site_name, url=hints.url, published=hints.published
    )
    # What belongs to a form of before 2019 is read as such, and never met by the readers of the later forms.
    statistics = read_statistics(document, identity.year)
    main = document if statistics is None else statistics.rest
    tables = _read(main, sections(main))
    later = tables.statutory(identity.reading.is_report, identity.year)
    free = statistics is not None or (identity.year is not None and identity.year < _FIRST_YEAR)
    record.warnings = list(document.warnings)
    record.title, record.year = identity.title, identity.year
    record.body_mention = identity.reading.body_mention
    record.attachments = document.attachments
    record.chapters = read_chapters(
        main.blocks, identity.title if identity.reading.is_report else None, free=free and not later
    )
    record.outcome = _outcome(document, identity, tables, statistics, record)
    if record.outcome == "not_report":
        record.chapters, record.body_mention, record.year = [], None, None
        return record
    if record.body_mention is None:
        record.body_mention = body_outside_title(document)
    if record.outcome == "report":
        if later:
            _fill(record, tables)
        else:
            record.generation = _older_generation(document, record.year)
            if statistics is None:
                record.warnings.append("no tables of the official form; only the text was read")
        record.scope = scope_of(
            record.body_mention,
            hints.published or document.published,
            [c.text for c in record.chapters],
            record.values,
        )
        record.checks = (
            run_checks(
                record.values,
                record.states,
                record.table_generations,
                record.chapters,
                _years(identity, record),
            )
            if record.values
            else []
        )
        if statistics is not None:
            fill_statistics(record, statistics, alone=not later)
            doubt_unvouched(record, unsure_cells(document))
        elif not later:
            fill_prose(record)
    return record


def _read(document: Document, found: Sections) -> _Tables:
    textual = document.carrier == "text"
    recognised = document.carrier in ("pdf_scan", "image")
    tables = _Tables(
        read_proactive(found.proactive, recognised=recognised),
        read_requests(found.requests, textual=textual, recognised=recognised),
        read_disputes(found.disputes),
    )
    unsure = unsure_cells(document)
    settle((tables.proactive, tables.requests, tables.disputes), unsure, recognised=recognised)
    infer(tables.requests)
    doubt_dotted_thousands((tables.proactive, tables.requests, tables.disputes))
    return tables


def _outcome(
    document: Document,
    identity: Identity,
    tables: _Tables,
    statistics: Statistics | None,
    record: Record,
) -> Outcome:
    """Tables beat the title, except that an enterprise's page and an explanation are no reports whatever they
    hold."""
    reading = identity.reading
    if not reading.is_report and reading.reason.startswith(_NO_ORGAN):
        record.warnings.append(f"not taken for a report: {reading.reason}")
        return "not_report"
    if identity.explains is not None:
        though = ", though it holds figures" if tables.figures else ""
        record.warnings.append(f"explains a report and is none{though}: {identity.explains}")
        return "not_report"
    if tables.statutory(reading.is_report, identity.year):
        if (
            not reading.is_report
            and reading.reason.startswith(_BESIDE)
            and not (tables.complete() and len(record.chapters) >= _FEWEST_CHAPTERS)
        ):
            record.warnings.append(f"holds figures, but by its title no report: {reading.reason}")
            return "not_report"
        nameless = not (reading.is_report and reading.body_mention)
        if not tables.figures and (nameless and (record.year is None or not tables.marked())):
            return "blank_form"
        return "report"
    if statistics is not None:
        outcome, why = outcome_of(statistics, reading, record.year)
        if why is not None:
            record.warnings.append(why)
        return outcome
    if not reading.is_report:
        record.warnings.append(f"no tables of the form, and by its title no report: {reading.reason}")
        return "not_report"
    text = sum(len(block.text) for block in document.blocks if isinstance(block, Paragraph))
    if text < _FEWEST_LETTERS or (len(record.chapters) < 2 and text < 5 * _FEWEST_LETTERS):
        record.warnings.append(
            "the title of a report without its text; the report may be in an attachment"
            if record.attachments
            else "the title of a report without its text"
        )
        return "not_report"
    return "report"


def _fill(record: Record, tables: _Tables) -> None:
    """Put the cells of the tables into the record."""
    fallback = "G3" if record.year in (2019, 2020) else "G4"
    requests = tables.requests.generation or tables.proactive.generation or fallback
    proactive = tables.proactive.generation or tables.requests.generation or fallback
    record.generation = "G3" if proactive == "G3" else "G4"
    record.table_generations = {"proactive": proactive, "requests": requests}
    generations = {"proactive": proactive, "requests": requests, "disputes": record.generation}
    for name, table in zip(TABLES, (tables.proactive, tables.requests, tables.disputes), strict=True):
        if not table.cells:
            record.warnings.append(f"the table {name} was not found")
        table.complete(formats()[generations[name]].cells(name))
        record.warnings.extend(table.warnings)
        put_cells(record, table.cells)


def _older_generation(document: Document, year: int | None) -> Generation | None:
    """The generation of a report without the tables: by the words that only one prints, then by its year."""
    text = letters("".join(plain(paragraph.text) for paragraph in document.paragraphs())[:200_000])
    older: tuple[Generation, ...] = ("G2", "G1")
    for generation in older:
        if sum(1 for word in markers()[generation] if letters(word) in text) >= 2:
            return generation
    if year is None:
        return None
    return "G1" if year < 2014 else "G2" if year < 2019 else "G3" if year < 2021 else "G4"


def _years(identity: Identity, record: Record) -> dict[str, int | None]:
    opening = next((chapter.text for chapter in record.chapters if chapter.no == 1), "")
    mentions = [int(year) for year in _YEAR_MENTION.findall(opening)]
    most = max(set(mentions), key=mentions.count) if mentions else None
    return {
        "title": identity.reading.year if identity.reading.year_in_title else None,
        "reporting period": identity.period,
        "chapter one": most,
    }
