"""Keep why a reading was accepted, what the other documents of a text say, and what persons decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
COUNT = sa.BigInteger()
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = ("comparisons", "disagreements", "judgements")
COLUMNS = ("chosen", "text_sha256", "text_part")


def upgrade() -> None:
    op.add_column(
        "versions",
        sa.Column(
            "chosen",
            WORDS,
            comment="Why the figures are taken from that document and from no other that carries this text.",
        ),
    )
    op.add_column(
        "versions",
        sa.Column(
            "text_sha256",
            WORDS,
            comment="Document from which the chapters are taken, where it is another one.",
        ),
    )
    op.add_column("versions", sa.Column("text_part", COUNT, comment="Part of that document."))

    op.create_table(
        "comparisons",
        sa.Column("version_id", SERIAL, nullable=False, comment="Version it belongs to."),
        sa.Column("sha256", WORDS, nullable=False, comment="The further document."),
        sa.Column("part", COUNT, nullable=False, comment="Part of that document."),
        sa.Column("carrier", WORDS, comment="Its carrier."),
        sa.Column("agreeing", COUNT, nullable=False, comment="Cells with the same value in both."),
        sa.Column(
            "disagreeing",
            COUNT,
            nullable=False,
            comment="Cells with different values that both readings vouch for.",
        ),
        sa.Column(
            "doubtful",
            COUNT,
            nullable=False,
            comment="Cells with different values, one of which at least its reading does not vouch for.",
        ),
        sa.Column(
            "uncompared", COUNT, nullable=False, comment="Cells that only one of the two documents holds."
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_comparisons_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "sha256", "part", name="pk_comparisons"),
        comment="Further documents of each version, compared cell by cell with the accepted one.",
    )

    op.create_table(
        "disagreements",
        sa.Column("version_id", SERIAL, nullable=False, comment="Version it belongs to."),
        sa.Column("cell_id", WORDS, nullable=False, comment="The cell."),
        sa.Column("sha256", WORDS, nullable=False, comment="The further document."),
        sa.Column("part", COUNT, nullable=False, comment="Part of that document."),
        sa.Column("value", WORDS, comment="Accepted value; empty where nothing is printed."),
        sa.Column("other_value", WORDS, comment="Value of the further document."),
        sa.Column("other_state", WORDS, comment="State of the cell there."),
        sa.Column("other_raw", WORDS, comment="Printed text there, where it is no plain number."),
        sa.Column("other_place", WORDS, comment="Place in the further document."),
        sa.Column(
            "vouched",
            sa.Boolean(),
            nullable=False,
            comment="True where both readings vouch for their value: then it is a finding.",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_disagreements_version_id_versions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "cell_id", "sha256", "part", name="pk_disagreements"),
        comment="Cells in which a further document differs from the accepted one; none is decided here.",
    )

    op.create_table(
        "judgements",
        sa.Column(
            "sha256",
            WORDS,
            nullable=False,
            comment="The document that was looked at; changed bytes are another document.",
        ),
        sa.Column("part", COUNT, nullable=False, comment="Part of that document."),
        sa.Column("cell_id", WORDS, nullable=False, comment="The cell."),
        sa.Column("at", MOMENT, nullable=False, comment="When it was decided (UTC)."),
        sa.Column("value", WORDS, comment="Value decided on; empty where nothing is printed."),
        sa.Column("state", WORDS, comment="`blank`, `slash`, `dash` or `text` where there is no value."),
        sa.Column("author", WORDS, nullable=False, comment="Who decided."),
        sa.Column("note", WORDS, comment="Why, in words."),
        sa.Column("read_value", WORDS, comment="What the parser had read when it was decided."),
        sa.Column("read_state", WORDS, comment="State that the parser had given."),
        sa.Column("parser_version", WORDS, nullable=False, comment="Version of that parser."),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_judgements_sha256_documents"),
        sa.PrimaryKeyConstraint("sha256", "part", "cell_id", "at", name="pk_judgements"),
        comment="Decisions of persons about cells of documents. They stand beside the readings.",
    )
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "findings",
            "kind",
            comment="`record`: inside one report; `sources`: between documents of it; "
            "`corpus`: against the same body's report of the year before.",
            existing_type=WORDS,
            existing_nullable=False,
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in reversed(COLUMNS):
        op.drop_column("versions", column)
