"""Documents, readings and the reports made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base
from models.schema.crawling import SERIAL
from models.schema.types import Structure


class Document(Base):
    """The bytes of a page or file that may be a report."""

    __tablename__ = "documents"
    __table_args__ = (
        Index(None, "first_seen"),
        Index(None, "outcome", "sha256"),
        {"comment": "Pages and files taken for reports, by the digest of their bytes."},
    )

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="Digest of the bytes.")
    content_type: Mapped[str | None] = mapped_column(comment="Content-Type header.")
    size: Mapped[int | None] = mapped_column(comment="Bytes.")
    archive_file: Mapped[str | None] = mapped_column(comment="Archive file, relative to the archive folder.")
    archive_offset: Mapped[int | None] = mapped_column(comment="Byte offset of the archived record.")
    archive_length: Mapped[int | None] = mapped_column(comment="Length of the archived record in bytes.")
    first_seen: Mapped[datetime] = mapped_column(comment="First sighting (UTC).")
    attempts: Mapped[int] = mapped_column(comment="Parse attempts begun and not ended.")
    quarantine_failure: Mapped[str | None] = mapped_column(
        comment="Failure class for which it was given up; empty otherwise."
    )
    quarantine_detail: Mapped[str | None] = mapped_column(comment="That failure in words.")
    outcome: Mapped[str | None] = mapped_column(
        comment="Outcome of its reading, repeated here so that what waits is found at once; "
        "empty until it is read."
    )


class Source(Base):
    """An address at which a document was found."""

    __tablename__ = "sources"
    __table_args__ = (
        Index(None, "sha256"),
        Index(None, "parent_url"),
        {"comment": "Where documents were found; one report may have many sources."},
    )

    url: Mapped[str] = mapped_column(primary_key=True, comment="Address.")
    sha256: Mapped[str] = mapped_column(
        ForeignKey("documents.sha256"), primary_key=True, comment="Document found there."
    )
    host: Mapped[str] = mapped_column(comment="Host of the address.")
    title: Mapped[str | None] = mapped_column(comment="Title in the list or on the page.")
    published: Mapped[str | None] = mapped_column(comment="Date of publication (ISO) as the portal gives it.")
    column_url: Mapped[str | None] = mapped_column(comment="Column that lists it.")
    platform: Mapped[str | None] = mapped_column(comment="Site platform.")
    province: Mapped[str | None] = mapped_column(comment="Name of the spider that found it.")
    province_code: Mapped[str | None] = mapped_column(comment="Code of the province of that spider.")
    host_division: Mapped[str | None] = mapped_column(comment="Code of the division that runs the host.")
    site_name: Mapped[str | None] = mapped_column(comment="Name of the site as the page gives it.")
    site_code: Mapped[str | None] = mapped_column(comment="网站标识码 of the site.")
    publisher: Mapped[str | None] = mapped_column(comment="Publishing body of the metadata block.")
    index_number: Mapped[str | None] = mapped_column(comment="索引号 of the metadata block.")
    parent_url: Mapped[str | None] = mapped_column(comment="For an attachment: the page it hangs on.")
    first_seen: Mapped[datetime] = mapped_column(comment="First sighting (UTC).")
    last_seen: Mapped[datetime] = mapped_column(comment="Last sighting (UTC).")


class Report(Base):
    """One annual report: a body and a year."""

    __tablename__ = "reports"
    __table_args__ = (
        Index(None, "report_year", "body_id"),
        {"comment": "Annual reports, one per issuing body and report year."},
    )

    body_id: Mapped[str] = mapped_column(
        ForeignKey("bodies.body_id"), primary_key=True, comment="Issuing body."
    )
    report_year: Mapped[int] = mapped_column(primary_key=True, comment="Year reported on.")
    division_code: Mapped[str] = mapped_column(comment="Code of the body's division in force in that year.")


class Version(Base):
    """One text of a report."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("body_id", "report_year", "content_hash"),
        Index(None, "report_year", "body_id", "published"),
        ForeignKeyConstraint(
            ["body_id", "report_year"],
            ["reports.body_id", "reports.report_year"],
            ondelete="CASCADE",
            name="fk_versions_report",
        ),
        {
            "comment": "Texts of reports: a corrected report has several, the older ones are kept.",
            "sqlite_autoincrement": True,
        },
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, comment="Number inside this database only.")
    body_id: Mapped[str] = mapped_column(comment="Issuing body.")
    report_year: Mapped[int] = mapped_column(comment="Year reported on.")
    content_hash: Mapped[str] = mapped_column(comment="Digest of the figures and the chapter text.")
    rank: Mapped[int] = mapped_column(comment="1 for the oldest text of the report, rising.")
    is_current: Mapped[bool] = mapped_column(Boolean, comment="True for the text with the highest rank.")
    published: Mapped[str | None] = mapped_column(
        comment="Earliest date (ISO) given by the sources nearest to the body."
    )
    sha256: Mapped[str] = mapped_column(comment="Document whose reading the figures are taken from.")
    part: Mapped[int] = mapped_column(comment="Part of that document; 0 for the whole.")
    title: Mapped[str | None] = mapped_column(comment="Title as printed.")
    body_mention: Mapped[str | None] = mapped_column(comment="Issuing body as the document names it.")
    generation: Mapped[str | None] = mapped_column(comment="Format of the report: G1, G2, G3 or G4.")
    table_generations: Mapped[Any] = mapped_column(
        Structure, comment="Format of each table as JSON: a 2023 report may carry a table of 2019."
    )
    scope: Mapped[str | None] = mapped_column(comment="`own` or `consolidated`; never add up the two.")
    carrier: Mapped[str | None] = mapped_column(comment="Carrier of that document: `html`, `pdf`, …")
    chosen: Mapped[str | None] = mapped_column(
        comment="Why the figures are taken from that document and from no other that carries this text."
    )
    text_sha256: Mapped[str | None] = mapped_column(
        comment="Document from which the chapters are taken, where it is another one."
    )
    text_part: Mapped[int | None] = mapped_column(comment="Part of that document.")


class Reading(Base):
    """What one document, or one part of it, says."""

    __tablename__ = "readings"
    __table_args__ = (
        Index(None, "body_id", "report_year"),
        Index(None, "version_id"),
        {"comment": "What the parser read in each document; reports and versions are derived from it."},
    )

    sha256: Mapped[str] = mapped_column(
        ForeignKey("documents.sha256"), primary_key=True, comment="The document."
    )
    part: Mapped[int] = mapped_column(
        primary_key=True, comment="0 for the whole document, 1… for the single reports of a collection."
    )
    parser_version: Mapped[str] = mapped_column(comment="Version of the parsers.")
    outcome: Mapped[str] = mapped_column(
        comment="`report`, `not_report`, `unreadable`, `blank_form` or `several_reports`."
    )
    carrier: Mapped[str | None] = mapped_column(comment="Carrier of the document.")
    title: Mapped[str | None] = mapped_column(comment="Title as printed.")
    body_mention: Mapped[str | None] = mapped_column(comment="Issuing body as the document names it.")
    printed_year: Mapped[int | None] = mapped_column(comment="Report year as the document gives it.")
    error: Mapped[str | None] = mapped_column(comment="Failure class and sentence of an unreadable document.")
    content_hash: Mapped[str | None] = mapped_column(
        comment="Digest of figures and chapter text; empty where it is no report."
    )
    figures_hash: Mapped[str | None] = mapped_column(comment="Digest of the figures alone.")
    body_id: Mapped[str | None] = mapped_column(
        ForeignKey("bodies.body_id"), comment="Body it was resolved to; empty while it waits for review."
    )
    report_year: Mapped[int | None] = mapped_column(comment="Year it was filed under; empty like the body.")
    division_code: Mapped[str | None] = mapped_column(comment="Code of the body's division in that year.")
    evidence: Mapped[str | None] = mapped_column(comment="What the resolution of the body rests on.")
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("versions.id", ondelete="SET NULL"), comment="Version it is a copy of."
    )
    record: Mapped[bytes] = mapped_column(
        LargeBinary, comment="The whole record of the parser: canonical JSON, zlib-compressed."
    )


class Figure(Base):
    """One cell of a version."""

    __tablename__ = "figures"
    __table_args__ = (
        Index(None, "cell_id"),
        {
            "comment": "The figures, one row per cell of the statutory tables; empty cells included.",
            "sqlite_with_rowid": False,
        },
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, comment="Version it belongs to."
    )
    cell_id: Mapped[str] = mapped_column(
        primary_key=True, comment="Cell of the form: `requests.new@natural_person`, `review.upheld`, …"
    )
    value_int: Mapped[int | None] = mapped_column(comment="Count; empty where nothing is printed.")
    value_decimal: Mapped[str | None] = mapped_column(
        comment="Money as an exact decimal in the unit of the cell (万元 in table 2)."
    )
    state: Mapped[str | None] = mapped_column(
        comment="`blank`, `slash`, `dash`, `text`, `missing`, `inferred`, `corrected`; "
        "empty for a plain number."
    )
    raw: Mapped[str | None] = mapped_column(comment="Printed text where it is not a plain number.")
    place: Mapped[str | None] = mapped_column(
        comment="Place in the source: table, row and column, or page and box."
    )
    uncertain: Mapped[bool] = mapped_column(
        Boolean, comment="True where the parser does not vouch for the value."
    )


class ChapterRow(Base):
    """One chapter of a version."""

    __tablename__ = "chapters"
    __table_args__ = ({"comment": "Chapters of the reports as clean text."},)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, comment="Version it belongs to."
    )
    position: Mapped[int] = mapped_column(primary_key=True, comment="Order in the document, from 1.")
    no: Mapped[int] = mapped_column(comment="Number in the form, 1 to 6; 0 for what precedes chapter one.")
    title: Mapped[str] = mapped_column(comment="Heading as printed.")
    text: Mapped[str] = mapped_column(comment="Text without the heading.")


class Finding(Base):
    """A failing check."""

    __tablename__ = "findings"
    __table_args__ = ({"comment": "Failing checks; originals are never repaired."},)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"),
        primary_key=True,
        comment="Version in which the check fails.",
    )
    check_id: Mapped[str] = mapped_column(
        primary_key=True, comment="Relation with its instance: `G4.T3.balance[total]`."
    )
    kind: Mapped[str] = mapped_column(
        comment="`record`: inside one report; `sources`: between its documents; "
        "`corpus`: against the year before; `copied`, `alike`, `rollup`, `scale`, `narrative`: "
        "see docs/findings.md."
    )
    severity: Mapped[str | None] = mapped_column(
        comment="`error`, `warning` or `info`, where the relation has one."
    )
    cells: Mapped[Any] = mapped_column(
        Structure, comment="Cell ids concerned, as JSON; `prev:` marks cells of the year before."
    )
    detail: Mapped[str] = mapped_column(comment="The two sides in words.")
    previous_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"),
        comment="Version it was held against: of the year before, or of another body.",
    )


class ComparisonRow(Base):
    """A further document of a version, compared with the accepted one."""

    __tablename__ = "comparisons"
    __table_args__ = (
        {"comment": "Further documents of each version, compared cell by cell with the accepted one."},
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, comment="Version it belongs to."
    )
    sha256: Mapped[str] = mapped_column(primary_key=True, comment="The further document.")
    part: Mapped[int] = mapped_column(primary_key=True, comment="Part of that document.")
    carrier: Mapped[str | None] = mapped_column(comment="Its carrier.")
    agreeing: Mapped[int] = mapped_column(comment="Cells with the same value in both.")
    disagreeing: Mapped[int] = mapped_column(
        comment="Cells with different values that both readings vouch for."
    )
    doubtful: Mapped[int] = mapped_column(
        comment="Cells with different values, one of which at least its reading does not vouch for."
    )
    uncompared: Mapped[int] = mapped_column(comment="Cells that only one of the two documents holds.")


class DisagreementRow(Base):
    """A cell that a further document gives differently."""

    __tablename__ = "disagreements"
    __table_args__ = (
        {"comment": "Cells in which a further document differs from the accepted one; none is decided here."},
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, comment="Version it belongs to."
    )
    cell_id: Mapped[str] = mapped_column(primary_key=True, comment="The cell.")
    sha256: Mapped[str] = mapped_column(primary_key=True, comment="The further document.")
    part: Mapped[int] = mapped_column(primary_key=True, comment="Part of that document.")
    value: Mapped[str | None] = mapped_column(comment="Accepted value; empty where nothing is printed.")
    other_value: Mapped[str | None] = mapped_column(comment="Value of the further document.")
    other_state: Mapped[str | None] = mapped_column(comment="State of the cell there.")
    other_raw: Mapped[str | None] = mapped_column(comment="Printed text there, where it is no plain number.")
    other_place: Mapped[str | None] = mapped_column(comment="Place in the further document.")
    vouched: Mapped[bool] = mapped_column(
        Boolean, comment="True where both readings vouch for their value: then it is a finding."
    )


class Judgement(Base):
    """What a person decided about a cell; rows are only ever added, the latest one counts."""

    __tablename__ = "judgements"
    __table_args__ = (
        {"comment": "Decisions of persons about cells of documents. They stand beside the readings."},
    )

    sha256: Mapped[str] = mapped_column(
        ForeignKey("documents.sha256"),
        primary_key=True,
        comment="The document that was looked at; changed bytes are another document.",
    )
    part: Mapped[int] = mapped_column(primary_key=True, comment="Part of that document.")
    cell_id: Mapped[str] = mapped_column(primary_key=True, comment="The cell.")
    at: Mapped[datetime] = mapped_column(primary_key=True, comment="When it was decided (UTC).")
    value: Mapped[str | None] = mapped_column(comment="Value decided on; empty where nothing is printed.")
    state: Mapped[str | None] = mapped_column(
        comment="`blank`, `slash`, `dash` or `text` where there is no value."
    )
    author: Mapped[str] = mapped_column(comment="Who decided.")
    note: Mapped[str | None] = mapped_column(comment="Why, in words.")
    read_value: Mapped[str | None] = mapped_column(comment="What the parser had read when it was decided.")
    read_state: Mapped[str | None] = mapped_column(comment="State that the parser had given.")
    parser_version: Mapped[str] = mapped_column(comment="Version of that parser.")


class Difference(Base):
    """What a version changed against the one before it."""

    __tablename__ = "differences"
    __table_args__ = ({"comment": "Changes between successive versions of a report."},)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, comment="The later version."
    )
    kind: Mapped[str] = mapped_column(primary_key=True, comment="`figure` or `chapter`.")
    item: Mapped[str] = mapped_column(
        primary_key=True, comment="Cell id, or number and title of the chapter."
    )
    before: Mapped[str | None] = mapped_column(comment="Value or text of the earlier version.")
    after: Mapped[str | None] = mapped_column(comment="Value or text of the later version.")


class ReviewItem(Base):
    """A reading that waits for a person."""

    __tablename__ = "review_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sha256", "part"],
            ["readings.sha256", "readings.part"],
            ondelete="CASCADE",
            name="fk_review_items_reading",
        ),
        {"comment": "Readings that could not be filed without guessing."},
    )

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="The document.")
    part: Mapped[int] = mapped_column(primary_key=True, comment="Its part.")
    reason: Mapped[str] = mapped_column(
        primary_key=True,
        comment="`no_year`, `year_conflict`, `published_too_early`, `unknown_body`, `ambiguous_body`, "
        "`body_conflict`.",
    )
    detail: Mapped[str] = mapped_column(comment="The reason in words.")
    candidates: Mapped[Any] = mapped_column(Structure, comment="Body ids that come into question, as JSON.")


class Setting(Base):
    """A fact about the database itself."""

    __tablename__ = "settings"
    __table_args__ = ({"comment": "Facts about this database, such as the digest of the loaded registry."},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="Name of the fact.")
    value: Mapped[str] = mapped_column(comment="Its value.")
