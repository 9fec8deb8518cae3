"""Give events a key and a source; keep the state of watched lists, proofs of absence and subscribers; let the
coverage of millions of reports be asked: outcomes beside documents, fetches by host, reports by year.

What was called `withdrawn` so far (a report whose documents were filed elsewhere) is called `refiled`:
`withdrawn` now says that its publisher took it down.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
COUNT = sa.BigInteger()
RUN = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = ("watched_lists", "absences", "subscribers", "dead_letters")
EVENT_COLUMNS = (
    ("key", "What it is about, so that it is told once; empty for events of an older schema."),
    ("source_url", "Column or page that it is about, where it is about one."),
)
EVENT_COMMENTS = (
    ("id", COUNT, False, "Number: rises by one, in the order of the commits."),
    ("kind", WORDS, False, "What happened; docs/watching.md lists the kinds."),
    ("body_id", WORDS, True, "Body of the report, where it is about one."),
    ("report_year", COUNT, True, "Year of the report, where it is about one."),
)
FINDING_COMMENTS = (
    (
        "kind",
        WORDS,
        False,
        "`record`: inside one report; `sources`: between its documents; `corpus`: against the year before; "
        "`copied`, `alike`, `rollup`, `scale`, `narrative`: see docs/findings.md.",
    ),
    (
        "previous_version_id",
        COUNT,
        True,
        "Version it was held against: of the year before, or of another body.",
    ),
)
OUTCOME = "Outcome of its reading, repeated here so that what waits is found at once; empty until it is read."


def upgrade() -> None:
    _upgrade_coverage()
    for name, comment in EVENT_COLUMNS:
        op.add_column("events", sa.Column(name, WORDS, comment=comment))
    op.create_index("ix_events_key", "events", ["key"], unique=True)
    op.execute("UPDATE events SET kind = 'refiled' WHERE kind = 'withdrawn'")
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        for name, kind, nullable, comment in EVENT_COMMENTS:
            op.alter_column("events", name, comment=comment, existing_type=kind, existing_nullable=nullable)
        op.create_table_comment("events", "What happened to reports and sources, in the order of the ids.")

    op.create_table(
        "watched_lists",
        sa.Column("column_url", WORDS, nullable=False, comment="Address of the column."),
        sa.Column("portal", WORDS, nullable=False, comment="Host of the portal that led to it."),
        sa.Column(
            "list_url", WORDS, nullable=False, comment="Address that answers with the first rows of the list."
        ),
        sa.Column("list_body", WORDS, comment="What is sent to it, where it is a POST."),
        sa.Column("is_json", sa.Boolean(), nullable=False, comment="Whether that is JSON and no form."),
        sa.Column("platform", WORDS, nullable=False, comment="Adapter that reads the answer."),
        sa.Column("digest", WORDS, nullable=False, comment="Digest of rows and parts on it."),
        sa.Column("seen_run_id", RUN, nullable=False, comment="Run that last walked it."),
        sa.Column("seen_at", MOMENT, nullable=False, comment="When that was (UTC)."),
        sa.Column(
            "named",
            WORDS,
            nullable=False,
            comment="Addresses of reports that it named when it was last walked to its end, as JSON.",
        ),
        sa.Column(
            "settled",
            sa.Boolean(),
            nullable=False,
            comment="Whether all that it names was had; otherwise it is walked again.",
        ),
        sa.Column("retries", COUNT, nullable=False, comment="Runs in a row that left it unsettled."),
        sa.Column("asked_at", MOMENT, comment="Last watch pass that asked for it (UTC)."),
        sa.Column("answered_at", MOMENT, comment="Last one in which it answered (UTC)."),
        sa.Column(
            "failed_passes", COUNT, nullable=False, comment="Watch passes in a row in which it did not."
        ),
        sa.Column("failing_since", MOMENT, comment="First of them (UTC)."),
        sa.Column("failure", WORDS, comment="Failure class of the last of them."),
        sa.Column(
            "broken_at", MOMENT, comment="When it was said to be broken (UTC); empty after it recovered."
        ),
        sa.ForeignKeyConstraint(["seen_run_id"], ["runs.id"], name="fk_watched_lists_seen_run_id_runs"),
        sa.PrimaryKeyConstraint("column_url", name="pk_watched_lists"),
        comment="Lists as last walked, and how watching them goes.",
    )

    op.create_table(
        "absences",
        sa.Column("url", WORDS, nullable=False, comment="Address of the report."),
        sa.Column("column_url", WORDS, nullable=False, comment="Column that led to it."),
        sa.Column(
            "noticed_at",
            MOMENT,
            nullable=False,
            comment="When its list was first seen without it, or nothing was found there (UTC).",
        ),
        sa.Column(
            "proofs",
            COUNT,
            nullable=False,
            comment="Days on which its list and its host answered and the page was gone.",
        ),
        sa.Column("proven_on", WORDS, comment="Last of these days, in China."),
        sa.Column("failure", WORDS, comment="Failure class of the page on that day."),
        sa.Column(
            "withdrawn_at",
            MOMENT,
            comment="When it was held to be withdrawn (UTC); empty while that is not proven.",
        ),
        sa.PrimaryKeyConstraint("url", name="pk_absences"),
        comment="Addresses of reports that may be gone, with proofs that they are.",
    )
    op.create_index("ix_absences_column_url", "absences", ["column_url"])

    op.create_table(
        "subscribers",
        sa.Column("name", WORDS, nullable=False, comment="Name in subscriptions.toml."),
        sa.Column("cursor", COUNT, nullable=False, comment="Last event that is settled for it."),
        sa.Column("attempts", COUNT, nullable=False, comment="Failed attempts at the next one."),
        sa.Column("next_attempt_at", MOMENT, comment="Not before this time (UTC)."),
        sa.Column("failure", WORDS, comment="Why the last attempt failed."),
        sa.PrimaryKeyConstraint("name", name="pk_subscribers"),
        comment="Subscribers of events, and how far each was told.",
    )

    op.create_table(
        "dead_letters",
        sa.Column("subscriber", WORDS, nullable=False, comment="Name of the subscriber."),
        sa.Column("event_id", COUNT, nullable=False, comment="The event."),
        sa.Column("at", MOMENT, nullable=False, comment="When it was given up (UTC)."),
        sa.Column("attempts", COUNT, nullable=False, comment="Attempts made."),
        sa.Column("failure", WORDS, nullable=False, comment="Why the last one failed."),
        sa.PrimaryKeyConstraint("subscriber", "event_id", name="pk_dead_letters"),
        comment="Events given up for a subscriber after the last attempt.",
    )


def _upgrade_coverage() -> None:
    op.add_column("documents", sa.Column("outcome", WORDS, comment=OUTCOME))
    op.execute(
        "UPDATE documents SET outcome = (SELECT r.outcome FROM readings r "
        "WHERE r.sha256 = documents.sha256 AND r.part = 0)"
    )
    op.create_index("ix_documents_outcome", "documents", ["outcome"])
    op.create_index("ix_fetches_host_fetches_failure", "fetches", ["host", "failure"])
    op.create_index("ix_reports_report_year_reports_body_id", "reports", ["report_year", "body_id"])
    if op.get_context().dialect.name == "postgresql":
        for name, kind, nullable, comment in FINDING_COMMENTS:
            op.alter_column("findings", name, comment=comment, existing_type=kind, existing_nullable=nullable)


def downgrade() -> None:
    op.drop_index("ix_reports_report_year_reports_body_id", "reports")
    op.drop_index("ix_fetches_host_fetches_failure", "fetches")
    op.drop_index("ix_documents_outcome", "documents")
    op.drop_column("documents", "outcome")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("UPDATE events SET kind = 'withdrawn' WHERE kind = 'refiled'")
    op.drop_index("ix_events_key", "events")
    for name, _ in reversed(EVENT_COLUMNS):
        op.drop_column("events", name)
