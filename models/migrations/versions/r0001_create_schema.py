"""Create the schema of the corpus."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
COUNT = sa.BigInteger()
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean()

TABLES = (
    "columns",
    "divisions",
    "documents",
    "events",
    "portals",
    "runs",
    "settings",
    "bodies",
    "division_names",
    "fetches",
    "lists",
    "sources",
    "body_keys",
    "body_names",
    "reports",
    "versions",
    "chapters",
    "differences",
    "figures",
    "findings",
    "readings",
    "review_items",
)


def upgrade() -> None:
    op.create_table(
        "columns",
        sa.Column("url", WORDS, nullable=False, comment="Address of the column."),
        sa.Column("title", WORDS, nullable=False, comment="Its title."),
        sa.Column("host", WORDS, nullable=False, comment="Its host."),
        sa.Column("platform", WORDS, nullable=False, comment="Site platform whose rules read it."),
        sa.Column("reason", WORDS, nullable=False, comment="Fingerprint that chose the platform."),
        sa.Column("via", WORDS, nullable=False, comment="How the column was found."),
        sa.Column("province", WORDS, nullable=False, comment="Name of the spider."),
        sa.Column("division", WORDS, comment="Code of the division that runs the host."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="First time it was recognised (UTC)."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Last time it was recognised (UTC)."),
        sa.PrimaryKeyConstraint("url", name="pk_columns"),
        comment="Pages recognised as columns of annual reports.",
    )

    op.create_table(
        "divisions",
        sa.Column(
            "division_id",
            WORDS,
            nullable=False,
            comment="Stable id: the first code of the division, `000000` for the nation.",
        ),
        sa.Column(
            "level",
            COUNT,
            nullable=False,
            comment="0 nation, 1 province, 2 prefecture, 3 county, 4 township.",
        ),
        sa.Column("kind", WORDS, nullable=False, comment="Kind as registered: 直辖市, 县, 镇, 街道, …"),
        sa.Column("name", WORDS, nullable=False, comment="Newest name."),
        sa.Column("full_name", WORDS, nullable=False, comment="Newest name with those of its ancestors."),
        sa.Column("code", WORDS, nullable=False, comment="Newest code: 6 digits, or 9 for a township."),
        sa.Column("parent_id", WORDS, comment="Division above it; empty for the nation."),
        sa.Column("valid_from", COUNT, comment="First year, where known."),
        sa.Column("valid_to", COUNT, comment="Last year; empty while it exists."),
        sa.PrimaryKeyConstraint("division_id", name="pk_divisions"),
        comment="Administrative divisions; one row per identity, stable over renames and new codes.",
    )
    op.create_index("ix_divisions_code", "divisions", ["code"], unique=False)
    op.create_index("ix_divisions_parent_id", "divisions", ["parent_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("sha256", WORDS, nullable=False, comment="Digest of the bytes."),
        sa.Column("content_type", WORDS, comment="Content-Type header."),
        sa.Column("size", COUNT, comment="Bytes."),
        sa.Column("archive_file", WORDS, comment="Archive file, relative to the archive folder."),
        sa.Column("archive_offset", COUNT, comment="Byte offset of the archived record."),
        sa.Column("archive_length", COUNT, comment="Length of the archived record in bytes."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="First sighting (UTC)."),
        sa.Column("attempts", COUNT, nullable=False, comment="Parse attempts begun and not ended."),
        sa.Column(
            "quarantine_failure", WORDS, comment="Failure class for which it was given up; empty otherwise."
        ),
        sa.Column("quarantine_detail", WORDS, comment="That failure in words."),
        sa.PrimaryKeyConstraint("sha256", name="pk_documents"),
        comment="Pages and files taken for reports, by the digest of their bytes.",
    )
    op.create_index("ix_documents_first_seen", "documents", ["first_seen"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", SERIAL, nullable=False, comment="Rising number."),
        sa.Column("at", MOMENT, nullable=False, comment="When it was stored (UTC)."),
        sa.Column(
            "kind",
            WORDS,
            nullable=False,
            comment="`new`, `corrected`, `source_added`, `withdrawn` or `review`.",
        ),
        sa.Column("body_id", WORDS, comment="Body of the report; empty for a review."),
        sa.Column("report_year", COUNT, comment="Year of the report; empty for a review."),
        sa.Column("detail", WORDS, nullable=False, comment="Particulars as JSON."),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        comment="What happened to reports, in the order of the ids.",
        sqlite_autoincrement=True,
    )

    op.create_table(
        "portals",
        sa.Column("host", WORDS, nullable=False, comment="Host name, with its port if unusual."),
        sa.Column("name", WORDS, nullable=False, comment="Name of the site."),
        sa.Column("home", WORDS, nullable=False, comment="Address of the home page."),
        sa.Column("province", WORDS, nullable=False, comment="Name of the spider that covers it."),
        sa.Column("division", WORDS, comment="Code of the division that runs it."),
        sa.PrimaryKeyConstraint("host", name="pk_portals"),
        comment="Portals registered for crawling.",
    )

    op.create_table(
        "runs",
        sa.Column("id", SERIAL, nullable=False, comment="Number of the run."),
        sa.Column("command", WORDS, nullable=False, comment="The verb: `crawl`, `ingest`, …"),
        sa.Column("arguments", WORDS, nullable=False, comment="Its arguments as JSON."),
        sa.Column(
            "state", WORDS, nullable=False, comment="`running`, `finished`, `failed` or `interrupted`."
        ),
        sa.Column("started_at", MOMENT, nullable=False, comment="First start (UTC)."),
        sa.Column("finished_at", MOMENT, comment="End (UTC); empty while it runs."),
        sa.Column("hostname", WORDS, nullable=False, comment="Machine of the process that runs it."),
        sa.Column("pid", COUNT, nullable=False, comment="Its process id."),
        sa.Column(
            "process_mark",
            WORDS,
            nullable=False,
            comment="Boot and start time of the process: tells it from a later one with the same id.",
        ),
        sa.Column("summary", WORDS, nullable=False, comment="What came of it, as JSON."),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        comment="Runs of commands that write.",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_state", "runs", ["state"], unique=False)

    op.create_table(
        "settings",
        sa.Column("name", WORDS, nullable=False, comment="Name of the fact."),
        sa.Column("value", WORDS, nullable=False, comment="Its value."),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
        comment="Facts about this database, such as the digest of the loaded registry.",
    )

    op.create_table(
        "bodies",
        sa.Column(
            "body_id",
            WORDS,
            nullable=False,
            comment="`division_id/organ_kind`, with `/qualifier` where there is one.",
        ),
        sa.Column("division_id", WORDS, nullable=False, comment="Division the body belongs to."),
        sa.Column(
            "organ_kind", WORDS, nullable=False, comment="Kind of organ: `gov`, `gov_office`, `finance`, …"
        ),
        sa.Column(
            "qualifier", WORDS, nullable=False, comment="Tells bodies of one kind apart; mostly empty."
        ),
        sa.Column(
            "canonical_name",
            WORDS,
            nullable=False,
            comment="Newest division names and the kind's canonical name: a label, not the name of the year.",
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["divisions.division_id"], name="fk_bodies_division_id_divisions"
        ),
        sa.PrimaryKeyConstraint("body_id", name="pk_bodies"),
        sa.UniqueConstraint(
            "division_id", "organ_kind", "qualifier", name="uq_bodies_division_id_organ_kind_qualifier"
        ),
        comment="Issuing bodies seen in the corpus: division + kind of organ (+ qualifier).",
    )

    op.create_table(
        "division_names",
        sa.Column("division_id", WORDS, nullable=False, comment="The division."),
        sa.Column("position", COUNT, nullable=False, comment="Order in the registry, from 0."),
        sa.Column("name", WORDS, nullable=False, comment="Name in those years."),
        sa.Column("code", WORDS, nullable=False, comment="Code in those years."),
        sa.Column("valid_from", COUNT, comment="First year of this form, where known."),
        sa.Column("valid_to", COUNT, comment="Last year of this form; empty while in force."),
        sa.ForeignKeyConstraint(
            ["division_id"], ["divisions.division_id"], name="fk_division_names_division_id_divisions"
        ),
        sa.PrimaryKeyConstraint("division_id", "position", name="pk_division_names"),
        comment="Names and codes that divisions have borne; both years inclusive.",
    )
    op.create_index("ix_division_names_code", "division_names", ["code"], unique=False)

    op.create_table(
        "fetches",
        sa.Column("run_id", SERIAL, nullable=False, comment="The run."),
        sa.Column("url", WORDS, nullable=False, comment="Address asked for."),
        sa.Column("at", MOMENT, nullable=False, comment="When the answer was complete (UTC)."),
        sa.Column("host", WORDS, nullable=False, comment="Host of the address."),
        sa.Column("status", COUNT, comment="HTTP status; empty where no answer came."),
        sa.Column("failure", WORDS, comment="Failure class; empty for a good answer."),
        sa.Column("detail", WORDS, nullable=False, comment="The failure in words."),
        sa.Column("final_url", WORDS, comment="Address after redirects, where another."),
        sa.Column("sha256", WORDS, comment="Digest of the body."),
        sa.Column("content_type", WORDS, comment="Content-Type header."),
        sa.Column("size", COUNT, nullable=False, comment="Bytes of the body."),
        sa.Column("etag", WORDS, comment="ETag header."),
        sa.Column("last_modified", WORDS, comment="Last-Modified header."),
        sa.Column("archive_file", WORDS, comment="Archive file, relative to the archive folder."),
        sa.Column("archive_offset", COUNT, comment="Byte offset of the archived record."),
        sa.Column("archive_length", COUNT, comment="Length of the archived record in bytes."),
        sa.Column("via", WORDS, nullable=False, comment="`crawl` or `ingest`."),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_fetches_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "url", "at", name="pk_fetches"),
        comment="Every attempt to get an address, successful or not.",
    )
    op.create_index("ix_fetches_sha256", "fetches", ["sha256"], unique=False)
    op.create_index("ix_fetches_url_fetches_at", "fetches", ["url", "at"], unique=False)

    op.create_table(
        "lists",
        sa.Column("run_id", SERIAL, nullable=False, comment="The run."),
        sa.Column("column_url", WORDS, nullable=False, comment="First page of the list."),
        sa.Column("pages", COUNT, nullable=False, comment="Pages read."),
        sa.Column("rows", COUNT, nullable=False, comment="Distinct rows on all pages, reports or not."),
        sa.Column("reports", COUNT, nullable=False, comment="Rows that look like annual reports."),
        sa.Column("promised_rows", COUNT, comment="Rows the list says it has."),
        sa.Column("promised_pages", COUNT, comment="Pages the list says it has."),
        sa.Column("failure", WORDS, comment="Failure class where the walk fell short."),
        sa.Column("detail", WORDS, nullable=False, comment="The failure in words."),
        sa.Column("at", MOMENT, nullable=False, comment="When the walk ended (UTC)."),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_lists_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "column_url", name="pk_lists"),
        comment="Lists walked, with what they promised and what they gave.",
    )

    op.create_table(
        "sources",
        sa.Column("url", WORDS, nullable=False, comment="Address."),
        sa.Column("sha256", WORDS, nullable=False, comment="Document found there."),
        sa.Column("host", WORDS, nullable=False, comment="Host of the address."),
        sa.Column("title", WORDS, comment="Title in the list or on the page."),
        sa.Column("published", WORDS, comment="Date of publication (ISO) as the portal gives it."),
        sa.Column("column_url", WORDS, comment="Column that lists it."),
        sa.Column("platform", WORDS, comment="Site platform."),
        sa.Column("province", WORDS, comment="Name of the spider that found it."),
        sa.Column("province_code", WORDS, comment="Code of the province of that spider."),
        sa.Column("host_division", WORDS, comment="Code of the division that runs the host."),
        sa.Column("site_name", WORDS, comment="Name of the site as the page gives it."),
        sa.Column("site_code", WORDS, comment="网站标识码 of the site."),
        sa.Column("publisher", WORDS, comment="Publishing body of the metadata block."),
        sa.Column("index_number", WORDS, comment="索引号 of the metadata block."),
        sa.Column("parent_url", WORDS, comment="For an attachment: the page it hangs on."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="First sighting (UTC)."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Last sighting (UTC)."),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_sources_sha256_documents"),
        sa.PrimaryKeyConstraint("url", "sha256", name="pk_sources"),
        comment="Where documents were found; one report may have many sources.",
    )
    op.create_index("ix_sources_parent_url", "sources", ["parent_url"], unique=False)
    op.create_index("ix_sources_sha256", "sources", ["sha256"], unique=False)

    op.create_table(
        "body_keys",
        sa.Column("body_id", WORDS, nullable=False, comment="The body."),
        sa.Column("report_year", COUNT, nullable=False, comment="Year of the report it was met with."),
        sa.Column(
            "kind",
            WORDS,
            nullable=False,
            comment="`column` (address of the column), `site_code` or `publisher`.",
        ),
        sa.Column("value", WORDS, nullable=False, comment="The key itself."),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.body_id"], name="fk_body_keys_body_id_bodies"),
        sa.PrimaryKeyConstraint("body_id", "report_year", "kind", "value", name="pk_body_keys"),
        comment="Keys by which portals know a body; one key may serve several bodies.",
    )

    op.create_table(
        "body_names",
        sa.Column("body_id", WORDS, nullable=False, comment="The body."),
        sa.Column("report_year", COUNT, nullable=False, comment="Year of the report that names it so."),
        sa.Column("name", WORDS, nullable=False, comment="Name as the document gives it."),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.body_id"], name="fk_body_names_body_id_bodies"),
        sa.PrimaryKeyConstraint("body_id", "report_year", "name", name="pk_body_names"),
        comment="Every spelling of a body's name met in reports.",
    )

    op.create_table(
        "reports",
        sa.Column("body_id", WORDS, nullable=False, comment="Issuing body."),
        sa.Column("report_year", COUNT, nullable=False, comment="Year reported on."),
        sa.Column(
            "division_code",
            WORDS,
            nullable=False,
            comment="Code of the body's division in force in that year.",
        ),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.body_id"], name="fk_reports_body_id_bodies"),
        sa.PrimaryKeyConstraint("body_id", "report_year", name="pk_reports"),
        comment="Annual reports, one per issuing body and report year.",
    )

    op.create_table(
        "versions",
        sa.Column("id", SERIAL, nullable=False, comment="Number inside this database only."),
        sa.Column("body_id", WORDS, nullable=False, comment="Issuing body."),
        sa.Column("report_year", COUNT, nullable=False, comment="Year reported on."),
        sa.Column(
            "content_hash", WORDS, nullable=False, comment="Digest of the figures and the chapter text."
        ),
        sa.Column("rank", COUNT, nullable=False, comment="1 for the oldest text of the report, rising."),
        sa.Column("is_current", FLAG, nullable=False, comment="True for the text with the highest rank."),
        sa.Column(
            "published", WORDS, comment="Earliest date (ISO) given by the sources nearest to the body."
        ),
        sa.Column(
            "sha256", WORDS, nullable=False, comment="Document whose reading the figures are taken from."
        ),
        sa.Column("part", COUNT, nullable=False, comment="Part of that document; 0 for the whole."),
        sa.Column("title", WORDS, comment="Title as printed."),
        sa.Column("body_mention", WORDS, comment="Issuing body as the document names it."),
        sa.Column("generation", WORDS, comment="Format of the report: G1, G2, G3 or G4."),
        sa.Column(
            "table_generations",
            WORDS,
            nullable=False,
            comment="Format of each table as JSON: a 2023 report may carry a table of 2019.",
        ),
        sa.Column("scope", WORDS, comment="`own` or `consolidated`; never add up the two."),
        sa.Column("carrier", WORDS, comment="Carrier of that document: `html`, `pdf`, …"),
        sa.ForeignKeyConstraint(
            ["body_id", "report_year"],
            ["reports.body_id", "reports.report_year"],
            name="fk_versions_report",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint(
            "body_id", "report_year", "content_hash", name="uq_versions_body_id_report_year_content_hash"
        ),
        comment="Texts of reports: a corrected report has several, the older ones are kept.",
        sqlite_autoincrement=True,
    )

    op.create_table(
        "chapters",
        sa.Column("version_id", SERIAL, nullable=False, comment="Version it belongs to."),
        sa.Column("position", COUNT, nullable=False, comment="Order in the document, from 1."),
        sa.Column(
            "no",
            COUNT,
            nullable=False,
            comment="Number in the form, 1 to 6; 0 for what precedes chapter one.",
        ),
        sa.Column("title", WORDS, nullable=False, comment="Heading as printed."),
        sa.Column("text", WORDS, nullable=False, comment="Text without the heading."),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_chapters_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_chapters"),
        comment="Chapters of the reports as clean text.",
    )

    op.create_table(
        "differences",
        sa.Column("version_id", SERIAL, nullable=False, comment="The later version."),
        sa.Column("kind", WORDS, nullable=False, comment="`figure` or `chapter`."),
        sa.Column("item", WORDS, nullable=False, comment="Cell id, or number and title of the chapter."),
        sa.Column("before", WORDS, comment="Value or text of the earlier version."),
        sa.Column("after", WORDS, comment="Value or text of the later version."),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_differences_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "item", name="pk_differences"),
        comment="Changes between successive versions of a report.",
    )

    op.create_table(
        "figures",
        sa.Column("version_id", SERIAL, nullable=False, comment="Version it belongs to."),
        sa.Column(
            "cell_id",
            WORDS,
            nullable=False,
            comment="Cell of the form: `requests.new@natural_person`, `review.upheld`, …",
        ),
        sa.Column("value_int", COUNT, comment="Count; empty where nothing is printed."),
        sa.Column(
            "value_decimal",
            WORDS,
            comment="Money as an exact decimal in the unit of the cell (万元 in table 2).",
        ),
        sa.Column(
            "state",
            WORDS,
            comment="`blank`, `slash`, `dash`, `text`, `missing`, `inferred`, `corrected`; empty "
            "for a plain number.",
        ),
        sa.Column("raw", WORDS, comment="Printed text where it is not a plain number."),
        sa.Column("place", WORDS, comment="Place in the source: table, row and column, or page and box."),
        sa.Column(
            "uncertain", FLAG, nullable=False, comment="True where the parser does not vouch for the value."
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_figures_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "cell_id", name="pk_figures"),
        comment="The figures, one row per cell of the statutory tables; empty cells included.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_figures_cell_id", "figures", ["cell_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("version_id", SERIAL, nullable=False, comment="Version in which the check fails."),
        sa.Column(
            "check_id", WORDS, nullable=False, comment="Relation with its instance: `G4.T3.balance[total]`."
        ),
        sa.Column(
            "kind",
            WORDS,
            nullable=False,
            comment="`record`: inside one report; `corpus`: against the same body's report of the "
            "year before.",
        ),
        sa.Column("severity", WORDS, comment="`error`, `warning` or `info`, where the relation has one."),
        sa.Column(
            "cells",
            WORDS,
            nullable=False,
            comment="Cell ids concerned, as JSON; `prev:` marks cells of the year before.",
        ),
        sa.Column("detail", WORDS, nullable=False, comment="The two sides in words."),
        sa.Column("previous_version_id", SERIAL, comment="Version of the year before."),
        sa.ForeignKeyConstraint(
            ["previous_version_id"],
            ["versions.id"],
            name="fk_findings_previous_version_id_versions",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_findings_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "check_id", name="pk_findings"),
        comment="Failing checks; originals are never repaired.",
    )

    op.create_table(
        "readings",
        sa.Column("sha256", WORDS, nullable=False, comment="The document."),
        sa.Column(
            "part",
            COUNT,
            nullable=False,
            comment="0 for the whole document, 1… for the single reports of a collection.",
        ),
        sa.Column("parser_version", WORDS, nullable=False, comment="Version of the parsers."),
        sa.Column(
            "outcome",
            WORDS,
            nullable=False,
            comment="`report`, `not_report`, `unreadable`, `blank_form` or `several_reports`.",
        ),
        sa.Column("carrier", WORDS, comment="Carrier of the document."),
        sa.Column("title", WORDS, comment="Title as printed."),
        sa.Column("body_mention", WORDS, comment="Issuing body as the document names it."),
        sa.Column("printed_year", COUNT, comment="Report year as the document gives it."),
        sa.Column("error", WORDS, comment="Failure class and sentence of an unreadable document."),
        sa.Column(
            "content_hash", WORDS, comment="Digest of figures and chapter text; empty where it is no report."
        ),
        sa.Column("figures_hash", WORDS, comment="Digest of the figures alone."),
        sa.Column("body_id", WORDS, comment="Body it was resolved to; empty while it waits for review."),
        sa.Column("report_year", COUNT, comment="Year it was filed under; empty like the body."),
        sa.Column("division_code", WORDS, comment="Code of the body's division in that year."),
        sa.Column("evidence", WORDS, comment="What the resolution of the body rests on."),
        sa.Column("version_id", SERIAL, comment="Version it is a copy of."),
        sa.Column(
            "record",
            sa.LargeBinary(),
            nullable=False,
            comment="The whole record of the parser: canonical JSON, zlib-compressed.",
        ),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.body_id"], name="fk_readings_body_id_bodies"),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_readings_sha256_documents"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_readings_version_id_versions", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("sha256", "part", name="pk_readings"),
        comment="What the parser read in each document; reports and versions are derived from it.",
    )
    op.create_index(
        "ix_readings_body_id_readings_report_year", "readings", ["body_id", "report_year"], unique=False
    )
    op.create_index("ix_readings_version_id", "readings", ["version_id"], unique=False)

    op.create_table(
        "review_items",
        sa.Column("sha256", WORDS, nullable=False, comment="The document."),
        sa.Column("part", COUNT, nullable=False, comment="Its part."),
        sa.Column(
            "reason",
            WORDS,
            nullable=False,
            comment="`no_year`, `year_conflict`, `published_too_early`, `unknown_body`, "
            "`ambiguous_body`, `body_conflict`.",
        ),
        sa.Column("detail", WORDS, nullable=False, comment="The reason in words."),
        sa.Column("candidates", WORDS, nullable=False, comment="Body ids that come into question, as JSON."),
        sa.ForeignKeyConstraint(
            ["sha256", "part"],
            ["readings.sha256", "readings.part"],
            name="fk_review_items_reading",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "part", "reason", name="pk_review_items"),
        comment="Readings that could not be filed without guessing.",
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
