"""Keep what each column and portal gave in each run, and which columns moved.

What an older database knows is carried over: the reports by column, and the columns that its runs walked.
Requests and failures were not counted by column then and stay empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
COUNT = sa.BigInteger()
RUN = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = ("column_reports", "column_runs", "portal_runs", "moves", "leads")
COLUMNS = (
    (
        "columns",
        "portal",
        "Host of the portal that led to it; empty where it was last seen by an older schema.",
    ),
    (
        "columns",
        "parent_url",
        "Column that it is a part of (a year, a department); empty for an outermost one.",
    ),
    (
        "fetches",
        "portal",
        "Host of the portal on whose behalf it was asked for; empty for the crawler's own requests.",
    ),
    ("fetches", "column_url", "Column on whose behalf it was asked for."),
)
VIA = (
    "`crawl`, `browser`, `ingest`; `guess`: an address that nobody promised; "
    "`reading`: no request, a fault seen when the page was read."
)
WHOLE = "False where the run was limited (years, days, level) or stopped before its end."
FAILURES = "Addresses whose last attempt failed, by failure class, as JSON."


def upgrade() -> None:
    for table, name, comment in COLUMNS:
        op.add_column(table, sa.Column(name, WORDS, comment=comment))
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("fetches", "via", comment=VIA, existing_type=WORDS, existing_nullable=False)

    op.create_table(
        "column_reports",
        sa.Column(
            "column_url",
            WORDS,
            nullable=False,
            comment="The column; empty text where the report was met outside of any.",
        ),
        sa.Column("url", WORDS, nullable=False, comment="Address of the report."),
        sa.Column("portal", WORDS, nullable=False, comment="Host of the portal that led to it."),
        sa.Column("first_run_id", RUN, nullable=False, comment="Run that first found it there."),
        sa.Column("last_run_id", RUN, nullable=False, comment="Run that last found it there."),
        sa.ForeignKeyConstraint(["first_run_id"], ["runs.id"], name="fk_column_reports_first_run_id_runs"),
        sa.ForeignKeyConstraint(["last_run_id"], ["runs.id"], name="fk_column_reports_last_run_id_runs"),
        sa.PrimaryKeyConstraint("column_url", "url", name="pk_column_reports"),
        comment="Addresses of reports by the column that leads to them; attachments are not counted.",
    )
    op.create_index("ix_column_reports_last_run_id", "column_reports", ["last_run_id"])

    op.create_table(
        "column_runs",
        sa.Column("run_id", RUN, nullable=False, comment="The run."),
        sa.Column("column_url", WORDS, nullable=False, comment="Address of the column."),
        sa.Column("portal", WORDS, nullable=False, comment="Host of the portal that led to it."),
        sa.Column(
            "asked_url",
            WORDS,
            nullable=False,
            comment="Address asked for, where redirects led on to the column.",
        ),
        sa.Column(
            "platform",
            WORDS,
            comment="Adapter that read it; empty where the page was not there or no column any more.",
        ),
        sa.Column("reason", WORDS, comment="Fingerprint on the page that chose the adapter."),
        sa.Column("via", WORDS, comment="How this run came to it."),
        sa.Column(
            "linked",
            sa.Boolean(),
            comment="Whether a page of the portal leads to it; empty where that was not looked at.",
        ),
        sa.Column("failure", WORDS, comment="Failure class of the column's own page."),
        sa.Column("detail", WORDS, nullable=False, comment="The failure in words."),
        sa.Column("whole", sa.Boolean(), nullable=False, comment=WHOLE),
        sa.Column("reports", COUNT, comment="Addresses of reports found; empty until the run is closed."),
        sa.Column("requests", COUNT, comment="Requests made; empty where nobody counted."),
        sa.Column("browser_pages", COUNT, comment="Of these through a browser."),
        sa.Column("failures", WORDS, nullable=False, comment=FAILURES),
        sa.Column("first_at", MOMENT, comment="First answer (UTC)."),
        sa.Column("last_at", MOMENT, comment="Last answer (UTC)."),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_column_runs_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "column_url", name="pk_column_runs"),
        comment="What each column gave in each run, the columns inside it included. "
        "What its list promised stands in `lists`.",
    )
    op.create_index("ix_column_runs_column_url_column_runs_run_id", "column_runs", ["column_url", "run_id"])

    op.create_table(
        "portal_runs",
        sa.Column("run_id", RUN, nullable=False, comment="The run."),
        sa.Column("portal", WORDS, nullable=False, comment="Host of the portal."),
        sa.Column("whole", sa.Boolean(), nullable=False, comment=WHOLE),
        sa.Column("answered", COUNT, nullable=False, comment="Answers without a failure."),
        sa.Column("columns", COUNT, nullable=False, comment="Columns recognised."),
        sa.Column("reports", COUNT, nullable=False, comment="Addresses of reports found."),
        sa.Column("requests", COUNT, nullable=False, comment="Requests made."),
        sa.Column("browser_pages", COUNT, nullable=False, comment="Of these through a browser."),
        sa.Column("failures", WORDS, nullable=False, comment=FAILURES),
        sa.Column(
            "detail", WORDS, nullable=False, comment="The most telling failure in words, its address first."
        ),
        sa.Column("first_at", MOMENT, nullable=False, comment="First answer (UTC)."),
        sa.Column("last_at", MOMENT, nullable=False, comment="Last answer (UTC)."),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_portal_runs_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "portal", name="pk_portal_runs"),
        comment="What each portal gave in each run.",
    )
    op.create_index("ix_portal_runs_portal_portal_runs_run_id", "portal_runs", ["portal", "run_id"])

    op.create_table(
        "moves",
        sa.Column("run_id", RUN, nullable=False, comment="Run that noticed it."),
        sa.Column("from_url", WORDS, nullable=False, comment="Address of the column that ended."),
        sa.Column("to_url", WORDS, nullable=False, comment="Address of the column that has its reports now."),
        sa.Column("portal", WORDS, nullable=False, comment="Host of the portal."),
        sa.Column(
            "why",
            WORDS,
            nullable=False,
            comment="What became of the old address: a failure class, `redirect`, or `stale` where it still "
            "stands with its old reports and nothing leads to it any more.",
        ),
        sa.Column("found", COUNT, nullable=False, comment="Reports of the old column that the new one has."),
        sa.Column("had", COUNT, nullable=False, comment="Reports that the old column had."),
        sa.Column("platform_before", WORDS, comment="Adapter of the old column."),
        sa.Column("platform_after", WORDS, comment="Adapter of the new one."),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_moves_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "from_url", name="pk_moves"),
        comment="Columns that moved: where their reports were found again.",
    )

    op.create_table(
        "leads",
        sa.Column("host", WORDS, nullable=False, comment="Host name."),
        sa.Column("url", WORDS, nullable=False, comment="Address of the link."),
        sa.Column("label", WORDS, nullable=False, comment="Its text: the name of the body."),
        sa.Column(
            "kind", WORDS, nullable=False, comment="What linked it: `site_map`, `directory` or `column`."
        ),
        sa.Column("linked_from", WORDS, nullable=False, comment="Address of that page."),
        sa.Column("province", WORDS, nullable=False, comment="Name of the spider that met it."),
        sa.Column("division", WORDS, comment="Code of the division that runs the linking host."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="First time it was met (UTC)."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Last time it was met (UTC)."),
        sa.PrimaryKeyConstraint("host", name="pk_leads"),
        comment="Hosts proposed for the registry: linked as a body's, not registered.",
    )
    _carry_over()


def _carry_over() -> None:
    op.execute(
        """
        INSERT INTO column_reports (column_url, url, portal, first_run_id, last_run_id)
        SELECT s.column_url, s.url, min(coalesce(c.host, s.host)), min(f.run_id), max(f.run_id)
        FROM sources s
        JOIN fetches f ON f.url = s.url AND f.failure IS NULL
        LEFT JOIN columns c ON c.url = s.column_url
        WHERE s.column_url IS NOT NULL AND s.parent_url IS NULL
        GROUP BY s.column_url, s.url
        """
    )
    op.execute(
        """
        INSERT INTO column_runs
            (run_id, column_url, portal, asked_url, platform, reason, via, detail, whole, reports, failures)
        SELECT l.run_id, l.column_url, c.host, l.column_url, c.platform, c.reason, c.via, '',
               r.state = 'finished',
               (SELECT count(*) FROM column_reports g WHERE g.column_url = l.column_url
                AND l.run_id BETWEEN g.first_run_id AND g.last_run_id),
               '{}'
        FROM lists l JOIN columns c ON c.url = l.column_url JOIN runs r ON r.id = l.run_id
        """
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, name, _ in reversed(COLUMNS):
        op.drop_column(table, name)
